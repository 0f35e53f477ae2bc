import { z } from 'zod';
import type { MendableText } from '#shared/contract/index.ts';
import type { OperationEnvelope } from '#shared/hub-protocol/index.ts';

/** The paths that a hub's message names: `payload.fields.title too_big; payload.number invalid`. */
function pathsIn(message: string): string[] {
  return message
    .split(';')
    .map((part) => part.trim().split(' ')[0] ?? '')
    .filter((path) => path.startsWith('payload.'));
}

const recordSchema = z.record(z.string(), z.unknown());

/** The texts of an operation that the hub's message points to. */
export function mendableTexts(operation: OperationEnvelope, message: string): MendableText[] {
  return pathsIn(message).flatMap((path) => {
    const value = path
      .split('.')
      .reduce<unknown>((at, key) => recordSchema.safeParse(at).data?.[key], operation);
    return typeof value === 'string' ? [{ path, value }] : [];
  });
}

/** The payload with other texts in their places. What is no text there stays as it is. */
export function mendedPayload(operation: OperationEnvelope, texts: readonly MendableText[]): unknown {
  const copy = { payload: structuredClone(operation.payload) };
  for (const { path, value } of texts) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const holder = keys.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), copy);
    if (isRecord(holder) && typeof holder[last] === 'string') holder[last] = value;
  }
  return copy.payload;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

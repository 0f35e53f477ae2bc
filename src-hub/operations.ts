import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import {
  type HubWorkOrder,
  type OperationBatch,
  type OperationResult,
  operationSchema,
  type RefusalReason,
} from '#shared/hub-protocol/index.ts';
import type { HubStorage, HubStorageUnit } from './storage/index.ts';

const KNOWN_KINDS: ReadonlySet<string> = new Set(
  operationSchema.options.map((option) => option.shape.kind.value),
);

/**
 * Takes a batch (docs/spec/hub-protocol.md, rules HP-3 to HP-7). One transaction for all of it: a refusal is
 * an outcome and not an error, so it never takes its neighbours along, and a whole batch costs one durable
 * commit. When the storage fails, nothing of the batch has happened and the seat sends it again.
 *
 * @param now epoch ms, the receipt's time
 * @returns one result for each operation, in the batch's order, but none for what comes behind a refused one of
 *   its subject: it was not looked at, and the seat keeps it
 */
export function applyBatch(
  storage: HubStorage,
  batch: OperationBatch,
  now: number,
): Promise<OperationResult[]> {
  return storage.transaction(async (unit) => {
    const results: OperationResult[] = [];
    const held = new Set<unknown>();
    for (const operation of batch.operations) {
      const subject = operation['subject'];
      if (held.has(subject)) continue;
      const first = await unit.findOutcome(operation.id);
      const result = first ?? (await apply(unit, operation, now));
      if (result.outcome === 'refused' && typeof subject === 'string') held.add(subject);
      if (first === undefined && isLasting(result)) await unit.rememberOutcome(result);
      results.push(result);
    }
    return results;
  });
}

/** Not knowing a kind is a state of this hub, not a word on the operation: a newer hub will know it. */
function isLasting(result: OperationResult): boolean {
  return result.outcome === 'accepted' || result.reason !== 'unknown-kind';
}

/** Parses and carries out an operation that has not been seen before. */
async function apply(
  unit: HubStorageUnit,
  raw: OperationBatch['operations'][number],
  now: number,
): Promise<OperationResult> {
  const refuse = (reason: RefusalReason, message: string): OperationResult => ({
    id: raw.id,
    outcome: 'refused',
    reason,
    message: message.slice(0, 500),
  });

  const kind = raw['kind'];
  const unknown = 'This hub does not know this kind of operation. It may be older than the seat.';
  if (typeof kind === 'string' && !KNOWN_KINDS.has(kind)) return refuse('unknown-kind', unknown);
  const parsed = operationSchema.safeParse(raw);
  if (!parsed.success) return refuse('invalid', describeIssues(parsed.error));
  if (parsed.data.kind !== 'work-order.submit') return refuse('unknown-kind', unknown);

  const { orderId, ...payload } = parsed.data.payload;
  const order: HubWorkOrder = { id: orderId, ...payload, receivedAt: now };
  const stored = await unit.findWorkOrder(orderId);
  if (stored === undefined) {
    await unit.insertWorkOrder(order);
    return { id: raw.id, outcome: 'accepted', receivedAt: now };
  }
  const { receivedAt } = stored;
  return isDeepStrictEqual(stored, { ...order, receivedAt })
    ? { id: raw.id, outcome: 'accepted', receivedAt }
    : refuse('conflict', 'This order was received before with other content, under another operation.');
}

/** Paths and rules that failed; never the values, which may be personal data. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || '(whole)'} ${issue.code}`).join('; ');
}

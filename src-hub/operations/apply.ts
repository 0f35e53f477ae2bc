import type { z } from 'zod';
import {
  type OperationBatch,
  type OperationResult,
  operationSchema,
  type RefusalReason,
} from '#shared/hub-protocol/index.ts';
import type { HubStorage, HubStores } from '../storage/index.ts';
import type { OperationContext, Refusal } from './effect.ts';
import { effects } from './effects.ts';

const KNOWN_KINDS: ReadonlySet<string> = new Set(
  operationSchema.options.map((option) => option.shape.kind.value),
);

/**
 * Takes a batch (docs/spec/hub-protocol.md, rules HP-3 to HP-7 and HP-13). One transaction for all of it: a refusal
 * is an outcome and not an error, so it never takes its neighbours along, and a whole batch costs one durable
 * commit. When the storage fails, nothing of the batch has happened and the seat sends it again.
 *
 * @returns one result for each operation, in the batch's order, but none for what comes behind a refused one of
 *   its subject: it was not looked at, and the seat keeps it
 */
export function applyBatch(
  storage: HubStorage,
  batch: OperationBatch,
  context: OperationContext,
): Promise<OperationResult[]> {
  return storage.transaction(async (unit) => {
    const known = await unit.outcomes.find(batch.operations.map(({ id }) => id));
    const results: OperationResult[] = [];
    const fresh: OperationResult[] = [];
    const held = new Set<string>();
    for (const operation of batch.operations) {
      const subject = operation['subject'];
      if (typeof subject === 'string' && held.has(subject)) continue;
      const first = known.get(operation.id);
      const result = first ?? (await apply(unit, operation, context));
      if (result.outcome === 'refused' && typeof subject === 'string') held.add(subject);
      if (first === undefined && isLasting(result)) {
        fresh.push(result);
        known.set(result.id, result);
      }
      results.push(result);
    }
    await unit.outcomes.remember(fresh);
    if (context.seat !== null) await unit.seats.seen(context.seat, context.now);
    return results;
  });
}

/** Not knowing a kind is a state of this hub, not a word on the operation: a newer hub will know it. */
function isLasting(result: OperationResult): boolean {
  return result.outcome === 'accepted' || result.reason !== 'unknown-kind';
}

/** Parses and carries out an operation that has not been seen before. */
async function apply(
  unit: HubStores,
  raw: OperationBatch['operations'][number],
  context: OperationContext,
): Promise<OperationResult> {
  const refuse = ({ reason, message }: Refusal): OperationResult => ({
    id: raw.id,
    outcome: 'refused',
    reason,
    message: message.slice(0, 500),
  });
  const no = (reason: RefusalReason, message: string) => refuse({ reason, message });

  const kind = raw['kind'];
  if (typeof kind === 'string' && !KNOWN_KINDS.has(kind)) {
    return no(
      'unknown-kind',
      'This hub does not know this kind of operation. It may be older than the seat.',
    );
  }
  const parsed = operationSchema.safeParse(raw);
  if (!parsed.success) return no('invalid', describeIssues(parsed.error));
  const { payload } = parsed.data;
  if (context.seat !== null && 'seat' in payload && payload.seat !== context.seat) {
    return no('not-allowed', 'This operation names another seat than the one that sent it.');
  }
  const done = await effects(unit, parsed.data, context);
  return 'reason' in done ? refuse(done) : { id: raw.id, outcome: 'accepted', receivedAt: done.receivedAt };
}

/** Paths and rules that failed; never the values, which may be personal data. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || '(whole)'} ${issue.code}`).join('; ');
}

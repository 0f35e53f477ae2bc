import { z } from 'zod';
import { HUB_PROTOCOL_VERSION } from './version.ts';

/** Largest number of operations in one batch. */
export const MAXIMUM_BATCH = 100;

/** Operations cross the wire loosely typed: a hub refuses a bad one by id without refusing its neighbours. */
export const operationBatchSchema = z.object({
  protocol: z.literal(HUB_PROTOCOL_VERSION),
  seat: z.number().int().min(1).max(999),
  /** The hub's epoch as the seat knows it; a hub of another one was put back and takes nothing (`put-back`). */
  epoch: z.string().max(80).optional(),
  operations: z
    .array(z.looseObject({ id: z.uuidv7() }))
    .min(1)
    .max(MAXIMUM_BATCH),
});
export type OperationBatch = z.infer<typeof operationBatchSchema>;

/**
 * Why an operation was refused. `invalid`: does not fit the schema. `unknown-kind`: newer seat than hub; the one
 * refusal that a hub does not remember. `conflict`: the same thing with other content. `not-found`: what it is
 * about is not here. `not-allowed`: its person may not do this, or the state of what it is about forbids it.
 */
export const refusalReasonSchema = z.enum([
  'invalid',
  'unknown-kind',
  'conflict',
  'not-found',
  'not-allowed',
]);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;

export const operationResultSchema = z.discriminatedUnion('outcome', [
  z.object({ id: z.uuidv7(), outcome: z.literal('accepted'), receivedAt: z.number() }),
  z.object({
    id: z.uuidv7(),
    outcome: z.literal('refused'),
    reason: refusalReasonSchema,
    /** For a person; names fields, never contents. */
    message: z.string().max(500),
  }),
]);
export type OperationResult = z.infer<typeof operationResultSchema>;

export const operationResultsSchema = z.object({
  protocol: z.literal(HUB_PROTOCOL_VERSION),
  epoch: z.string().max(80).optional(),
  results: z.array(operationResultSchema),
});

import { z } from 'zod';
import { callRecordSchema, orderIdSchema, workOrderFieldsSchema } from '../domain/index.ts';

/**
 * Messages between a seat and a hub, protocol version 1 (docs/spec/hub-protocol.md).
 *
 * - `POST /v1/operations` with a {@link operationBatchSchema}, answered by {@link operationResultsSchema}.
 *   At-least-once on the wire, exactly once in effect: the hub remembers operation ids and answers a
 *   repeated one with the outcome it gave the first time.
 * - `GET /v1/work-orders` and `/v1/work-orders/{id}`: what the hub has.
 * - `GET /healthz`: liveness, no token.
 *
 * Every route but the last wants `Authorization: Bearer <seat token>`.
 */
export const HUB_PROTOCOL_VERSION = 1;

/** Largest number of operations in one batch. */
export const MAXIMUM_BATCH = 100;

const submitOrder = z.object({
  id: z.uuidv7(),
  kind: z.literal('work-order.submit'),
  /** Epoch ms at the seat. */
  createdAt: z.number(),
  payload: z.object({
    orderId: orderIdSchema,
    number: z.string().max(40),
    seat: z.number().int().min(1).max(999),
    operator: z.string().max(64),
    submittedAt: z.number(),
    fields: workOrderFieldsSchema,
    /** The call the order came from, raw times included; null for an order begun by hand. */
    call: callRecordSchema.nullable(),
  }),
});

/** One operation; a union by `kind` so that later kinds join here. */
export const operationSchema = z.discriminatedUnion('kind', [submitOrder]);
export type Operation = z.infer<typeof operationSchema>;

/** Operations cross the wire loosely typed: a hub refuses a bad one by id without refusing its neighbours. */
export const operationBatchSchema = z.object({
  protocol: z.literal(HUB_PROTOCOL_VERSION),
  seat: z.number().int().min(1).max(999),
  operations: z
    .array(z.looseObject({ id: z.uuidv7() }))
    .min(1)
    .max(MAXIMUM_BATCH),
});
export type OperationBatch = z.infer<typeof operationBatchSchema>;

/** `invalid`: does not fit the schema. `unknown-kind`: newer seat than hub. `conflict`: same order, other content. */
export const refusalReasonSchema = z.enum(['invalid', 'unknown-kind', 'conflict']);
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
  results: z.array(operationResultSchema),
});

/** Body of every error answer of the hub. */
export const hubErrorSchema = z.object({
  code: z.enum(['unauthorized', 'protocol-mismatch', 'invalid', 'not-found', 'too-large', 'internal']),
  message: z.string(),
});
export type HubError = z.infer<typeof hubErrorSchema>;

/** An order as the hub answers it. */
export const hubWorkOrderSchema = z.object({
  id: orderIdSchema,
  number: z.string(),
  seat: z.number().int(),
  operator: z.string(),
  submittedAt: z.number(),
  receivedAt: z.number(),
  fields: workOrderFieldsSchema,
  call: callRecordSchema.nullable(),
});
export type HubWorkOrder = z.infer<typeof hubWorkOrderSchema>;
export const hubWorkOrderListSchema = z.object({
  orders: z.array(hubWorkOrderSchema),
  total: z.number().int(),
});

import { z } from 'zod';

/**
 * What every operation carries, whatever its kind.
 *
 * `subject` is what order is kept per: an order's id, a call's id. Operations of one subject take effect in the
 * order of their creation, and none takes effect while an earlier one stands refused. What needs no order among
 * its like has a subject of its own, such as its own id: a refusal then holds nothing else up.
 */
export const operationEnvelopeSchema = z.object({
  id: z.uuidv7(),
  kind: z.string().min(1).max(60),
  subject: z.string().min(1).max(80),
  /** Epoch ms at the seat. */
  createdAt: z.number(),
  payload: z.unknown(),
});
export type OperationEnvelope = z.infer<typeof operationEnvelopeSchema>;

/** Declares a kind of operation: its name, `area.what-happened`, and what it carries. */
export function operationOf<const Kind extends string, Payload extends z.ZodType>(
  kind: Kind,
  payload: Payload,
) {
  return operationEnvelopeSchema.extend({ kind: z.literal(kind), payload });
}

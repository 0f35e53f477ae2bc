import { z } from 'zod';
import { callIdSchema } from './call.ts';
import { callbackAttemptSchema } from './callback.ts';
import { limitedText } from './text.ts';
import { orderStateSchema } from './work-order.ts';
import { workOrderFieldsSchema } from './work-order-fields.ts';

const event = {
  /** UUIDv7; the same as the operation's that carried it. */
  id: z.uuidv7(),
  /** Epoch ms. */
  at: z.number(),
  operator: z.string().max(64),
};

/** Who joins an order as a co-complainant (并单). */
export const coComplainantSchema = workOrderFieldsSchema.pick({
  callerName: true,
  genderTitle: true,
  callerNumber: true,
  contactNumbers: true,
  anonymous: true,
  confidential: true,
  content: true,
});
export type CoComplainant = z.infer<typeof coComplainantSchema>;

/**
 * What happened to an order after it was submitted, oldest first in every list.
 * - `amend`: fields changed within the set time;
 * - `follow-up`: the citizen asked again (催办);
 * - `join`: another citizen with the same matter (并单);
 * - `callback-wish`: a callback was promised after the submit;
 * - `callback`: one attempt to call the citizen back (回访);
 * - `state`: reported by the hub.
 */
export const orderEventSchema = z.discriminatedUnion('kind', [
  z.object({ ...event, kind: z.literal('amend'), fields: workOrderFieldsSchema.partial() }),
  z.object({
    ...event,
    kind: z.literal('follow-up'),
    callId: callIdSchema.nullable(),
    text: limitedText(2000),
  }),
  z.object({
    ...event,
    kind: z.literal('join'),
    callId: callIdSchema.nullable(),
    complainant: coComplainantSchema,
  }),
  z.object({
    ...event,
    kind: z.literal('callback-wish'),
    wishedAt: z.number().nullable(),
    note: limitedText(100),
  }),
  z.object({ ...event, kind: z.literal('callback'), attempt: callbackAttemptSchema }),
  z.object({
    ...event,
    kind: z.literal('state'),
    state: orderStateSchema,
    /** The unit that reported, or empty. */
    unit: z.string().max(100),
    /** What it reported: the answer to the citizen, the reason of a return. */
    text: limitedText(2000),
  }),
]);
export type OrderEvent = z.infer<typeof orderEventSchema>;

/** Who changed what, and when: one field of one change. */
export const fieldChangeSchema = z.object({
  at: z.number(),
  operator: z.string(),
  /** `edit` by typing, `undo`, `redo`, `amend` after the submit. */
  kind: z.enum(['edit', 'undo', 'redo', 'amend']),
  field: z.string(),
  before: z.unknown(),
  after: z.unknown(),
});
export type FieldChange = z.infer<typeof fieldChangeSchema>;

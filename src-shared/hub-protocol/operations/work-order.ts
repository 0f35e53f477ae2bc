import { z } from 'zod';
import {
  callbackAttemptSchema,
  callIdSchema,
  callRecordSchema,
  coComplainantSchema,
  limitedText,
  orderIdSchema,
  storedFieldsSchema,
  workOrderFieldsSchema,
} from '../../domain/index.ts';
import { operationOf } from './define.ts';

// Subject of every kind here: the order's id. The operation's id is also the id of the event that it makes in the
// order's own record.

/** Which order, from which seat, by whom. */
const subject = {
  orderId: orderIdSchema,
  /** The seat's number of the order, YYMMDD-SSS-NNN. */
  number: z.string().max(40),
  seat: z.number().int().min(1).max(999),
  operator: z.string().max(64),
};

/** The call an operation came from, raw times included; null for what was begun by hand. */
const call = callRecordSchema.nullable();

/** A new order. */
export const workOrderSubmit = operationOf(
  'work-order.submit',
  z.object({
    ...subject,
    submittedAt: z.number(),
    /** What an older seat did not know takes its empty value. */
    fields: storedFieldsSchema,
    call,
  }),
);
export type WorkOrderSubmit = z.infer<typeof workOrderSubmit>;

/** Fields changed within the set time; they win by field. The number stays. */
export const workOrderAmend = operationOf(
  'work-order.amend',
  z.object({ ...subject, fields: workOrderFieldsSchema.partial() }),
);
export type WorkOrderAmend = z.infer<typeof workOrderAmend>;

/** The citizen asked again about an order (催办). */
export const workOrderFollowUp = operationOf(
  'work-order.follow-up',
  z.object({ ...subject, text: limitedText(2000), callId: callIdSchema.nullable(), call }),
);
export type WorkOrderFollowUp = z.infer<typeof workOrderFollowUp>;

/** Another citizen with the same matter (并单): it is not dispatched again (国办函〔2025〕66号). */
export const workOrderJoin = operationOf(
  'work-order.join',
  z.object({ ...subject, complainant: coComplainantSchema, callId: callIdSchema.nullable(), call }),
);
export type WorkOrderJoin = z.infer<typeof workOrderJoin>;

/** A callback that was promised after the submit, or one attempt at one. A `redo` sends the order back. */
export const workOrderCallback = operationOf(
  'work-order.callback',
  z.object({
    ...subject,
    wish: z.object({ wishedAt: z.number().nullable(), note: limitedText(100) }).nullable(),
    attempt: callbackAttemptSchema.nullable(),
    /** Whether the attempt was the last that the rules allow, or the number a wrong one. */
    givenUp: z.boolean().default(false),
  }),
);
export type WorkOrderCallback = z.infer<typeof workOrderCallback>;

/** Every kind of this area, for the union. */
export const workOrderOperations = [
  workOrderSubmit,
  workOrderAmend,
  workOrderFollowUp,
  workOrderJoin,
  workOrderCallback,
] as const;

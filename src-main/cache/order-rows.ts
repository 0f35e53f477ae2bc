import { z } from 'zod';
import {
  type Delivery,
  deadlineSchema,
  dueAtOf,
  orderStateSchema,
  remindAtOf,
  storedFieldsSchema,
  summaryOf,
  type WorkOrderSummary,
  workOrderSchema,
} from '#shared/domain/index.ts';
import { parseBody } from './errors.ts';

/** Why and since when a citizen is to be called back. */
export const pendingCallbackSchema = z.object({
  /** Epoch ms: the unit's answer, or the time that was wished. */
  since: z.number(),
  cause: z.enum(['feedback', 'wish']),
  /** What the unit answered; for a wish that stands alone, what the citizen wishes. */
  text: z.string(),
  /** What the citizen wished besides, where a callback was promised as well; null where none was. */
  wish: z.string().nullable().default(null),
  /** When it was set; attempts from then on count. Epoch ms. */
  setAt: z.number(),
});
export type PendingCallback = z.infer<typeof pendingCallbackSchema>;

/** A work order as its row has it. What an earlier program did not write takes its default. */
export const storedOrderSchema = workOrderSchema.omit({ delivery: true, refusal: true }).extend({
  fields: storedFieldsSchema,
  deadline: deadlineSchema.nullable().default(null),
  operator: z.string(),
  /** Submitted at this seat; else the hub told of it. */
  mine: z.boolean(),
  state: orderStateSchema,
  /** Since when it is in this state, epoch ms. */
  stateAt: z.number(),
  callback: pendingCallbackSchema.nullable().default(null),
});
export type StoredOrder = z.infer<typeof storedOrderSchema>;

/** With what follows from the outbox. */
export type KeptOrder = StoredOrder & { readonly delivery: Delivery; readonly refusal: string | null };

export interface OrderRow {
  body: string;
  delivery: Delivery;
  refusal: string | null;
}

/** How an order stands towards the hub. One without an outbox row came from there. */
export const DELIVERY = `CASE WHEN outbox.id IS NULL OR outbox.received_at IS NOT NULL THEN 'received'
    WHEN outbox.refused_at IS NULL THEN 'waiting' ELSE 'refused' END`;

/** Every query of whole orders begins with this. */
export const ORDER_ROWS = `SELECT orders.body, ${DELIVERY} AS delivery,
    outbox.refusal_reason || ': ' || outbox.refusal_message AS refusal FROM orders
  LEFT JOIN outbox ON outbox.subject = orders.id AND outbox.kind = 'work-order.submit'`;

export function wholeOrder({ body, delivery, refusal }: OrderRow): KeptOrder {
  return { ...parseBody(storedOrderSchema, 'work order', body), delivery, refusal };
}

export function summaryOfKept(order: KeptOrder): WorkOrderSummary {
  return summaryOf(order, { state: order.state, dueAt: dueAtOf(order), remindAt: remindAtOf(order) });
}

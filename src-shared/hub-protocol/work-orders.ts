import { z } from 'zod';
import { callRecordSchema, orderIdSchema, orderStateSchema, storedFieldsSchema } from '../domain/index.ts';

/** An order as the hub answers it. */
export const hubWorkOrderSchema = z.object({
  id: orderIdSchema,
  number: z.string(),
  seat: z.number().int(),
  operator: z.string(),
  submittedAt: z.number(),
  receivedAt: z.number(),
  fields: storedFieldsSchema,
  call: callRecordSchema.nullable(),
});
export type HubWorkOrder = z.infer<typeof hubWorkOrderSchema>;
/** A page of orders; `next` goes into the next request as `before`, null at the end. */
export const hubWorkOrderListSchema = z.object({
  orders: z.array(hubWorkOrderSchema),
  next: z.string().nullable(),
});

/** `POST /v1/callers/orders`: whose orders are asked for. In the body: a number is never part of an address or a log. */
export const callerQuestionSchema = z.object({ number: z.string().min(1).max(64) });

/** An order of one caller as any seat took it, and where it stands. */
export const callerOrderSchema = hubWorkOrderSchema.omit({ call: true, receivedAt: true }).extend({
  state: orderStateSchema,
  /** Until when it has to be answered, epoch ms, or null. */
  dueAt: z.number().nullable(),
});
export type CallerOrderReport = z.infer<typeof callerOrderSchema>;
/** The newest orders of a caller. */
export const callerOrdersSchema = z.object({ orders: z.array(callerOrderSchema).max(50) });

import { z } from 'zod';
import { callRecordSchema, orderIdSchema, storedFieldsSchema } from '../domain/index.ts';

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

import { z } from 'zod';
import { callRecordSchema, orderIdSchema, workOrderFieldsSchema } from '../domain/index.ts';

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

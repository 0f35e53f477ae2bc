import { z } from 'zod';
import { callRecordSchema, orderIdSchema, workOrderFieldsSchema } from '../../domain/index.ts';
import { operationOf } from './define.ts';

/** One submitted work order. Subject: the order's id. */
export const workOrderSubmit = operationOf(
  'work-order.submit',
  z.object({
    orderId: orderIdSchema,
    number: z.string().max(40),
    seat: z.number().int().min(1).max(999),
    operator: z.string().max(64),
    submittedAt: z.number(),
    fields: workOrderFieldsSchema,
    /** The call the order came from, raw times included; null for an order begun by hand. */
    call: callRecordSchema.nullable(),
  }),
);
export type WorkOrderSubmit = z.infer<typeof workOrderSubmit>;

/** Every kind of this area, for the union. */
export const workOrderOperations = [workOrderSubmit] as const;

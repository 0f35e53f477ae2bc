import { z } from 'zod';
import { staffSchema } from '#shared/domain/index.ts';

/** A person who may sign in at this seat without a hub. The password is written once and then sealed away. */
export const seatOperatorSchema = z.strictObject({
  ...staffSchema.shape,
  role: staffSchema.shape.role.default('operator'),
  password: z.string().min(8).max(256).optional(),
});

import { z } from 'zod';

/**
 * What a person of the centre may do.
 * - `operator`: takes calls and writes orders. `official`: takes calls in the officials' shift.
 * - `scribe`: writes beside an official. `supervisor`: sees all figures and settles what is refused.
 * - `editor`: keeps the scripts. `administrator`: keeps accounts and settings.
 */
export const staffRoleSchema = z.enum([
  'operator',
  'official',
  'scribe',
  'supervisor',
  'editor',
  'administrator',
]);
export type StaffRole = z.infer<typeof staffRoleSchema>;

/** What a person signs in with: a staff number, or the account name of the hub. */
export const staffIdSchema = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}._-]{1,64}$/u, 'must be letters, digits, dot, dash or underscore');

/** A person of the centre, without any secret. */
export const staffSchema = z.object({
  id: staffIdSchema,
  name: z.string().trim().min(1).max(64),
  role: staffRoleSchema,
});
export type Staff = z.infer<typeof staffSchema>;

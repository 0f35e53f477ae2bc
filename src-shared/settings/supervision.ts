import { z } from 'zod';

/** A feature code with the place of the seat's extension: `{seat}` as it is, `{seat3}` in three digits. */
const codeSchema = z
  .string()
  .max(40)
  .regex(/^[0-9*#A-Da-d]*\{seat3?\}[0-9*#]*$/, 'must be digits, * and # around {seat} or {seat3}');

/** Feature codes by which the exchange lets a supervisor join a call (docs/phone.md). What has none is not offered. */
export const supervisionSettingsSchema = z.strictObject({
  listen: codeSchema.optional(),
  whisper: codeSchema.optional(),
  barge: codeSchema.optional(),
});
export type SupervisionSettings = z.output<typeof supervisionSettingsSchema>;

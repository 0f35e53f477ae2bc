import { z } from 'zod';
import { DEFAULT_SHIFTS, shiftTimesSchema } from '../domain/index.ts';

/** The centre's rules for shifts and agent states; `shift`. */
export const shiftSettingsSchema = z.strictObject({
  /** Begin and end of the shifts, local time. */
  times: z
    .array(shiftTimesSchema)
    .min(1)
    .max(3)
    .refine((times) => new Set(times.map(({ code }) => code)).size === times.length, 'each shift once')
    .default([...DEFAULT_SHIFTS]),
  afterCallWork: z
    .strictObject({
      /** It ends by itself after so long; 0: there is none; null: only a person ends it. */
      seconds: z.number().int().min(0).max(3_600).nullable().default(60),
      /** One press of «longer» adds so much. */
      extensionSeconds: z.number().int().min(10).max(600).default(60),
      extensions: z.number().int().min(0).max(20).default(3),
      /** Whether submitting or discarding the call's order ends it. */
      endsWithOrder: z.boolean().default(true),
    })
    .prefault({}),
  /** Minutes without a key or a pointer after which the seat locks; null: never. Not while a call is on. */
  idleLockMinutes: z.number().min(1).max(240).nullable().default(10),
  /** For how many days a person who signed in here before is let in while the hub is away. */
  offlineDays: z.number().int().min(0).max(365).default(30),
});
export type ShiftSettings = z.output<typeof shiftSettingsSchema>;

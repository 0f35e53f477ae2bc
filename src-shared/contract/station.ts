import { z } from 'zod';
import { defineArea } from './define.ts';

/** Something that is wrong and that a person should know, until it is right again. */
export const faultSchema = z.object({
  /** Reason code; the screen translates `fault.<code>`. */
  code: z.enum([
    'cache-damaged',
    'cache-wrong-key',
    'cache-newer-schema',
    'cache-disk-full',
    'cache-unavailable',
    'media-lost',
    'provision-invalid',
    'provision-not-kept',
  ]),
  /** English sentence for logs and as the fallback on screen. */
  message: z.string(),
  /** Values for the translated sentence (a file's path, a version). Never personal data. */
  details: z.record(z.string(), z.string()),
  since: z.number(),
});
export type Fault = z.infer<typeof faultSchema>;

export const stationStateSchema = z.object({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  seat: z.number().int().min(1).max(999),
  operator: z.string(),
  /** Whether calls come from the practice exchange. */
  practice: z.boolean(),
  faults: z.array(faultSchema),
});
export type StationState = z.infer<typeof stationStateSchema>;

/** The seat as a whole: who, where, and what is wrong. */
export const stationArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: stationStateSchema, callers: ['ui'] },
    /** The operator has read a fault that needs no further action; it leaves the screen. */
    dismissFault: { input: z.object({ code: faultSchema.shape.code }), output: z.null(), callers: ['ui'] },
  },
  events: {
    changed: { payload: stationStateSchema, emitters: ['main'] },
  },
});

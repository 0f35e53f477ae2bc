import { z } from 'zod';
import { callIdSchema, knownCallerSchema } from '../domain/index.ts';
import { defineArea } from './define.ts';

const number = z.string().max(64);

/** What main found of a call's number as it began to ring. */
export const callerAtRingSchema = z.object({
  callId: callIdSchema,
  /** When it was looked up, epoch ms. */
  askedAt: z.number(),
  /** Null where it could not be looked up; a page may ask then. */
  known: knownCallerSchema.nullable(),
});
export type CallerAtRing = z.infer<typeof callerAtRingSchema>;

/** Who is known behind a number. Errors: `no-number`, `disk-full`, `cache-unavailable`. */
export const callersArea = defineArea({
  calls: {
    /** For the screen pop, masked. A number that nobody has called from has no people. */
    lookUp: { input: z.object({ number }), output: knownCallerSchema, callers: ['ui'] },
    /** Marks a number as a nuisance, or takes the mark back; recorded with its reason. Calls are not refused by it. */
    markNuisance: {
      input: z.object({ number, nuisance: z.boolean(), reason: z.string().trim().min(1).max(200) }),
      output: z.null(),
      callers: ['ui'],
    },
  },
  events: {
    /** A call with a number has begun to ring; comes right before the phone's state that says so, while the seat is open. */
    rings: { payload: callerAtRingSchema, emitters: ['main'] },
  },
});

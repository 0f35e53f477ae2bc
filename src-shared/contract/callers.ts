import { z } from 'zod';
import { knownCallerSchema } from '../domain/index.ts';
import { defineArea } from './define.ts';

const number = z.string().max(64);

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
  events: {},
});

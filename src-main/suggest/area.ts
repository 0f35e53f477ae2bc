import { z } from 'zod';
import {
  defineArea,
  MOST_DUPLICATES,
  suggestInputSchema,
  suggestionsSchema,
} from '#shared/contract/index.ts';

/** Of more duplicates than are shown, some may be closed meanwhile: main looks at each. */
export const DUPLICATES_CHECKED = MOST_DUPLICATES * 2;

const knownOrderSchema = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  content: z.string(),
  placeCode: z.string(),
  place: z.string(),
  categoryCode: z.string(),
  leadUnit: z.string(),
  submittedAt: z.number(),
  open: z.boolean(),
});

/** What main asks of the thread that computes. Internal: pages ask by `suggestArea`. */
export const suggestThreadArea = defineArea({
  calls: {
    suggest: {
      input: z.object({ input: suggestInputSchema, now: z.number() }),
      output: suggestionsSchema.extend({
        duplicates: z.array(suggestionsSchema.shape.duplicates.element).max(DUPLICATES_CHECKED),
      }),
      callers: ['main'],
    },
    putOrders: { input: z.array(knownOrderSchema).max(1000), output: z.null(), callers: ['main'] },
  },
  events: {},
});
export const suggestThreadContract = { thread: suggestThreadArea } as const;

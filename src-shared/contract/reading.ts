import { z } from 'zod';
import { findingSchema, knownPlaceSchema, placeHitSchema } from '../domain/index.ts';
import { defineArea } from './define.ts';

/** What is read from what a person writes. */
export const readingArea = defineArea({
  calls: {
    /** Places that a query can mean, best first (docs/spec/places.md). */
    searchPlaces: {
      input: z.object({
        query: z.string().max(200),
        /** Places of earlier orders: of this number first, then of this seat. */
        known: z.array(knownPlaceSchema).max(100),
        limit: z.number().int().min(1).max(50),
      }),
      output: z.array(placeHitSchema),
      callers: ['ui'],
    },
    /** What a pasted or dictated paragraph says that could go into fields, in the order it is said (docs/spec/reading.md). */
    readParagraph: {
      input: z.object({ text: z.string().max(5000) }),
      output: z.array(findingSchema),
      callers: ['ui'],
    },
  },
  events: {},
});

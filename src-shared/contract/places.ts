import { z } from 'zod';
import { localPlaceSchema, placeUseSchema } from '../domain/index.ts';
import { defineArea } from './define.ts';

export const placesStateSchema = z.object({
  /** Places of this seat's latest orders, newest first, each once; at most 20. */
  recent: z.array(placeUseSchema),
  /** Landmarks and compounds added by people, here or at other seats, newest first. */
  local: z.array(localPlaceSchema),
});
export type PlacesState = z.infer<typeof placesStateSchema>;

/** What the place search knows besides the divisions. Errors: `disk-full`, `cache-unavailable`. */
export const placesArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: placesStateSchema, callers: ['ui'] },
    /** Adds a landmark or compound; it is found from now on and reaches the hub. */
    add: {
      input: localPlaceSchema.omit({ id: true, addedAt: true, addedBy: true }),
      output: localPlaceSchema,
      callers: ['ui'],
    },
  },
  events: {
    changed: { payload: placesStateSchema, emitters: ['main'] },
  },
});

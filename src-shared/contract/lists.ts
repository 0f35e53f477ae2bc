import { z } from 'zod';
import { workOrderFieldsSchema } from '../domain/index.ts';
import { defineArea } from './define.ts';

/** The lists that forms choose from: which of them the centre's hub gave, and that they changed. */
export const listsStateSchema = z.object({
  /** Grows with every change; a page asks again for what it keeps. */
  revision: z.number().int(),
  /** Lists that the hub gave; the others are those that ship. */
  given: z.array(z.enum(['units', 'divisions', 'categories'])),
});
export type ListsState = z.infer<typeof listsStateSchema>;

/** What of an order stands in a list. */
export const listedFieldsSchema = workOrderFieldsSchema.pick({
  categoryCode: true,
  areaCode: true,
  streetCode: true,
  villageCode: true,
  leadUnit: true,
  assistUnits: true,
  copyTo: true,
});
export type ListedFields = z.infer<typeof listedFieldsSchema>;

export const listsArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: listsStateSchema, callers: ['ui'] },
    /** What an order holds that its list has no more. Nothing is changed by it; the order keeps what it holds. */
    retired: {
      input: listedFieldsSchema,
      output: z.object({
        category: z.boolean(),
        /** Line of the place as it was called, or its code; null: it is in the list. */
        place: z.string().nullable(),
        /** Names of units that stood in a directory, the one that ships or an earlier one of the hub, and are not in it now. */
        units: z.array(z.string()),
      }),
      callers: ['ui'],
    },
  },
  events: {
    changed: { payload: listsStateSchema, emitters: ['main'] },
  },
});

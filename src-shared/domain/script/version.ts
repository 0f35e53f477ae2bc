import { z } from 'zod';
import { scriptEntrySchema } from './entry.ts';
import { scriptIdSchema } from './localized.ts';

/** One publication of an entry: what it is from then on. Also the body of an item of the hub's feed `scripts`. */
export const scriptVersionSchema = z.object({
  id: scriptIdSchema,
  /** Counts from 1 for each entry; what is shipped with the program is version 1. */
  version: z.number().int().positive(),
  /** Null: taken out of the library. */
  entry: scriptEntrySchema.nullable(),
  author: z.string().max(64),
  /** Why it was changed, in the editor's words. */
  comment: z.string().max(200),
  /** Epoch ms by the clock of the seat that published it. */
  publishedAt: z.number(),
});
export type ScriptVersion = z.infer<typeof scriptVersionSchema>;

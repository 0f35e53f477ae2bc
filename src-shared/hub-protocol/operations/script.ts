import { z } from 'zod';
import { scriptIdSchema, scriptVersionSchema } from '../../domain/index.ts';
import { operationOf } from './define.ts';

/** An entry was published, or taken out. Subject: the entry's id. The hub puts the payload into the feed `scripts`. */
export const scriptPublish = operationOf('script.publish', scriptVersionSchema);
export type ScriptPublish = z.infer<typeof scriptPublish>;

/** «Answer is wrong or missing», from an operator to the editors. Subject: the operation's id. */
export const scriptNoteOperation = operationOf(
  'script.note',
  z.object({
    entryId: scriptIdSchema.nullable(),
    query: z.string().max(200),
    comment: z.string().max(500),
    /** Category and title of the order on screen; never who called. */
    topic: z.string().max(200),
    seat: z.number().int().min(1).max(999),
    operator: z.string().max(64),
  }),
);
export type ScriptNoteOperation = z.infer<typeof scriptNoteOperation>;

/** How often entries were used at a seat since the last totals. Subject: the operation's id. */
export const scriptUsage = operationOf(
  'script.usage',
  z.object({
    seat: z.number().int().min(1).max(999),
    /** Epoch ms. */
    from: z.number(),
    to: z.number(),
    totals: z
      .array(
        z.object({
          id: scriptIdSchema,
          opened: z.number().int().nonnegative(),
          used: z.number().int().nonnegative(),
        }),
      )
      .max(1_000),
  }),
);
export type ScriptUsage = z.infer<typeof scriptUsage>;

/** Every kind of this area, for the union. */
export const scriptOperations = [scriptPublish, scriptNoteOperation, scriptUsage] as const;

import { z } from 'zod';
import { deadlineFactsSchema, deadlineSchema, noticeProblemSchema } from '../domain/index.ts';
import { defineArea } from './define.ts';

export const deadlinesStateSchema = z.object({
  /** Years with a table, ascending; a deadline that reaches into another one is provisional. */
  years: z.array(
    z.object({
      year: z.number().int(),
      covered: z.boolean(),
      source: z.string(),
      /** Imported at this seat, rather than shipped. */
      imported: z.boolean(),
    }),
  ),
  /** The rules in the order they are tried, for a person who chooses another one. */
  rules: z.array(z.object({ code: z.string(), name: z.string(), basis: z.string() })),
  /** Files of the data folder that could not be used, and why; the shipped ones stand in their place. */
  unusable: z.array(z.object({ file: z.string(), reason: z.string() })),
});
export type DeadlinesState = z.infer<typeof deadlinesStateSchema>;

export const noticeImportSchema = z.object({
  /** The year that was taken over, or null when nothing was. */
  year: z.number().int().nullable(),
  problems: z.array(noticeProblemSchema),
});
export type NoticeImport = z.infer<typeof noticeImportSchema>;

/** Working days and deadlines. Errors: `no-such-rule`, `extension-refused`, `not-allowed`, `disk-full`. */
export const deadlinesArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: deadlinesStateSchema, callers: ['ui'] },
    /** The deadline of an order as it stands now. */
    preview: { input: deadlineFactsSchema, output: deadlineSchema, callers: ['ui'] },
    /** Takes over a year's notice: its words, a table or a file of ours. Says what is wrong, line by line. */
    importNotice: {
      input: z.object({
        text: z.string().max(200_000),
        /** The year, for a text that does not say it. */
        year: z.number().int().min(2000).max(2099).nullable(),
      }),
      output: noticeImportSchema,
      callers: ['ui'],
    },
  },
  events: {
    changed: { payload: deadlinesStateSchema, emitters: ['main'] },
  },
});

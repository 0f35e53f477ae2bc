import { z } from 'zod';
import {
  calendarYearSchema,
  deadlineFactsSchema,
  deadlineSchema,
  noticeProblemSchema,
} from '../domain/index.ts';
import { defineArea } from './define.ts';

/** A rule or a stage of one; its English name is the Chinese one where the book has none. */
const named = z.object({ code: z.string(), name: z.string(), en: z.string() });

export const deadlinesStateSchema = z.object({
  /** Years with a table, ascending; a deadline that reaches into another one is provisional. */
  years: z.array(
    z.object({
      year: z.number().int(),
      covered: z.boolean(),
      source: z.string(),
      /** The file that ships, one that was imported at this seat, or the centre's by its hub. */
      origin: z.enum(['shipped', 'seat', 'hub']),
    }),
  ),
  /** The rules in the order they are tried, for a person who chooses another one. */
  rules: z.array(named.extend({ basis: z.string(), stages: z.array(named) })),
  /** Whether who is signed in may import a notice. */
  mayImport: z.boolean(),
  /** Files of the data folder that could not be used, and why; the shipped ones stand in their place. */
  unusable: z.array(z.object({ file: z.string(), reason: z.string() })),
});
export type DeadlinesState = z.infer<typeof deadlinesStateSchema>;

/** A notice as it was understood, before it is taken over. */
export const noticeReadingSchema = z.object({
  /** What would be taken over, or null when something is wrong. */
  year: calendarYearSchema.nullable(),
  problems: z.array(noticeProblemSchema),
  /** Whether the year is covered already and would be replaced. */
  replaces: z.boolean(),
  /** Ordinary requests whose deadline would move, by their day of receipt; local dates. The first of them. */
  moved: z.array(z.object({ received: z.string(), before: z.string(), after: z.string() })),
  /** How many days of receipt there are with another deadline. */
  movedDays: z.number().int(),
});
export type NoticeReading = z.infer<typeof noticeReadingSchema>;

const noticeTextSchema = z.object({
  text: z.string().max(200_000),
  /** The year, for a text that does not say it. */
  year: z.number().int().min(2000).max(2099).nullable(),
});

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
    /** What a notice would change; nothing is taken over. Anybody may ask. */
    readNotice: { input: noticeTextSchema, output: noticeReadingSchema, callers: ['ui'] },
    /** Takes over a year's notice: its words, a table or a file of ours. Says what is wrong, line by line. */
    importNotice: { input: noticeTextSchema, output: noticeImportSchema, callers: ['ui'] },
  },
  events: {
    changed: { payload: deadlinesStateSchema, emitters: ['main'] },
  },
});

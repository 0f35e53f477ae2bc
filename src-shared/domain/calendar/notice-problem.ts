import { z } from 'zod';

/** What is wrong with a notice, for a screen to say in its own words. */
export const noticeProblemSchema = z.object({
  /** Line of the text, from 1; 0 when it is about the whole. */
  line: z.number().int().min(0),
  code: z.enum([
    'no-year',
    'no-days',
    'unreadable-line',
    'no-such-date',
    'wrong-kind',
    /** The weekday that stands behind the date is another one: the year is probably not this one. */
    'wrong-weekday',
    /** «共7天» is not how many days there are. */
    'wrong-count',
    'end-before-beginning',
    'contradiction',
    'not-json',
  ]),
  /** The words it is about. */
  words: z.string().max(200),
});
export type NoticeProblem = z.infer<typeof noticeProblemSchema>;

import { z } from 'zod';
import { defineArea } from './define.ts';

const localizedTextSchema = z.object({ 'zh-CN': z.string(), en: z.string() });

/** What was said or done at the practice exchange's end, as a caption for those who train without sound. */
export const captionSchema = z.object({
  /** Who it belongs to: id of a caller, number of a department; keeps lines of one call together. */
  caller: z.string(),
  /** The same for a person. */
  speaker: localizedTextSchema,
  /** `speech` was said; `event` is what happens on the line: held, keys pressed, transferred. */
  kind: z.enum(['speech', 'event']),
  text: z.string(),
  english: z.string(),
  at: z.number(),
});
export type Caption = z.infer<typeof captionSchema>;

export const practiceStateSchema = z.object({
  /** Whether the exchange places calls by itself. */
  running: z.boolean(),
  /** Title of the current or last caller's topic, or null before the first. */
  topic: localizedTextSchema.nullable(),
  /** Lines of the calls that are on, or of the last ones. */
  captions: z.array(captionSchema).max(50),
});
export type PracticeState = z.infer<typeof practiceStateSchema>;

/** The practice exchange, where the host has one. Error: `not-served` on a real exchange. */
export const practiceArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: practiceStateSchema, callers: ['ui'] },
    /** Lets the exchange place calls by itself, or stops it. */
    setRunning: { input: z.object({ running: z.boolean() }), output: z.null(), callers: ['ui'] },
    /**
     * Places the next call at once; a second one too, while the first is being talked on or held.
     * Errors: `not-registered`; `seat-not-ready`; `call-in-progress` while one rings, or two are on.
     */
    callNow: { input: z.null(), output: z.null(), callers: ['ui'] },
  },
  events: {
    changed: { payload: practiceStateSchema, emitters: ['main'] },
  },
});

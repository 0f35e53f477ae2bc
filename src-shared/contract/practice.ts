import { z } from 'zod';
import { defineArea } from './define.ts';

/** What the practice caller said, as a caption for those who train without sound. */
export const captionSchema = z.object({
  /** Number of the caller in the practice set, to keep lines of one call together. */
  caller: z.string(),
  text: z.string(),
  english: z.string(),
  at: z.number(),
});
export type Caption = z.infer<typeof captionSchema>;

export const practiceStateSchema = z.object({
  /** Whether the exchange places calls by itself. */
  running: z.boolean(),
  /** Title of the current or last caller's topic, or null before the first. */
  topic: z.object({ 'zh-CN': z.string(), en: z.string() }).nullable(),
  /** Lines said in the current or last call. */
  captions: z.array(captionSchema).max(50),
});
export type PracticeState = z.infer<typeof practiceStateSchema>;

/** The practice exchange, where the host has one. Error: `not-served` on a real exchange. */
export const practiceArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: practiceStateSchema, callers: ['ui'] },
    /** Lets the exchange place calls by itself, or stops it. */
    setRunning: { input: z.object({ running: z.boolean() }), output: z.null(), callers: ['ui'] },
    /** Places the next call at once. */
    callNow: { input: z.null(), output: z.null(), callers: ['ui'] },
  },
  events: {
    changed: { payload: practiceStateSchema, emitters: ['main'] },
  },
});

import { z } from 'zod';
import {
  callIdSchema,
  callOutcomeSchema,
  chainHeadSchema,
  figureFormulaSchema,
  figureGroupSchema,
  figureSetSchema,
  figuresSchema,
  shiftCodeSchema,
  stateTimeSchema,
} from '../domain/index.ts';
import { defineArea } from './define.ts';

/** This shift: since the person at the seat signed in. Days and weeks (from Monday) by the seat's own time zone. */
export const figurePeriodSchema = z.enum(['shift', 'today', 'week']);
export type FigurePeriod = z.infer<typeof figurePeriodSchema>;

export const figuresPageSchema = z.object({
  period: figurePeriodSchema,
  /** Epoch ms; `to` is the moment at which it was computed. */
  from: z.number(),
  to: z.number(),
  formula: figureFormulaSchema,
  figures: figuresSchema,
  /** Time by state and, for `not-ready`, by reason; the state that lasts is counted up to `to`. */
  states: z.array(stateTimeSchema),
  head: chainHeadSchema,
  /** Whether the person at the seat may export what the page shows. */
  mayExport: z.boolean(),
});
export type FiguresPage = z.infer<typeof figuresPageSchema>;

/** A call as a number opens it. */
export const countedCallSchema = z.object({
  id: callIdSchema,
  /** Its link in the chain. */
  sequence: z.number().int(),
  maskedNumber: z.string(),
  line: z.string().nullable(),
  ringAt: z.number(),
  outcome: callOutcomeSchema,
  /** By the formula; null where it is not known. */
  waitMilliseconds: z.number().nullable(),
  /** Whether the wait begins where the formula says; else it begins at the ring. */
  waitKnown: z.boolean(),
  within: z.boolean(),
  talkMilliseconds: z.number().nullable(),
  wrapUpMilliseconds: z.number().nullable(),
  operator: z.string().nullable(),
  shift: shiftCodeSchema.nullable(),
});
export type CountedCallRow = z.infer<typeof countedCallSchema>;

/** Something in the records that is not as it was written (docs/spec/records.md, RC-8). */
export const recordFindingSchema = z.object({
  kind: z.enum([
    'changed',
    'missing',
    'inserted',
    'reordered',
    'personal-changed',
    'call-changed',
    'call-missing',
    'call-without-link',
    'head-differs',
  ]),
  /** Number of the row, or null where there is none. */
  sequence: z.number().int().nullable(),
  callId: z.string().nullable(),
});
export type RecordFinding = z.infer<typeof recordFindingSchema>;

const fileSchema = z.object({
  name: z.string().max(200),
  /** MIME type. */
  type: z.string().max(200),
  /** Contents in base64. */
  base64: z.string(),
});
export type ExportedFile = z.infer<typeof fileSchema>;

/** The figures of this seat, each computed from its records when it is asked for. Exports: `export-not-allowed`. */
export const figuresArea = defineArea({
  calls: {
    page: { input: z.object({ period: figurePeriodSchema }), output: figuresPageSchema, callers: ['ui'] },
    /** The calls that a number is computed from, newest first. */
    calls: {
      input: z.object({ period: figurePeriodSchema, set: figureSetSchema, group: figureGroupSchema }),
      output: z.array(countedCallSchema).max(5_000),
      callers: ['ui'],
    },
    /** Figures, definitions and calls as a table for a spreadsheet; numbers masked. */
    exportTable: {
      input: z.object({
        period: figurePeriodSchema,
        format: z.enum(['xlsx', 'csv']),
        language: z.enum(['zh-CN', 'en']),
      }),
      output: fileSchema,
      callers: ['ui'],
    },
    /** A day's summary with the chain's head, signed by the seat; for today by default. */
    exportSummary: {
      input: z.object({ day: z.iso.date().nullable() }),
      output: fileSchema,
      callers: ['ui'],
    },
    /** Looks at every record. */
    verify: {
      input: z.null(),
      output: z.object({
        links: z.number().int(),
        head: chainHeadSchema,
        findings: z.array(recordFindingSchema).max(1_000),
      }),
      callers: ['ui'],
    },
  },
  events: {
    /** Something was recorded: figures that are shown are old. */
    changed: { payload: chainHeadSchema, emitters: ['main'] },
  },
});

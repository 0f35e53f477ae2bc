import { z } from 'zod';
import {
  draftIdSchema,
  guideFieldSchema,
  phraseSchema,
  scriptEntrySchema,
  scriptIdSchema,
  scriptKindSchema,
  stepIdSchema,
  unitSchema,
} from '../domain/index.ts';
import { defineArea } from './define.ts';

/** A stretch of a text that the query hit: first character and the one after the last, in UTF-16 units. */
export const markSchema = z.tuple([z.number().int().nonnegative(), z.number().int().positive()]);
export type Mark = z.infer<typeof markSchema>;

export const validitySchema = z.enum(['current', 'due', 'expired', 'not-yet']);

/** One line of the result. */
export const scriptHitSchema = z.object({
  id: scriptIdSchema,
  kind: scriptKindSchema,
  title: z.object({ zh: z.string(), en: z.string() }),
  /** In the Chinese title. */
  titleMarks: z.array(markSchema),
  /** A piece of the Chinese text around the hit, or its beginning. */
  snippet: z.string(),
  snippetMarks: z.array(markSchema),
  /** A unit's number; for knowledge who issued it; else empty. */
  detail: z.string(),
  validity: validitySchema,
  sample: z.boolean(),
});
export type ScriptHit = z.infer<typeof scriptHitSchema>;

export const scriptQuerySchema = z.object({
  /** As typed; empty lists what was used last and most. */
  query: z.string().max(200),
  /** Category of the order on screen, or empty: what is about it comes first. */
  categoryCode: z.string().max(120),
  /** Guide that is open, or null. */
  guideId: scriptIdSchema.nullable(),
  limit: z.number().int().min(1).max(50),
});
export type ScriptQuery = z.infer<typeof scriptQuerySchema>;

/** An entry as it is read, with what belongs to it. */
export const openedScriptSchema = z.object({
  entry: scriptEntrySchema,
  version: z.number().int().positive(),
  validity: validitySchema,
  /** The unit that is responsible, where one is named and known. */
  unit: unitSchema.nullable(),
  /** Of a unit: those above it, the nearest first. */
  chain: z.array(unitSchema),
});
export type OpenedScript = z.infer<typeof openedScriptSchema>;

/** What was done with an entry; counted. */
export const scriptUseSchema = z.enum(['opened', 'copied', 'inserted', 'called', 'finished']);
export type ScriptUse = z.infer<typeof scriptUseSchema>;

/** How far a guide has been walked for one draft: the answers in their order. Main keeps it with the draft. */
export const guideProgressSchema = z.object({
  draftId: draftIdSchema,
  guideId: scriptIdSchema,
  /** Steps that were answered: the chosen answer's place, or null where something was typed. */
  path: z.array(z.object({ step: stepIdSchema, answer: z.number().int().nonnegative().nullable() })).max(200),
  /** What the guide itself put into fields, so that it may change that again without asking. */
  filled: z.partialRecord(guideFieldSchema, z.string().max(2000)),
  /** Whether it stands beside the form now. */
  open: z.boolean(),
});
export type GuideProgress = z.infer<typeof guideProgressSchema>;

/** Phrases that come by themselves at their moment. */
export const promptSettingsSchema = z.object({
  on: z.boolean(),
  /** Talking time after which comfort is offered, s. */
  comfortAfterSeconds: z.number().int().min(30).max(3600),
});
export type PromptSettings = z.infer<typeof promptSettingsSchema>;

export const scriptsStateSchema = z.object({
  /** Grows whenever published content changes. */
  revision: z.number().int().nonnegative(),
  /** Whether everything can be searched; until then what is indexed so far is found. */
  ready: z.boolean(),
  entries: z.number().int().nonnegative(),
  phrases: z.array(phraseSchema),
  prompts: promptSettingsSchema,
  /** Whether who is signed in may change the library. */
  mayEdit: z.boolean(),
});
export type ScriptsState = z.infer<typeof scriptsStateSchema>;

export const scriptNoteSchema = z.object({
  /** The entry that is wrong, or null where the answer is missing. */
  entryId: scriptIdSchema.nullable(),
  /** What was searched for. */
  query: z.string().max(200),
  /** What is wrong or missing, in the operator's words. */
  comment: z.string().trim().max(500),
  /** What the call is about: category and title of the order, never who calls. */
  topic: z.string().max(200),
});
export type ScriptNote = z.infer<typeof scriptNoteSchema>;

/**
 * The script library as operators use it (docs/spec/scripts.md). Errors: `no-such-script`, `no-such-draft`,
 * `cache-unavailable`, `disk-full`.
 */
export const scriptsArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: scriptsStateSchema, callers: ['ui'] },
    search: {
      input: scriptQuerySchema,
      output: z.object({ hits: z.array(scriptHitSchema).max(50) }),
      callers: ['ui'],
    },
    /** Opens an entry for reading; does not count as use. */
    open: { input: z.object({ id: scriptIdSchema }), output: openedScriptSchema, callers: ['ui'] },
    /** Counts a use, here and in the totals that go to the hub. */
    used: {
      input: z.object({ id: scriptIdSchema, how: scriptUseSchema }),
      output: z.null(),
      callers: ['ui'],
    },
    /** All guides that were begun for a draft, the last used first. */
    guides: {
      input: z.object({ draftId: draftIdSchema }),
      output: z.array(guideProgressSchema),
      callers: ['ui'],
    },
    saveGuide: { input: guideProgressSchema, output: z.null(), callers: ['ui'] },
    /** «Answer is wrong or missing», to the editor. */
    note: { input: scriptNoteSchema, output: z.null(), callers: ['ui'] },
    setPrompts: { input: promptSettingsSchema, output: z.null(), callers: ['ui'] },
  },
  events: {
    changed: { payload: scriptsStateSchema, emitters: ['main'] },
  },
});

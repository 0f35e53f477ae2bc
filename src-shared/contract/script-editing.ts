import { z } from 'zod';
import { scriptEntrySchema, scriptIdSchema, scriptKindSchema } from '../domain/index.ts';
import { defineArea } from './define.ts';
import { scriptNoteSchema, validitySchema } from './scripts.ts';

/**
 * What is wrong with a file, in a code that the screen has words for. `detail` is the setting, field or step it is
 * about, or the reader's own words.
 */
export const scriptProblemSchema = z.object({
  file: z.string().max(300),
  /** From 1. */
  line: z.number().int().positive(),
  code: z.enum([
    'no-settings',
    'yaml',
    'missing',
    'wrong-value',
    'too-long',
    'too-short',
    'unknown-setting',
    'unknown-field',
    'repeated',
    'unknown-step',
    'unreachable',
    'no-end',
    'repeated-id',
    'unknown-unit',
    'unreadable',
  ]),
  detail: z.string().max(500),
});
export type ScriptProblem = z.infer<typeof scriptProblemSchema>;

/** Longest text of one entry, characters. */
const textSchema = z.string().max(60_000);

export const scriptSummarySchema = z.object({
  id: scriptIdSchema,
  kind: scriptKindSchema,
  title: z.object({ zh: z.string(), en: z.string() }),
  /** `published`: as seats have it. `changed`: a draft is begun. `new`: never published. `retired`: taken out. */
  state: z.enum(['published', 'changed', 'new', 'retired']),
  /** Published version, 0 before the first. */
  version: z.number().int().nonnegative(),
  /** Of the published version or the draft, whichever is later; null for what was shipped. Epoch ms. */
  changedAt: z.number().nullable(),
  author: z.string(),
  validity: validitySchema,
  sample: z.boolean(),
  /** How often it was used at this seat. */
  uses: z.number().int().nonnegative(),
});
export type ScriptSummary = z.infer<typeof scriptSummarySchema>;

export const scriptVersionInfoSchema = z.object({
  version: z.number().int().positive(),
  /** Epoch ms; null for what was shipped. */
  publishedAt: z.number().nullable(),
  author: z.string(),
  comment: z.string(),
  retired: z.boolean(),
});
export type ScriptVersionInfo = z.infer<typeof scriptVersionInfoSchema>;

export const editedScriptSchema = z.object({
  id: scriptIdSchema,
  kind: scriptKindSchema,
  /** The draft where there is one, else the published text. */
  text: textSchema,
  /** What seats have, or null before the first publication. */
  published: textSchema.nullable(),
  draft: z.boolean(),
  /** Newest first. */
  versions: z.array(scriptVersionInfoSchema),
});
export type EditedScript = z.infer<typeof editedScriptSchema>;

/** What came of an import: drafts to look at, nothing is published by it. */
export const importOutcomeSchema = z.object({
  drafts: z.number().int().nonnegative(),
  unchanged: z.number().int().nonnegative(),
  problems: z.array(scriptProblemSchema).max(500),
});
export type ImportOutcome = z.infer<typeof importOutcomeSchema>;

const byId = z.object({ id: scriptIdSchema });
const commentSchema = z.string().trim().max(200);

/**
 * The library as its editors change it. Every call is refused with `not-allowed` unless who is signed in is an editor,
 * a supervisor or an administrator. Other errors: `no-such-script`, `script-invalid`.
 */
export const scriptEditingArea = defineArea({
  calls: {
    list: { input: z.null(), output: z.array(scriptSummarySchema), callers: ['ui'] },
    open: { input: byId, output: editedScriptSchema, callers: ['ui'] },
    /** A new entry's draft with an id of its own. */
    create: { input: z.object({ kind: scriptKindSchema }), output: editedScriptSchema, callers: ['ui'] },
    /** Reads a text as it would be read for publication. */
    check: {
      input: z.object({ text: textSchema }),
      output: z.object({ entry: scriptEntrySchema.nullable(), problems: z.array(scriptProblemSchema) }),
      callers: ['ui'],
    },
    /** Keeps a text, finished or not. */
    saveDraft: { input: byId.extend({ text: textSchema }), output: z.null(), callers: ['ui'] },
    discardDraft: { input: byId, output: z.null(), callers: ['ui'] },
    /** Makes the draft the next version, here at once and at the other seats by the hub. */
    publish: { input: byId.extend({ comment: commentSchema }), output: editedScriptSchema, callers: ['ui'] },
    /** Publishes every draft that is right; answers what was published and what is wrong with the others. */
    publishAll: {
      input: z.object({ comment: commentSchema }),
      output: z.object({
        published: z.number().int().nonnegative(),
        problems: z.array(scriptProblemSchema).max(500),
      }),
      callers: ['ui'],
    },
    /** Takes an entry out of the library; its versions stay and any can be restored. */
    retire: { input: byId.extend({ comment: commentSchema }), output: editedScriptSchema, callers: ['ui'] },
    /** The text of an earlier version. */
    version: {
      input: byId.extend({ version: z.number().int().positive() }),
      output: z.object({ text: textSchema }),
      callers: ['ui'],
    },
    /** Makes an earlier version the draft. */
    restore: {
      input: byId.extend({ version: z.number().int().positive() }),
      output: editedScriptSchema,
      callers: ['ui'],
    },
    /** Writes the published library below the data folder: a folder of files and a workbook. */
    exportAll: {
      input: z.null(),
      output: z.object({ folder: z.string(), files: z.number().int() }),
      callers: ['ui'],
    },
    /** Files as {@link exportAll} writes them; each that differs becomes a draft. */
    importFiles: {
      input: z.object({
        files: z.array(z.object({ path: z.string().max(300), text: textSchema })).max(2_000),
      }),
      output: importOutcomeSchema,
      callers: ['ui'],
    },
    /** A workbook as {@link exportAll} writes it, base64. */
    importWorkbook: {
      input: z.object({ base64: z.string().max(20_000_000) }),
      output: importOutcomeSchema,
      callers: ['ui'],
    },
    /** Notes of operators at this seat, newest first. */
    notes: {
      input: z.null(),
      output: z.array(scriptNoteSchema.extend({ id: z.uuidv7(), at: z.number(), author: z.string() })),
      callers: ['ui'],
    },
  },
  events: {},
});

import { z } from 'zod';
import { requesterKindSchema, requestTypeSchema, urgencySchema } from '../domain/index.ts';
import { defineArea } from './define.ts';

/** A text that an operator uses again and again; `【…】` in it are blanks to fill. */
export const ownPhraseSchema = z.object({
  id: z.uuidv7(),
  /** What it is found by, besides its code. */
  name: z.string().trim().min(1).max(40),
  text: z.string().trim().min(1).max(1000),
  /** Pinyin first letters of the name, lower case; letters and digits of it stay. */
  code: z.string().max(40),
});
export type OwnPhrase = z.infer<typeof ownPhraseSchema>;

/** A text for one kind of request, with what goes with it; a centre's own file (`assets/templates.json`). */
export const templateSchema = z.strictObject({
  /** What is typed to find it: first letters of its name. */
  code: z.string().regex(/^[a-z0-9]+$/),
  zh: z.string().min(1).max(40),
  en: z.string().min(1).max(60),
  requestType: requestTypeSchema,
  /** `【地点】` in it becomes the place's name once that is known. */
  title: z.string().max(30),
  /** `【…】` are blanks to fill. */
  content: z.string().min(1).max(1000),
  aim: z.string().max(200),
  /** A leaf of the category tree. */
  categoryCode: z.string().max(120),
  /** The unit that such a matter usually goes to; stands ready when the order is dispatched. */
  leadUnit: z.string().max(100).optional(),
  urgency: urgencySchema.optional(),
  /** Code of `respondent-kinds`. */
  respondentKind: z.string().max(32).optional(),
  requesterKind: requesterKindSchema.optional(),
  /** Code of `enterprise-kinds`. */
  enterpriseKind: z.string().max(32).optional(),
});
export type Template = z.infer<typeof templateSchema>;
export const templateFileSchema = z.strictObject({ templates: z.array(templateSchema).max(200) });

export const phrasesStateSchema = z.object({
  /** Newest first. */
  phrases: z.array(ownPhraseSchema),
  /** In the file's order. */
  templates: z.array(templateSchema),
});
export type PhrasesState = z.infer<typeof phrasesStateSchema>;

/** At most so many; more are no longer found at a glance. */
export const MOST_PHRASES = 200;

/** Phrases of one's own, kept at the seat. Errors: `too-many-phrases`, `disk-full`, `cache-unavailable`. */
export const phrasesArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: phrasesStateSchema, callers: ['ui'] },
    /** Keeps a new one (`id` null), or changes one; one that is gone meanwhile is kept anew. */
    save: {
      input: ownPhraseSchema.omit({ code: true, id: true }).extend({ id: z.uuidv7().nullable() }),
      output: ownPhraseSchema,
      callers: ['ui'],
    },
    remove: { input: z.object({ id: z.uuidv7() }), output: z.null(), callers: ['ui'] },
  },
  events: {
    changed: { payload: phrasesStateSchema, emitters: ['main'] },
  },
});

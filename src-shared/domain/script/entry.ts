import { z } from 'zod';
import { guideStepSchema } from './guide-step.ts';
import { localizedSchema, optionalLocalizedSchema, scriptIdSchema } from './localized.ts';

/** A date of the calendar, `YYYY-MM-DD`; compared as text. */
const dateSchema = z.iso.date();

/**
 * What every entry of the library has. The text is kept apart from the file it may stand in: a Markdown file, a row
 * of a spreadsheet, a row of the cache and an item of the hub's feed all carry this.
 */
const common = {
  id: scriptIdSchema,
  title: localizedSchema(60),
  /** Other words that citizens and operators use for it; searched like the title, not shown. */
  keywords: z.array(z.string().trim().min(1).max(40)).max(60),
  /** Codes of categories, or the beginnings of codes up to a `/`, that it is about. */
  categories: z.array(z.string().min(1).max(120)).max(20),
  /** «示例，须由本中心核定»: shipped as an example; the centre has not confirmed it. */
  sample: z.boolean(),
  /** Markdown. For a phrase, what is said. */
  body: optionalLocalizedSchema(8_000),
};

/** The groups of phrases, in the order of a call. */
export const phraseGroupSchema = z.enum([
  'greeting',
  'leader',
  'verify',
  'restate',
  'confidential',
  'answer',
  'hold',
  'dispatch',
  'transfer',
  'emergency',
  'crisis',
  'hostile',
  'comfort',
  'silent',
  'prank',
  'repeat',
  'not-accepted',
  'enterprise',
  'lawyer',
  'minor',
  'hearing',
  'overtime',
  'closing',
  'callback',
]);
export type PhraseGroup = z.infer<typeof phraseGroupSchema>;

/** What to say; `{…}` in the body are blanks (docs/spec/scripts.md, SC-9). */
export const phraseSchema = z.object({
  kind: z.literal('phrase'),
  ...common,
  body: localizedSchema(600),
  group: phraseGroupSchema,
  /** When it is said. */
  trigger: localizedSchema(120),
});
export type Phrase = z.infer<typeof phraseSchema>;

/** A rule or policy: read out only while it is valid and its review is not due. */
export const knowledgeSchema = z.object({
  kind: z.literal('knowledge'),
  ...common,
  body: localizedSchema(8_000),
  /** The document or service it rests on, by name. */
  source: z.string().trim().min(1).max(200),
  /** Who issued it. */
  issuer: z.string().trim().min(1).max(100),
  validFrom: dateSchema.nullable(),
  validUntil: dateSchema.nullable(),
  /** From this day on it must be looked at again before anybody reads it out. */
  reviewBy: dateSchema,
  /** Id of the unit that is responsible, or null. */
  unit: scriptIdSchema.nullable(),
});
export type Knowledge = z.infer<typeof knowledgeSchema>;

export const unitLevelSchema = z.enum(['city', 'district', 'township', 'village', 'service']);
export type UnitLevel = z.infer<typeof unitLevelSchema>;

/** A unit that handles requests: what for, when, where to call, and who stands above it. The body tells its duties. */
export const unitSchema = z.object({
  kind: z.literal('unit'),
  ...common,
  level: unitLevelSchema,
  /** What is dialled, or empty. */
  phone: z.string().trim().max(40),
  hours: optionalLocalizedSchema(120),
  /** Id of the unit to go to when this one does not act, or null at the top. */
  parent: scriptIdSchema.nullable(),
});
export type Unit = z.infer<typeof unitSchema>;

/** A flow of questions that walks beside the form. The body says what it is for. */
export const guideSchema = z.object({
  kind: z.literal('guide'),
  ...common,
  /** In the order of the file; the first one is where it begins. */
  steps: z.array(guideStepSchema).min(1).max(60),
});
export type Guide = z.infer<typeof guideSchema>;

export const scriptEntrySchema = z.discriminatedUnion('kind', [
  phraseSchema,
  guideSchema,
  knowledgeSchema,
  unitSchema,
]);
export type ScriptEntry = z.infer<typeof scriptEntrySchema>;

export const scriptKindSchema = z.enum(['phrase', 'guide', 'knowledge', 'unit']);
export type ScriptKind = z.infer<typeof scriptKindSchema>;

/** `expired`: its validity is over. `not-yet`: not begun. `due`: past its review date. Only `current` may be read out. */
export type Validity = 'current' | 'due' | 'expired' | 'not-yet';

/**
 * Whether an entry may be read out as fact on a day (rule SC-12). Only knowledge can lose its validity.
 *
 * @param today `YYYY-MM-DD` where the seat is
 */
export function validityOf(entry: ScriptEntry, today: string): Validity {
  if (entry.kind !== 'knowledge') return 'current';
  if (entry.validUntil !== null && entry.validUntil < today) return 'expired';
  if (entry.validFrom !== null && entry.validFrom > today) return 'not-yet';
  return entry.reviewBy <= today ? 'due' : 'current';
}

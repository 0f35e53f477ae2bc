import { z } from 'zod';
import { draftIdSchema, orderIdSchema } from '../domain/index.ts';
import { defineArea } from './define.ts';

/** How many of each are offered (docs/spec/suggestions.md, rule SU-1). */
export const MOST_SUGGESTED = 3;
/** How many earlier orders are shown as perhaps the same matter. */
export const MOST_DUPLICATES = 5;

/** What has been typed so far. Nothing here is kept by main: it is read, answered and forgotten. */
export const suggestInputSchema = z.object({
  /** The draft that is typed into; a duplicate is never the draft itself. Null for text without a draft. */
  draftId: draftIdSchema.nullable(),
  // Twice what the fields hold: those count characters, and one beyond the basic plane is two here.
  title: z.string().max(60),
  content: z.string().max(4000),
  aim: z.string().max(400),
  /** Code of a division (6, 9 or 12 digits), or empty. */
  placeCode: z.string().max(12),
  /** The place as text, below the division. */
  place: z.string().max(400),
  /** The category that a person has chosen, or empty: then units follow the first suggested one. */
  categoryCode: z.string().max(120),
});
export type SuggestInput = z.infer<typeof suggestInputSchema>;

/**
 * Why something is suggested; the screen makes the sentence (i18n `suggest.reason.<kind>`).
 * Words are words of the text as it stands in the form.
 */
export const suggestionReasonSchema = z.discriminatedUnion('kind', [
  /** 含“物业”“电梯”: these words speak most for it. */
  z.object({ kind: z.literal('words'), words: z.array(z.string()).min(1).max(3) }),
  /** The category's own name, or a word that people use for it, stands in the text. */
  z.object({ kind: z.literal('named'), words: z.array(z.string()).min(1).max(3) }),
  /** So many of this centre's earlier orders with similar words got this category. */
  z.object({ kind: z.literal('own-category'), count: z.number().int().positive() }),
  /** So many of this centre's earlier orders of the category were dispatched to this unit. */
  z.object({ kind: z.literal('own-unit'), count: z.number().int().positive(), category: z.string() }),
  /** The unit is in charge of the category by the unit directory. */
  z.object({ kind: z.literal('in-charge'), category: z.string() }),
  /** In messages of this kind, units of this kind answered: `share` of them, 0 to 1. */
  z.object({ kind: z.literal('answered-by'), share: z.number().min(0).max(1) }),
  /** The place lies in this unit's area. */
  z.object({ kind: z.literal('area'), area: z.string() }),
  /** The same division, or the same words for the place. */
  z.object({ kind: z.literal('same-place') }),
  z.object({ kind: z.literal('same-category') }),
  /** Words that both texts have and few others. */
  z.object({ kind: z.literal('same-words'), words: z.array(z.string()).min(1).max(3) }),
]);
export type SuggestionReason = z.infer<typeof suggestionReasonSchema>;

const reasons = z.array(suggestionReasonSchema).min(1).max(3);

/** A leaf of the category tree, best first. */
export const categorySuggestionSchema = z.object({
  categoryCode: z.string(),
  level1: z.string(),
  level2: z.string(),
  level3: z.string(),
  /** How sure the model is of the first level, 0 to 1. */
  confidence: z.number().min(0).max(1),
  reasons,
});
export type CategorySuggestion = z.infer<typeof categorySuggestionSchema>;

export const unitSuggestionSchema = z.object({
  /** The unit's name as it goes into `leadUnit`. */
  name: z.string(),
  reasons,
});
export type UnitSuggestion = z.infer<typeof unitSuggestionSchema>;

/** An open order of the last 30 days that is perhaps about the same matter. */
export const duplicateSuggestionSchema = z.object({
  orderId: orderIdSchema,
  number: z.string(),
  title: z.string(),
  submittedAt: z.number(),
  /** 0 to 1; above the threshold of rule SU-20. */
  similarity: z.number().min(0).max(1),
  reasons,
});
export type DuplicateSuggestion = z.infer<typeof duplicateSuggestionSchema>;

export const suggestionsSchema = z.object({
  categories: z.array(categorySuggestionSchema).max(MOST_SUGGESTED),
  units: z.array(unitSuggestionSchema).max(MOST_SUGGESTED),
  duplicates: z.array(duplicateSuggestionSchema).max(MOST_DUPLICATES),
});
export type Suggestions = z.infer<typeof suggestionsSchema>;

/**
 * Category, unit and earlier orders of the same matter, from the text as it grows. Computed on the seat, offline.
 * Errors: `suggest-unavailable` (the thread that computes has ended; the next question starts it again).
 */
export const suggestArea = defineArea({
  calls: {
    forText: { input: suggestInputSchema, output: suggestionsSchema, callers: ['ui'] },
  },
  events: {},
});

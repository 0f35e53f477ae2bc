import { z } from 'zod';

const common = {
  /** What would go into the field. */
  value: z.string(),
  /** The words it was read from: `text.slice(from, to)`; starred where they must not be shown. */
  words: z.string(),
  /** UTF-16 positions in the text that was read. */
  from: z.number().int().nonnegative(),
  to: z.number().int().positive(),
  /** 0 to 1: how often such a reading is right; below 0.5 is shown last. */
  confidence: z.number().min(0).max(1),
  /** Which rule found it, for showing the reason and for tests. */
  rule: z.string(),
};

/** Something that was read from a text and can go into a field. It decides nothing: a person takes it or not. */
export const findingSchema = z.discriminatedUnion('field', [
  z.object({ field: z.literal('phone'), ...common }),
  z.object({
    field: z.literal('name'),
    ...common,
    genderTitle: z.enum(['sir', 'madam', 'unknown']),
  }),
  /** An identity number stands in the text. A warning: `value` is empty and `words` starred, it is never offered. */
  z.object({ field: z.literal('identity-number'), ...common }),
  z.object({ field: z.literal('credit-code'), ...common }),
  z.object({
    field: z.literal('time'),
    ...common,
    /** Epoch milliseconds of what was said or of its beginning; null when no moment can be told («每天晚上»). */
    at: z.number().nullable(),
    /** `2026-11-24T15:00+08:00`, `2026-11-24` or `2026-10`, as far as it was said; empty with `at` null. */
    iso: z.string(),
    /** Said to the hour or the minute, without «左右». */
    exact: z.boolean(),
    /** It goes on: «从…开始», «每天», «一直». */
    ongoing: z.boolean(),
  }),
  z.object({
    field: z.literal('place'),
    ...common,
    areaCode: z.string(),
    streetCode: z.string(),
    villageCode: z.string(),
    /** The address below the divisions. */
    place: z.string(),
  }),
  z.object({
    field: z.literal('organisation'),
    ...common,
    /** The caller speaks for it, or it is what the caller speaks of. */
    role: z.enum(['requester', 'respondent', 'unknown']),
  }),
  z.object({ field: z.literal('plate'), ...common }),
  z.object({ field: z.literal('respondent'), ...common }),
  z.object({ field: z.literal('aim'), ...common }),
]);
export type Finding = z.infer<typeof findingSchema>;
export type FindingField = Finding['field'];
export type FindingOf<F extends FindingField> = Extract<Finding, { field: F }>;

/** Whether two findings share a character of the text. */
export function overlaps(one: { from: number; to: number }, other: { from: number; to: number }): boolean {
  return one.from < other.to && other.from < one.to;
}

import { z } from 'zod';

/** A field's value, as a work order has them. */
export type FieldValue = string | number | boolean | null | string[];

/**
 * What a change did to one field. Of a text only the part that differs is kept, so that the history of a long
 * text grows with what was typed and not with its square. Offsets are UTF-16 units and never split a character.
 */
export const fieldDeltaSchema = z.union([
  z.object({
    field: z.string(),
    offset: z.number().int().nonnegative(),
    removed: z.string(),
    inserted: z.string(),
  }),
  z.object({ field: z.string(), before: z.unknown(), after: z.unknown() }),
]);
export type FieldDelta = z.infer<typeof fieldDeltaSchema>;

/** Equal as JSON: fields hold primitive values and lists of texts. */
export function sameValue(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** From one value to another; undefined when they are the same. */
export function deltaOf(field: string, before: unknown, after: unknown): FieldDelta | undefined {
  if (sameValue(before, after)) return undefined;
  if (typeof before !== 'string' || typeof after !== 'string') return { field, before, after };
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  if (splits(before, start) || splits(after, start)) start -= 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end += 1;
  if (end > 0 && (splits(before, before.length - end) || splits(after, after.length - end))) end -= 1;
  return {
    field,
    offset: start,
    removed: before.slice(start, before.length - end),
    inserted: after.slice(start, after.length - end),
  };
}

/** Whether a cut at this offset would go through a surrogate pair. */
function splits(text: string, offset: number): boolean {
  const low = text.charCodeAt(offset);
  const high = text.charCodeAt(offset - 1);
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}

/** What could not be applied: the value is not the one the delta was made for. */
export const NOT_APPLICABLE = Symbol('not applicable');

/** The value after the delta, from the one before it. */
export function applied(value: unknown, delta: FieldDelta): unknown {
  if (!('offset' in delta)) return sameValue(value, delta.before) ? delta.after : NOT_APPLICABLE;
  return replaced(value, delta.offset, delta.removed, delta.inserted);
}

/** The value before the delta, from the one after it. */
export function reverted(value: unknown, delta: FieldDelta): unknown {
  if (!('offset' in delta)) return sameValue(value, delta.after) ? delta.before : NOT_APPLICABLE;
  return replaced(value, delta.offset, delta.inserted, delta.removed);
}

function replaced(value: unknown, offset: number, from: string, to: string): unknown {
  if (typeof value !== 'string' || !value.startsWith(from, offset) || offset > value.length)
    return NOT_APPLICABLE;
  return `${value.slice(0, offset)}${to}${value.slice(offset + from.length)}`;
}

/** A pause in typing after which a new step of undo begins, ms. */
const PAUSE_MILLISECONDS = 1_500;
/** A step of undo is never longer than this, ms. */
const LONGEST_STEP_MILLISECONDS = 15_000;
/** A finished sentence is a step of its own. */
const SENTENCE_END = /[。\uFF01\uFF1F\uFF1B!?;\n]$/;

/** One run of typing: its first and last moment (epoch ms), and what it did. */
export interface TypingStep {
  readonly at: number;
  readonly until: number;
  readonly deltas: readonly FieldDelta[];
}

/**
 * Whether a change goes on with the step before it (rule DR-11): the same text, at the place where the last key
 * was, without a pause, not past the end of a sentence. What an input method composes and replaces stays within.
 */
export function continuesStep(last: TypingStep, next: TypingStep): boolean {
  const [typed, ...more] = last.deltas;
  const [typing, ...further] = next.deltas;
  if (!typed || !typing || more.length > 0 || further.length > 0) return false;
  if (!('offset' in typed) || !('offset' in typing) || typed.field !== typing.field) return false;
  if (next.at - last.until > PAUSE_MILLISECONDS || next.until - last.at > LONGEST_STEP_MILLISECONDS)
    return false;
  if (SENTENCE_END.test(typed.inserted)) return false;
  return typing.offset >= typed.offset && typing.offset <= typed.offset + typed.inserted.length;
}

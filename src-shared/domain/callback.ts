import { z } from 'zod';
import { addDays, DAY_MILLISECONDS, epochOfLocal, localDateAt } from './calendar/index.ts';
import { readTimes } from './reading/index.ts';
import { limitedText } from './text.ts';

/** How an attempt to call back ended; texts in `callback-outcomes`. */
export const callbackOutcomeSchema = z.enum([
  'reached',
  'no-answer',
  'busy',
  'switched-off',
  'wrong-number',
  'refused',
]);
export type CallbackOutcome = z.infer<typeof callbackOutcomeSchema>;

/** 满意, 基本满意, 不满意, 不评价. */
export const satisfactionSchema = z.enum(['satisfied', 'fair', 'unsatisfied', 'no-comment']);

/**
 * One attempt of a 回访 (DOMAIN.md §2.3, `callback`). The answers belong to a citizen who was reached; of any other
 * attempt they are null.
 */
export const callbackAttemptSchema = z.object({
  /** Epoch ms. */
  at: z.number(),
  outcome: callbackOutcomeSchema,
  /** Whether the unit had got in touch. */
  contacted: z.boolean().nullable(),
  /** Whether the matter is solved. */
  solved: z.boolean().nullable(),
  resultSatisfaction: satisfactionSchema.nullable(),
  attitudeSatisfaction: satisfactionSchema.nullable(),
  /** Code of `dissatisfaction-reasons`, or empty. */
  reason: z.string().max(32),
  note: limitedText(500),
  /** Sends the order back to be done again (重办). */
  redo: z.boolean(),
});
export type CallbackAttempt = z.infer<typeof callbackAttemptSchema>;

/** A result while it is entered: how the call ended may not be said yet. */
export const callbackEntrySchema = callbackAttemptSchema
  .omit({ at: true })
  .extend({ outcome: callbackOutcomeSchema.or(z.literal('')) });
export type CallbackEntry = z.infer<typeof callbackEntrySchema>;

/** How often and when citizens are called back; a centre's settings (DOMAIN.md §3.2.5). */
export const callbackRulesSchema = z.strictObject({
  /** Attempts before it is given up. */
  attempts: z.number().int().min(1).max(10).default(3),
  /** Calendar days over which they are spread, the day of the first one included. */
  days: z.number().int().min(1).max(30).default(2),
  /** Hours of local time within which a citizen may be called: from the first, before the second. */
  hours: z
    .tuple([z.number().int().min(0).max(23), z.number().int().min(1).max(24)])
    .refine(([from, to]) => from < to, 'hours must ascend')
    .default([9, 20]),
  /** Least time between two attempts, minutes. */
  restMinutes: z.number().int().min(0).max(1440).default(120),
});
export type CallbackRules = z.infer<typeof callbackRulesSchema>;
export const DEFAULT_CALLBACK_RULES: CallbackRules = callbackRulesSchema.parse({});

/**
 * Where a callback stands:
 * ```
 *   due ── attempt reached ──▶ done, or redo when the citizen is not satisfied and wants it
 *    ▲ │
 *    │ └─ not reached ──▶ waiting until nextAt ──▶ due …
 *    │                        └─ as often as the rules allow ──▶ given-up
 * ```
 */
export interface CallbackStanding {
  readonly standing: 'due' | 'waiting' | 'done' | 'redo' | 'given-up';
  /** Attempts that count. */
  readonly attempts: number;
  /** From when the next attempt may be made, epoch ms; null when there is none. */
  readonly nextAt: number | null;
}

/**
 * An attempt counts when it was made at its time: within the hours, and not before the rest after the one before it is over.
 * Whoever dials three times in five minutes has tried once.
 *
 * @param dueAt since when the citizen is to be called, epoch ms: the unit's feedback, or the time wished
 * @param attempts those made since then, oldest first
 */
export function callbackStanding(
  dueAt: number,
  attempts: readonly CallbackAttempt[],
  rules: CallbackRules,
  now: number,
): CallbackStanding {
  const last = attempts.at(-1);
  const counted: number[] = [];
  let nextAt = withinHours(dueAt, rules);
  for (const { at } of attempts) {
    if (at < nextAt || withinHours(at, rules) !== at) {
      nextAt = withinHours(Math.max(nextAt, at), rules);
      continue;
    }
    counted.push(at);
    nextAt = withinHours(nextAttempt(at, counted, rules), rules);
  }
  const over = (standing: 'done' | 'redo' | 'given-up'): CallbackStanding => ({
    standing,
    attempts: counted.length,
    nextAt: null,
  });
  if (last?.redo) return over('redo');
  if (last?.outcome === 'reached' || last?.outcome === 'refused') return over('done');
  if (counted.length >= rules.attempts || last?.outcome === 'wrong-number') return over('given-up');
  const isDue = nextAt <= now && withinHours(now, rules) === now;
  // In the evening whoever was due all day waits for the morning.
  const from = isDue ? nextAt : withinHours(Math.max(nextAt, now), rules);
  return { standing: isDue ? 'due' : 'waiting', attempts: counted.length, nextAt: from };
}

/**
 * The next day, once today has had its share of the attempts: three over two days are two today and one tomorrow.
 */
function nextAttempt(lastAt: number, counted: readonly number[], rules: CallbackRules): number {
  const today = localDateAt(lastAt);
  const madeToday = counted.filter((at) => localDateAt(at) === today).length;
  const rested = lastAt + rules.restMinutes * 60_000;
  const share = Math.ceil(rules.attempts / rules.days);
  if (madeToday < share) return rested;
  return Math.max(rested, hourOf(today, 1, rules.hours[0]));
}

/** The time itself when citizens may be called then; else the next such hour. */
function withinHours(at: number, { hours: [from, to] }: CallbackRules): number {
  const date = localDateAt(at);
  const opens = hourOf(date, 0, from);
  if (at < opens) return opens;
  return at < hourOf(date, 0, to) ? at : hourOf(date, 1, from);
}

/** Epoch ms of an hour (0 to 24) of a date of local time, `days` later. */
function hourOf(date: string, days: number, hour: number): number {
  return epochOfLocal(addDays(date, days), `${hour}:00`);
}

const AFTER_TOMORROW = /大后天|后天/;

/**
 * When a citizen wishes to be called back, from their own words («明天下午三点», «后天上午», «周五»): the first time in them
 * that is still to come. Null where they name none.
 *
 * @param now epoch ms
 */
export function wishedTimeOf(words: string, now: number): number | null {
  const beyond = { 大后天: 2, 后天: 1 }[AFTER_TOMORROW.exec(words)?.[0] ?? ''] ?? 0;
  for (const { at, value } of readTimes(words.replace(AFTER_TOMORROW, '明天'), now)) {
    if (at === null) continue;
    // What has happened is read as past: a weekday is the last one, an hour is today's.
    const step = /^(?:周|星期|礼拜)/.test(value)
      ? 7
      : /^(?:.{2})?[\d一二两三四五六七八九十]+[点时::]/.test(value)
        ? 1
        : 0;
    const wished = at + beyond * DAY_MILLISECONDS;
    const next = wished <= now ? wished + step * DAY_MILLISECONDS : wished;
    if (next > now) return next;
  }
  return null;
}

/**
 * The fifteen-second clock (docs/spec/answer-clock.md).
 *
 * One definition for seat, wallboard and report: answered − arrived, in milliseconds of a monotonic clock.
 * *arrived* is when the citizen was handed to a human queue, if the exchange says so; else when the INVITE
 * reached the seat, and the record then says `queueTimeKnown: false` rather than a wait of zero.
 * *answered* is when our 200 OK left.
 */

/** The limit that centres are ranked by: 15 s (GB/T 33358-2016 as quoted in DOMAIN.md §4). */
export const ANSWER_LIMIT_MILLISECONDS = 15_000;

/** Marks at which colour, shape and sound change, in milliseconds, ascending. The last is the limit. */
export const DEFAULT_MARKS_MILLISECONDS = [8_000, 12_000, ANSWER_LIMIT_MILLISECONDS] as const;

/** How pressing an unanswered call is. `calm` before the first mark, `overdue` from the limit on. */
export type AnswerUrgency = 'calm' | 'soon' | 'urgent' | 'overdue';

/** Urgency after `waitedMilliseconds` (rule AC-4). */
export function urgencyAt(
  waitedMilliseconds: number,
  marks: readonly [number, number, number] = DEFAULT_MARKS_MILLISECONDS,
): AnswerUrgency {
  if (waitedMilliseconds >= marks[2]) return 'overdue';
  if (waitedMilliseconds >= marks[1]) return 'urgent';
  if (waitedMilliseconds >= marks[0]) return 'soon';
  return 'calm';
}

/**
 * Seconds to show on the countdown: whole seconds left, rounded up, so that «15» shows at once and «0»
 * only when the limit has passed; negative from the first whole second over the limit (rule AC-5).
 */
export function secondsLeft(waitedMilliseconds: number, limit: number = ANSWER_LIMIT_MILLISECONDS): number {
  const left = (limit - waitedMilliseconds) / 1000;
  return left > 0 ? Math.ceil(left) : -Math.floor(-left) || 0;
}

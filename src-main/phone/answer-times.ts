import type { Clock } from '#shared/domain/index.ts';
import type { QueueTimeHeader } from '#shared/settings/index.ts';

/** One instant on both clocks: `monotonic` to measure, `wall` to label (rule AC-3). */
export interface Moment {
  /** {@link Clock.monotonic}, ms. */
  readonly monotonic: number;
  /** {@link Clock.wall}, epoch ms. */
  readonly wall: number;
}

export function momentOf(clock: Clock): Moment {
  return { monotonic: clock.monotonic(), wall: clock.wall() };
}

/** Longer waits than this are taken for a wrong header rather than a wait (rule AC-8). */
export const LONGEST_QUEUE_MILLISECONDS = 3_600_000;

/** How far the exchange's clock may be ahead of the seat's before its epoch is refused (rule AC-8). */
export const CLOCK_TOLERANCE_MILLISECONDS = 60_000;

/**
 * Reads the queue time header: milliseconds the citizen had waited in the human queue when the INVITE
 * reached the seat, or null when that is not known (rules AC-6 to AC-9).
 *
 * @param value the raw header value
 * @param unit what the number means
 * @param receivedAt the seat's wall clock when the INVITE was received, epoch ms
 */
export function queuedMilliseconds(
  value: string | undefined,
  unit: QueueTimeHeader['unit'],
  receivedAt: number,
): number | null {
  const text = value?.trim() ?? '';
  if (!/^-?\d{1,16}(\.\d{1,9})?$/.test(text)) return null;
  const number = Number(text);
  const waited =
    unit === 'seconds-waited'
      ? number * 1000
      : receivedAt - (unit === 'epoch-seconds' ? number * 1000 : number);
  if (waited > LONGEST_QUEUE_MILLISECONDS) return null;
  if (unit !== 'seconds-waited' && waited < -CLOCK_TOLERANCE_MILLISECONDS) return null;
  return Math.max(0, waited);
}

/**
 * The raw times of one call. Instants are monotonic; every duration is a difference of them, and every
 * wall-clock label is derived from the ring's label, so that a wall clock that jumps during a call can
 * neither lengthen nor reorder it (rule AC-3).
 */
export interface AnswerTimes {
  /** When the INVITE was received at the socket. */
  readonly ring: Moment;
  /** ring − queue in ms, or null when the exchange does not say. */
  readonly queuedMilliseconds: number | null;
  /** When our 200 OK was handed to the socket, monotonic ms. */
  readonly answeredAt: number | null;
  /** When the call ended, monotonic ms. */
  readonly endedAt: number | null;
}

/** Milliseconds between *arrived* and `now` on the monotonic clock; stops at the answer or the end. */
export function waitedAt(times: AnswerTimes, now: number): number {
  const until = times.answeredAt ?? times.endedAt ?? now;
  return Math.max(0, until - times.ring.monotonic + (times.queuedMilliseconds ?? 0));
}

/** answered − arrived in ms (rule AC-1), null while unanswered. */
export function answeredAfter(times: AnswerTimes): number | null {
  return times.answeredAt === null ? null : waitedAt(times, times.answeredAt);
}

/** Milliseconds of talk until `now` or the end, null before the answer. */
export function talkedAt(times: AnswerTimes, now: number): number | null {
  if (times.answeredAt === null) return null;
  return Math.max(0, (times.endedAt ?? now) - times.answeredAt);
}

/** Wall-clock label of a monotonic instant of this call, whole epoch ms. */
export function wallLabel(times: AnswerTimes, instant: number): number {
  return Math.round(times.ring.wall + (instant - times.ring.monotonic));
}

/** Wall-clock label of *arrived*, whole epoch ms. */
export function arrivedAt(times: AnswerTimes): number {
  return Math.round(times.ring.wall - (times.queuedMilliseconds ?? 0));
}

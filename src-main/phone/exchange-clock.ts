import type { ClockDifference, QueueTimeByExchange } from '#shared/domain/index.ts';
import type { QueueTimeHeader } from '#shared/settings/index.ts';
import { type Moment, queuedMilliseconds } from './answer-times.ts';

/** What the exchange's clock showed at an instant, and how far from it that may be at most; ms. */
export interface ExchangeTime {
  /** Epoch ms. */
  readonly epoch: number;
  readonly boundMilliseconds: number;
}

/** The exchange's clock, estimated from its Date headers (RFC 3261 section 20.17) on our monotonic one. */
export interface ExchangeClock {
  /**
   * A response said this date.
   * @param sent when its request left, or an earlier instant; monotonic ms
   * @param received when it came
   */
  heard(date: string | undefined, sent: number, received: number): void;
  /** A request of the exchange said this date; it is taken to have been on its way for a second at most. */
  heardIncoming(date: string | undefined, received: number): void;
  /** @returns null where nothing that can be believed was heard in the last hour */
  at(instant: number): ExchangeTime | null;
  /** Another server has another clock. */
  forget(): void;
}

/** A Date says whole seconds, cut off. */
const RESOLUTION_MILLISECONDS = 1_000;
const LONGEST_TRANSIT_MILLISECONDS = 1_000;
/** An answer that took longer says too little. */
const LONGEST_ROUND_TRIP_MILLISECONDS = 4_000;
const OLDEST_MILLISECONDS = 3_600_000;
/** How fast two clocks of computers may drift apart: 100 parts in a million. */
const DRIFT = 1e-4;
const MOST_SAMPLES = 64;
/** Dates are in GMT, always (RFC 3261 section 20.17). */
const DATE = /^\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT\s*$/;

/** What one Date says: the exchange's clock less ours lies between these, ms. */
interface Sample {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Each Date confines the difference to an interval: at some instant between our request and its answer the exchange's
 * clock stood within that second. All intervals of the last hour together confine it further, wider with their age as
 * clocks drift. One that contradicts the newer ones is of a clock that has been set since, and counts no more.
 *
 * It is measured on the monotonic clock, so that a wall clock of the seat that is set changes nothing.
 */
export function createExchangeClock(): ExchangeClock {
  let samples: Sample[] = [];

  const take = (date: string | undefined, sent: number, received: number) => {
    const second = date !== undefined && DATE.test(date) ? Date.parse(date) : Number.NaN;
    if (Number.isNaN(second) || received - sent > LONGEST_ROUND_TRIP_MILLISECONDS) return;
    const sample = { at: received, low: second - received, high: second + RESOLUTION_MILLISECONDS - sent };
    samples = [sample, ...samples].slice(0, MOST_SAMPLES);
  };

  return {
    heard: take,
    heardIncoming: (date, received) => take(date, received - LONGEST_TRANSIT_MILLISECONDS, received),
    at: (instant) => {
      let low = Number.NEGATIVE_INFINITY;
      let high = Number.POSITIVE_INFINITY;
      for (const sample of samples) {
        const age = Math.max(0, instant - sample.at);
        if (age > OLDEST_MILLISECONDS) break;
        const next = {
          low: Math.max(low, sample.low - age * DRIFT),
          high: Math.min(high, sample.high + age * DRIFT),
        };
        if (next.low > next.high) break;
        ({ low, high } = next);
      }
      if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
      return { epoch: instant + (low + high) / 2, boundMilliseconds: (high - low) / 2 };
    },
    forget: () => {
      samples = [];
    },
  };
}

export interface QueueTime {
  /** The citizen had waited for so long when the INVITE came; null when that is not known. */
  readonly milliseconds: number | null;
  readonly by: QueueTimeByExchange | null;
  /** Null where the exchange tells no date that can be believed. */
  readonly difference: ClockDifference | null;
}

/** Clocks that differ by more are not wrong but of another day: such a Date is not believed (rule AC-11). */
const LARGEST_DIFFERENCE_MILLISECONDS = 86_400_000;

/** What the queue time header says, by the exchange's own clock where that is known (rules AC-6 to AC-8, AC-10, AC-11). */
export function queueTimeOf(
  value: string | undefined,
  header: QueueTimeHeader | undefined,
  received: Moment,
  exchange: ExchangeTime | null,
): QueueTime {
  const offset = exchange && exchange.epoch - received.wall;
  const isBelieved = offset !== null && Math.abs(offset) <= LARGEST_DIFFERENCE_MILLISECONDS;
  const difference =
    exchange && isBelieved
      ? { milliseconds: Math.round(offset), boundMilliseconds: Math.round(exchange.boundMilliseconds) }
      : null;
  if (!header) return { milliseconds: null, by: null, difference };
  const isByExchange = header.byExchangeClock && exchange !== null && difference !== null;
  const now = isByExchange ? exchange.epoch : received.wall;
  const milliseconds = queuedMilliseconds(value, header.unit, now);
  if (milliseconds === null) return { milliseconds, by: null, difference };
  if (header.unit === 'seconds-waited') return { milliseconds, by: 'waited', difference };
  return { milliseconds, by: isByExchange ? 'exchange-clock' : 'seat-clock', difference };
}

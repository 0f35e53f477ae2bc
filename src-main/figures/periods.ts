import type { FigurePeriod } from '#shared/contract/index.ts';
import { addDays, epochOfLocal, localDateAt, weekdayOf } from '#shared/domain/index.ts';

/** From and to, epoch ms; `to` is not part of it. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/**
 * Begin of a day of Asia/Shanghai, whatever zone the machine is set to.
 *
 * @param days days after the day of `at`
 */
export function startOfDay(at: number, days = 0): number {
  return epochOfLocal(addDays(localDateAt(at), days), '00:00');
}

/** The period that `now` lies in, up to `now`. @param sessionStartedAt begin of the person's shift, epoch ms */
export function periodOf(period: FigurePeriod, now: number, sessionStartedAt: number): Period {
  // Without an end in the future a call of this very millisecond would be left out.
  const to = now + 1;
  if (period === 'shift') return { from: sessionStartedAt, to };
  if (period === 'today') return { from: startOfDay(now), to };
  return { from: startOfDay(now, 1 - weekdayOf(localDateAt(now))), to };
}

/** A whole day of Asia/Shanghai. @param day `YYYY-MM-DD` */
export function wholeDay(day: string): Period {
  return { from: epochOfLocal(day, '00:00'), to: epochOfLocal(addDays(day, 1), '00:00') };
}

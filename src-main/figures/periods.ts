import type { FigurePeriod } from '#shared/contract/index.ts';

/** From and to, epoch ms; `to` is not part of it. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/**
 * Begin of a local day. Computed from the calendar date, so that a day on which the clocks are changed has its 23
 * or 25 hours.
 *
 * @param days days after the day of `at`
 */
export function startOfDay(at: number, days = 0): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

/** The period that `now` lies in, up to `now`. @param sessionStartedAt begin of the person's shift, epoch ms */
export function periodOf(period: FigurePeriod, now: number, sessionStartedAt: number): Period {
  // Without an end in the future a call of this very millisecond would be left out.
  const to = now + 1;
  if (period === 'shift') return { from: sessionStartedAt, to };
  if (period === 'today') return { from: startOfDay(now), to };
  const sinceMonday = (new Date(now).getDay() + 6) % 7;
  return { from: startOfDay(now, -sinceMonday), to };
}

/** A whole local day. @param day `YYYY-MM-DD` */
export function wholeDay(day: string): Period {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const from = new Date(year, month - 1, date).getTime();
  return { from, to: new Date(year, month - 1, date + 1).getTime() };
}

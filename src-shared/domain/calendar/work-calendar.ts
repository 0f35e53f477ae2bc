import { z } from 'zod';
import { addDays, dayNumber, isLocalDate, type LocalDate, weekdayOf, yearOf } from './local-date.ts';

const dateSchema = z.string().refine(isLocalDate, { error: 'no such date' });

/** Days in a row that a notice makes holidays or, at a weekend, days of work. */
export const calendarDaysSchema = z
  .object({
    from: dateSchema,
    to: dateSchema,
    kind: z.enum(['holiday', 'workday']),
    /** The festival, as the notice names it. */
    name: z.string().min(1).max(40),
  })
  .refine(({ from, to }) => from <= to && dayNumber(to) - dayNumber(from) < 31, {
    error: '«to» lies before «from» or more than a month after it',
  });

/** One year of the calendar: what the State Council's notice of that year says (assets/calendar/YEAR.json). */
export const calendarYearSchema = z
  .object({
    year: z.number().int().min(2000).max(2099),
    /** Whether the year's notice is in here. What is not covered gives provisional deadlines. */
    covered: z.boolean(),
    /** The notice: title and number. */
    source: z.string().min(1).max(200),
    days: z.array(calendarDaysSchema).max(100),
  })
  .superRefine(({ year, days }, context) => {
    const known = new Map<LocalDate, string>();
    days.forEach(({ from, to, kind }, index) => {
      // A notice may reach over the turn of the year: New Year's holiday of 2023 began on 31 December 2022.
      if (from < `${year - 1}-12-01` || to > `${year + 1}-01-31`)
        context.addIssue({ code: 'custom', path: ['days', index], message: `lies outside the year ${year}` });
      for (const date of datesBetween(from, to)) {
        const before = known.get(date);
        if (before !== undefined && before !== kind)
          context.addIssue({
            code: 'custom',
            path: ['days', index],
            message: `${date} is holiday and workday`,
          });
        known.set(date, kind);
      }
    });
  });
export type CalendarYear = z.infer<typeof calendarYearSchema>;

/** Which days are worked. Made by {@link createWorkCalendar}. */
export interface WorkCalendar {
  isWorkday(date: LocalDate): boolean;
  /** Whether a notice covers the date's year; where none does, an answer is provisional. */
  isCovered(year: number): boolean;
  /** The festival a holiday or make-up day belongs to; empty for any other day. */
  nameOf(date: LocalDate): string;
  /**
   * The `count`-th working day after a date (before it, if negative); day 1 is the first working day after it,
   * whether the date itself is worked or not. 0 answers the date.
   */
  workdayAfter(date: LocalDate, count: number): LocalDate;
  /** Years that a stretch of dates touches and no notice covers, ascending. */
  uncoveredYears(from: LocalDate, to: LocalDate): readonly number[];
}

/** Holidays by law on the same date every year, whatever a notice adds (全国年节及纪念日放假办法). */
const ALWAYS_HOLIDAYS = new Set(['01-01', '05-01', '10-01', '10-02', '10-03']);

/**
 * The calendar of the years given. A later year's notice goes before an earlier one's where both name a date.
 * In a year without a notice Monday to Friday are worked, save for the five dates that are holidays every year.
 */
export function createWorkCalendar(years: readonly CalendarYear[]): WorkCalendar {
  const days = new Map<LocalDate, { kind: 'holiday' | 'workday'; name: string }>();
  const covered = new Set<number>();
  for (const { year, covered: isCovered, days: stretches } of years.toSorted((a, b) => a.year - b.year)) {
    if (isCovered) covered.add(year);
    for (const { from, to, kind, name } of stretches)
      for (const date of datesBetween(from, to)) days.set(date, { kind, name });
  }

  const isWorkday = (date: LocalDate): boolean => {
    if (ALWAYS_HOLIDAYS.has(date.slice(5))) return false;
    const known = days.get(date);
    return known ? known.kind === 'workday' : weekdayOf(date) <= 5;
  };

  return {
    isWorkday,
    isCovered: (year) => covered.has(year),
    nameOf: (date) => days.get(date)?.name ?? '',
    workdayAfter(date, count) {
      const step = count < 0 ? -1 : 1;
      let left = Math.abs(Math.trunc(count));
      let at = date;
      while (left > 0) {
        at = addDays(at, step);
        if (isWorkday(at)) left -= 1;
      }
      return at;
    },
    uncoveredYears(from, to) {
      const found: number[] = [];
      for (let year = yearOf(from); year <= yearOf(to); year += 1) if (!covered.has(year)) found.push(year);
      return found;
    },
  };
}

/** Every date from one to another, both included. */
function* datesBetween(from: LocalDate, to: LocalDate): Generator<LocalDate> {
  for (let date = from; date <= to && date !== ''; date = addDays(date, 1)) yield date;
}

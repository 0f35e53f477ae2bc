/**
 * Civil dates and times of the centre's own zone, without the machine's. All of China keeps UTC+8 and has had no
 * summer time since 1991 (tzdata, Asia/Shanghai), so that a fixed offset is exact and needs no table.
 */

/** A calendar date, `YYYY-MM-DD`, of the Gregorian calendar. */
export type LocalDate = string;

export const DAY_MILLISECONDS = 86_400_000;
const OFFSET_MILLISECONDS = 8 * 3_600_000;

/** Days since 1970-01-01 of a date; NaN for what is no date. */
export function dayNumber(date: LocalDate): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return Number.NaN;
  const time = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  const number = time / DAY_MILLISECONDS;
  // 2026-02-30 would roll over into March.
  return dateOfDayNumber(number) === date ? number : Number.NaN;
}

/** The date of a day number; the reverse of {@link dayNumber}. */
export function dateOfDayNumber(number: number): LocalDate {
  const time = new Date(number * DAY_MILLISECONDS);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 10);
}

/** The date `days` later (earlier, if negative). */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfDayNumber(dayNumber(date) + days);
}

/** Day of the week of a date: 1 is Monday, 7 is Sunday (ISO 8601). */
export function weekdayOf(date: LocalDate): number {
  // 1970-01-01 was a Thursday.
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

export function yearOf(date: LocalDate): number {
  return Number(date.slice(0, 4));
}

/** Whether a text is a date that exists. */
export function isLocalDate(text: string): boolean {
  return !Number.isNaN(dayNumber(text));
}

/** The date in Asia/Shanghai at an epoch time in milliseconds. */
export function localDateAt(epochMilliseconds: number): LocalDate {
  return new Date(epochMilliseconds + OFFSET_MILLISECONDS).toISOString().slice(0, 10);
}

/** The time of day in Asia/Shanghai at an epoch time, `HH:MM`. */
export function localTimeAt(epochMilliseconds: number): string {
  return localSecondAt(epochMilliseconds).slice(0, 5);
}

/** The time of day in Asia/Shanghai at an epoch time, `HH:MM:SS`, begun seconds counted. */
export function localSecondAt(epochMilliseconds: number): string {
  return new Date(epochMilliseconds + OFFSET_MILLISECONDS).toISOString().slice(11, 19);
}

/** Minutes since midnight in Asia/Shanghai at an epoch time. */
export function localMinutesAt(epochMilliseconds: number): number {
  return Math.floor(((epochMilliseconds + OFFSET_MILLISECONDS) % DAY_MILLISECONDS) / 60_000);
}

/** The epoch time in milliseconds of a date and time of day (`HH:MM`) in Asia/Shanghai. */
export function epochOfLocal(date: LocalDate, time: string): number {
  const [hour = '', minute = ''] = time.split(':');
  return (
    dayNumber(date) * DAY_MILLISECONDS + (Number(hour) * 60 + Number(minute)) * 60_000 - OFFSET_MILLISECONDS
  );
}

/** ISO 8601 with the zone, to the minute: `2026-10-13T18:00+08:00`. */
export function localIsoAt(epochMilliseconds: number): string {
  return `${localDateAt(epochMilliseconds)}T${localTimeAt(epochMilliseconds)}+08:00`;
}

import type { LocalDate } from '../calendar/index.ts';
import { addDays } from '../calendar/index.ts';

/** Festivals on the same date every year: month and day. */
const SOLAR: ReadonlyMap<string, string> = new Map([
  ['元旦', '01-01'],
  ['三八节', '03-08'],
  ['妇女节', '03-08'],
  ['五一', '05-01'],
  ['劳动节', '05-01'],
  ['六一', '06-01'],
  ['儿童节', '06-01'],
  ['国庆', '10-01'],
  ['十一假期', '10-01'],
  ['十一期间', '10-01'],
  ['双十一', '11-11'],
]);

const FIRST_YEAR = 2015;
/**
 * New year, dragon-boat and mid-autumn festival from 2015 to 2040. A table, as the calendar of ICU is a day off where
 * the new moon falls near midnight (it says 7 February for the new year of 2027); a test compares each with another one.
 */
const LUNAR_DATES = {
  spring:
    '02-19 02-08 01-28 02-16 02-05 01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13 02-03 01-23 02-11 01-31 02-19 02-08 01-28 02-15 02-04 01-24 02-12',
  dragonBoat:
    '06-20 06-09 05-30 06-18 06-07 06-25 06-14 06-03 06-22 06-10 05-31 06-19 06-09 05-28 06-16 06-05 06-24 06-12 06-01 06-20 06-10 05-30 06-18 06-07 05-27 06-14',
  midAutumn:
    '09-27 09-15 10-04 09-24 09-13 10-01 09-21 09-10 09-29 09-17 10-06 09-25 09-15 10-03 09-22 09-12 10-01 09-19 09-08 09-27 09-16 10-04 09-24 09-13 10-02 09-20',
} as const;

/** Festivals of the Chinese calendar: which of the three, and how many days after it. */
const LUNAR: ReadonlyMap<string, readonly [keyof typeof LUNAR_DATES, number]> = new Map([
  ['春节', ['spring', 0]],
  ['过年', ['spring', 0]],
  ['大年初一', ['spring', 0]],
  ['年初一', ['spring', 0]],
  ['除夕', ['spring', -1]],
  ['元宵节', ['spring', 14]],
  ['正月十五', ['spring', 14]],
  ['端午', ['dragonBoat', 0]],
  ['中秋', ['midAutumn', 0]],
]);

export const FESTIVAL_NAMES: readonly string[] = [...SOLAR.keys(), ...LUNAR.keys(), '清明'].sort(
  (one, other) => other.length - one.length,
);

/** The date of a festival in a year, with or without «节»; undefined for a name that is none, or a year not known. */
export function festivalDate(name: string, year: number): LocalDate | undefined {
  const known = SOLAR.has(name) || LUNAR.has(name) ? name : name.replace(/节$/, '');
  if (known === '清明') return `${year}-04-0${clearBrightDay(year)}`;
  const solar = SOLAR.get(known);
  if (solar !== undefined) return `${year}-${solar}`;
  const [anchor, days = 0] = LUNAR.get(known) ?? [];
  const date = anchor && LUNAR_DATES[anchor].split(' ')[year - FIRST_YEAR];
  return date === undefined ? undefined : addDays(`${year}-${date}`, days);
}

/** Day of April of 清明 (the sun at 15°), by the usual formula for this century. */
function clearBrightDay(year: number): number {
  const short = year % 100;
  return Math.floor(short * 0.2422 + 4.81) - Math.floor(short / 4);
}

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dateOfDayNumber, dayNumber, isLocalDate, weekdayOf, yearOf } from './local-date.ts';
import { calendarYearSchema, createWorkCalendar } from './work-calendar.ts';

// The package's ES module does not load in Node; its `main` (UMD) does.
const published = createRequire(import.meta.url)('chinese-days') as { isWorkday(date: string): boolean };

const folder = new URL('../../../assets/calendar/', import.meta.url);
const years = readdirSync(folder).map((name) =>
  calendarYearSchema.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))),
);
const calendar = createWorkCalendar(years);
const anyDate = fc
  .integer({ min: dayNumber('2024-06-01'), max: dayNumber('2029-12-31') })
  .map(dateOfDayNumber);

describe('working-day calendar', () => {
  it('WD-1 every day of every shipped year is what a second, independent table says', () => {
    expect(years.map(({ year }) => year)).toEqual([2025, 2026]);
    for (const { year } of years) {
      for (let date = `${year}-01-01`; yearOf(date) === year; date = addDays(date, 1))
        expect([date, calendar.isWorkday(date)]).toEqual([date, published.isWorkday(date)]);
    }
  });

  it('WD-2 day 1 is the first working day after the date, over holidays and make-up days', () => {
    expect(calendar.workdayAfter('2026-09-30', 5)).toBe('2026-10-13');
    expect(calendar.workdayAfter('2026-09-30', 1)).toBe('2026-10-08');
    expect(calendar.workdayAfter('2026-10-09', 1)).toBe('2026-10-10');
    expect(calendar.workdayAfter('2026-02-13', 1)).toBe('2026-02-14');
    expect(calendar.workdayAfter('2026-02-14', 1)).toBe('2026-02-24');
    expect(calendar.workdayAfter('2026-10-13', -5)).toBe('2026-09-30');
    expect(calendar.workdayAfter('2026-10-04', 0)).toBe('2026-10-04');
  });

  it('WD-3 a year without a notice: Monday to Friday, but the five dates of every year are holidays', () => {
    expect(calendar.isCovered(2026)).toBe(true);
    expect(calendar.isCovered(2027)).toBe(false);
    for (const date of ['2027-01-01', '2028-05-01', '2027-10-01', '2029-10-02', '2029-10-03'])
      expect([date, calendar.isWorkday(date)]).toEqual([date, false]);
    expect(calendar.isWorkday('2027-10-04')).toBe(true);
    expect(calendar.isWorkday('2027-02-06')).toBe(false);
    expect(calendar.uncoveredYears('2026-12-30', '2028-01-02')).toEqual([2027, 2028]);
    expect(calendar.uncoveredYears('2025-12-30', '2026-01-02')).toEqual([]);
  });

  it('WD-4 a notice may reach into the year before, and goes before that year’s own table', () => {
    const next = calendarYearSchema.parse({
      year: 2027,
      covered: true,
      source: 'invented',
      days: [{ from: '2026-12-31', to: '2027-01-02', kind: 'holiday', name: '元旦' }],
    });
    const both = createWorkCalendar([next, ...years]);
    expect(both.isWorkday('2026-12-31')).toBe(false);
    expect(calendar.isWorkday('2026-12-31')).toBe(true);
    expect(both.nameOf('2027-01-02')).toBe('元旦');
    expect(both.nameOf('2027-01-04')).toBe('');
  });

  it('WD-5 a table that contradicts itself or leaves its year is refused', () => {
    const year = (days: unknown[]) =>
      calendarYearSchema.safeParse({ year: 2027, covered: true, source: 'invented', days }).success;
    const day = { from: '2027-01-01', to: '2027-01-03', kind: 'holiday', name: '元旦' };
    expect(year([day])).toBe(true);
    expect(year([day, { ...day, from: '2027-01-03', to: '2027-01-03', kind: 'workday' }])).toBe(false);
    expect(year([{ ...day, from: '2026-10-01', to: '2026-10-02' }])).toBe(false);
    expect(year([{ ...day, to: '2026-12-31' }])).toBe(false);
    expect(year([{ ...day, to: '2027-02-30' }])).toBe(false);
    expect(year([{ ...day, to: '2027-12-30' }])).toBe(false);
  });

  it('WD-2 any count lands on a working day with exactly as many working days between', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 1, max: 40 }), (date, count) => {
        const found = calendar.workdayAfter(date, count);
        let between = 0;
        for (let at = addDays(date, 1); at <= found; at = addDays(at, 1))
          if (calendar.isWorkday(at)) between += 1;
        expect(calendar.isWorkday(found)).toBe(true);
        expect(between).toBe(count);
        expect(calendar.workdayAfter(addDays(found, 1), -1)).toBe(found);
      }),
    );
  });

  it('WD-6 dates are counted without the machine’s zone', () => {
    expect(weekdayOf('2026-11-25')).toBe(3);
    expect(weekdayOf('1969-12-31')).toBe(3);
    expect(isLocalDate('2026-02-29')).toBe(false);
    expect(isLocalDate('2028-02-29')).toBe(true);
    expect(isLocalDate('2026-2-9')).toBe(false);
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -500, max: 500 }), (date, days) => {
        expect(addDays(addDays(date, days), -days)).toBe(date);
        expect((weekdayOf(addDays(date, days)) - weekdayOf(date) - days) % 7).toBeCloseTo(0);
      }),
    );
  });
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { periodOf, startOfDay, wholeDay } from './periods.ts';

const HOUR = 3_600_000;
/** Without daylight saving; with it; changed at midnight, forwards and backwards; changed by half an hour. */
const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Africa/Cairo',
  'America/Havana',
  'Asia/Beirut',
  'Australia/Lord_Howe',
] as const;

const before = process.env['TZ'];
const inZone = (zone: string) => {
  process.env['TZ'] = zone;
};
beforeEach(() => inZone('Europe/Berlin'));
afterEach(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

const dateOf = (at: number): string => {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

describe('periods', () => {
  it('FG-8 the day on which clocks go forward has 23 hours, the one on which they go back 25', () => {
    const hours = (day: string) => (wholeDay(day).to - wholeDay(day).from) / HOUR;
    expect([hours('2026-03-28'), hours('2026-03-29'), hours('2026-10-25')]).toEqual([24, 23, 25]);
    const week = periodOf('week', new Date(2026, 2, 29, 23, 30).getTime(), 0);
    expect((week.to - 1 - week.from) / HOUR).toBe(7 * 24 - 1.5);
    expect(new Date(week.from).getDay()).toBe(1);
  });

  it('FG-8 a day that has no midnight begins with its first instant', () => {
    inZone('Africa/Cairo');
    const { from, to } = wholeDay('2026-04-24');
    expect([dateOf(from - 1), dateOf(from)]).toEqual(['2026-04-23', '2026-04-24']);
    expect((to - from) / HOUR).toBe(23);
  });

  it('FG-8 in any zone every instant belongs to one day, its own, and every day to one week', () => {
    const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (zone, at) => {
        inZone(zone);
        const { from, to } = wholeDay(dateOf(at));
        expect(from).toBe(startOfDay(at));
        expect(from <= at && at < to).toBe(true);
        expect([dateOf(from), dateOf(to - 1)]).toEqual([dateOf(at), dateOf(at)]);
        expect(wholeDay(dateOf(to)).from).toBe(to);
        expect(wholeDay(dateOf(from - 1)).to).toBe(from);
        expect([23, 23.5, 24, 24.5, 25]).toContain((to - from) / HOUR);
        const today = periodOf('today', at, 0);
        expect(today).toEqual({ from, to: at + 1 });
        const monday = periodOf('week', at, 0).from;
        expect(new Date(monday).getDay()).toBe(1);
        expect(startOfDay(monday)).toBe(monday);
        expect([0, 1, 2, 3, 4, 5, 6].filter((days) => startOfDay(monday, days) === from)).toHaveLength(1);
      }),
      { numRuns: 2_000 },
    );
  });
});

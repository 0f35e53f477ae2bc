import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localDateAt, weekdayOf } from '#shared/domain/index.ts';
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

describe('periods', () => {
  it('FG-8 in any zone, on any day, clocks changed or not: a day is one of Asia/Shanghai, and a week begins on its Monday', () => {
    const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (zone, at) => {
        inZone(zone);
        const day = localDateAt(at);
        const { from, to } = wholeDay(day);
        expect(from).toBe(Date.parse(`${day}T00:00:00+08:00`));
        expect(to - from).toBe(24 * HOUR);
        expect(from <= at && at < to).toBe(true);
        expect(startOfDay(at)).toBe(from);
        expect([-1, 1].map((days) => startOfDay(at, days))).toEqual([from - 24 * HOUR, to]);
        expect(periodOf('today', at, 0)).toEqual({ from, to: at + 1 });
        const monday = periodOf('week', at, 0).from;
        expect(weekdayOf(localDateAt(monday))).toBe(1);
        expect(startOfDay(monday)).toBe(monday);
        expect([0, 1, 2, 3, 4, 5, 6].filter((days) => startOfDay(monday, days) === from)).toHaveLength(1);
      }),
      {
        numRuns: 2_000,
        // Clocks go forward and back in Berlin; a day without a midnight in Cairo.
        examples: [
          ['Europe/Berlin', Date.UTC(2026, 2, 29, 1)],
          ['Europe/Berlin', Date.UTC(2026, 9, 25, 1)],
          ['Africa/Cairo', Date.UTC(2026, 3, 23, 22)],
        ],
      },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentStateNameSchema } from '#shared/domain/index.ts';
import { longestCall, seatRows } from './rows.ts';

const NOW = 1_790_000_000_000;
const MINUTE = 60_000;
const reasons = [{ code: 'rest', name: { 'zh-CN': '小休', en: 'Break' }, limitMinutes: 15, choosable: true }];
const seat = (
  number: number,
  state: 'talking' | 'not-ready' | 'ready',
  minutes: number,
  heardMinutes = 0,
) => ({
  seat: number,
  operator: '',
  state,
  reason: state === 'not-ready' ? 'rest' : null,
  since: NOW - minutes * MINUTE,
  heardAt: NOW - heardMinutes * MINUTE,
});

describe("the supervisors' list", () => {
  it('SV-1 what needs somebody comes first: not ready too long, not heard, the longest call', () => {
    const seats = [
      seat(1, 'ready', 1),
      seat(2, 'talking', 4),
      seat(3, 'talking', 9),
      seat(4, 'not-ready', 15),
      seat(5, 'not-ready', 16),
      seat(6, 'talking', 3, 2),
    ];
    const rows = seatRows(seats, NOW, reasons, 'attention');
    expect(rows.map((row) => row.seat)).toEqual([5, 6, 3, 2, 4, 1]);
    expect(rows[0]).toMatchObject({ overMinutes: 15 });
    expect(longestCall(rows)).toMatchObject({ seat: 3, forMilliseconds: 9 * MINUTE });
    expect(longestCall([])).toBeUndefined();
  });

  it('SV-1 every seat is there once in either order, and no length is negative', () => {
    const any = fc.record({
      seat: fc.integer({ min: 1, max: 120 }),
      operator: fc.string(),
      state: fc.constantFrom(...agentStateNameSchema.options),
      reason: fc.constantFrom(null, 'rest', 'gone'),
      since: fc.integer({ min: NOW - 3_600_000, max: NOW + MINUTE }),
      heardAt: fc.integer({ min: NOW - 3_600_000, max: NOW }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(any, { selector: (one) => one.seat }), (seats) => {
        const numbers = seats.map((one) => one.seat).toSorted((one, other) => one - other);
        for (const order of ['attention', 'seat'] as const) {
          const rows = seatRows(seats, NOW, reasons, order);
          expect(rows.map((row) => row.seat).toSorted((one, other) => one - other)).toEqual(numbers);
          expect(rows.every(({ forMilliseconds }) => forMilliseconds >= 0)).toBe(true);
        }
      }),
    );
  });
});

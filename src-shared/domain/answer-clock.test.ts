import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secondsLeft, urgencyAt } from './answer-clock.ts';

describe('answer clock', () => {
  it('AC-4 urgency changes exactly at 8, 12 and 15 seconds', () => {
    expect(
      [0, 7_999, 8_000, 11_999, 12_000, 14_999, 15_000, 60_000].map((waited) => urgencyAt(waited)),
    ).toEqual(['calm', 'calm', 'soon', 'soon', 'urgent', 'urgent', 'overdue', 'overdue']);
  });

  it('AC-5 shows 15 at once, 1 until the limit, 0 in the first second over it, then counts up', () => {
    expect(
      [0, 1, 999, 1_000, 14_001, 14_999, 15_000, 15_999, 16_000, 75_000].map((waited) => secondsLeft(waited)),
    ).toEqual([15, 15, 15, 14, 1, 1, 0, 0, -1, -60]);
  });

  it('AC-5 never goes back up while time goes on, and never shows a minus zero', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(5_000), (waited, more) => {
        expect(secondsLeft(waited + more)).toBeLessThanOrEqual(secondsLeft(waited));
        expect(Object.is(secondsLeft(waited), -0)).toBe(false);
      }),
    );
  });
});

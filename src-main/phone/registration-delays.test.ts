import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelay } from './registration.ts';
import { refreshDelay, refusedDelay } from './registration-delays.ts';

describe('the waits', () => {
  it('RG-2 before a retry is at most 0.5 s at first, at most 10 s ever, and never nothing later', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, value) => {
          const delay = retryDelay(failures, () => value);
          expect(delay).toBeLessThanOrEqual(failures === 0 ? 500 : 10_000);
          expect(delay).toBeGreaterThanOrEqual(failures === 0 ? 0 : 500);
        },
      ),
    );
  });

  it('RG-6 after refusals is 1 min, doubling up to 10 min', () => {
    expect([1, 2, 3, 4, 5, 2_000].map(refusedDelay)).toEqual(
      [1, 2, 4, 8, 10, 10].map((minutes) => minutes * 60_000),
    );
  });

  it('RG-4 before a refresh is 70 to 85 % of the lifetime', () => {
    expect(refreshDelay(100, () => 0)).toBe(70_000);
    expect(refreshDelay(100, () => 0.999)).toBeLessThan(85_000);
  });
});

import { describe, expect, it } from 'vitest';
import { notches, stones } from './arch.ts';
import { litSteps } from './LevelMeter.tsx';

describe('the arch', () => {
  it('has one stone for each second and puts them out one by one', () => {
    const lit = (waited: number) => stones(waited, 15_000).filter((stone) => stone.lit !== '').length;
    expect(stones(0, 15_000)).toHaveLength(15);
    expect(lit(0)).toBe(15);
    expect(lit(1_000)).toBe(14);
    expect(lit(7_500)).toBe(8);
    expect(lit(14_990)).toBe(0); // less than a joint is left
    expect(lit(60_000)).toBe(0);
    expect(stones(0, 20_000)).toHaveLength(20);
  });
  it('marks what comes before the limit', () => {
    expect(notches([8_000, 12_000, 15_000], 15_000).map(({ seconds }) => seconds)).toEqual([8, 12]);
  });
});

describe('level meter', () => {
  it('is empty in silence and full at full scale', () => {
    expect(litSteps(0)).toBe(0);
    expect(litSteps(0.001)).toBe(0);
    expect(litSteps(1)).toBe(14);
    expect(litSteps(0.1)).toBeGreaterThan(litSteps(0.05));
  });
});

import { describe, expect, it } from 'vitest';
import { epochOfLocal } from '#shared/domain/index.ts';
import { duration, groupNumber, secondsUp, spokenDay, timeOfDay } from './format.ts';

describe('figures', () => {
  it('shows durations', () => {
    expect(duration(0)).toBe('0:00');
    expect(duration(59_999)).toBe('0:59');
    expect(duration(754_000)).toBe('12:34');
    expect(duration(3_661_000)).toBe('1:01:01');
    expect(duration(-5)).toBe('0:00');
  });
  it('never rounds a late answer into the limit', () => {
    expect(secondsUp(15_000)).toBe('15.0');
    expect(secondsUp(15_001)).toBe('15.1');
    expect(secondsUp(0)).toBe('0.0');
  });
  it('shows the time of Asia/Shanghai with leading zeros', () => {
    expect(timeOfDay(Date.UTC(2026, 10, 22, 1, 5, 3))).toBe('09:05:03');
  });
  it('says a day as it is said to a citizen', () => {
    const now = epochOfLocal('2026-11-25', '09:00');
    expect(spokenDay(epochOfLocal('2026-11-25', '00:05'), now)).toBe('今天');
    expect(spokenDay(epochOfLocal('2026-11-24', '23:59'), now)).toBe('昨天');
    expect(spokenDay(epochOfLocal('2026-11-03', '00:00'), now)).toBe('11月3日');
  });
  it('groups numbers for reading aloud', () => {
    expect(groupNumber('15406320011')).toBe('154 0632 0011');
    expect(groupNumber('06323312345')).toBe('0632 331 2345');
    expect(groupNumber('01012345678')).toBe('010 1234 5678');
    expect(groupNumber('12345')).toBe('12345');
    expect(groupNumber('sip:anna')).toBe('sip:anna');
  });
});

// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { Call } from '#shared/domain/index.ts';
import { sampleCall } from '#test/support/calls.ts';
import { answerable, endable, mainCall, otherRinging, talkedAt, waitedAt } from './store.ts';

const call = (id: string, change: Partial<Call>) =>
  sampleCall({ id, callerNumber: '15406320011', waitedMilliseconds: 2_000, ...change });
const ended = call('e', { state: 'ended' });
const ringing = call('r', {});
const active = call('a', { state: 'active', talkedMilliseconds: 500 });

describe('the call on screen', () => {
  it('is the one talked on, else the one that rings, else the last', () => {
    expect(mainCall([ended, ringing, active])).toBe(active);
    expect(mainCall([ended, ringing])).toBe(ringing);
    expect(mainCall([ended])).toBe(ended);
    expect(mainCall([])).toBeUndefined();
  });
  it('tells of another that rings', () => {
    expect(otherRinging([active, ringing], active)).toBe(ringing);
    expect(otherRinging([ringing], ringing)).toBeUndefined();
  });
});

describe('time on screen', () => {
  it('goes on from what main said, on this window’s own clock', () => {
    expect(waitedAt(ringing, 100, 1_100)).toBe(3_000);
    expect(waitedAt(ringing, 100, 50)).toBe(2_000);
    expect(talkedAt(active, 100, 1_100)).toBe(1_500);
    expect(talkedAt(call('x', { state: 'ended', talkedMilliseconds: 500 }), 100, 1_100)).toBe(500);
  });
});

describe('what the keys mean', () => {
  it('answers only a ringing call, and none while one is talked on', () => {
    expect(answerable([ended, ringing])).toBe(ringing);
    expect(answerable([active, ringing])).toBeUndefined();
    expect(answerable([call('p', { state: 'answering' })])).toBeUndefined();
  });
  it('ends nothing right after the answer', () => {
    expect(endable([active], 0, 200)).toBeUndefined();
    expect(endable([active], 0, 300)).toBe(active);
    expect(endable([ringing], 0, 9_000)).toBeUndefined();
  });
});

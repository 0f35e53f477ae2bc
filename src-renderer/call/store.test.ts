// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { Call } from '#shared/domain/index.ts';
import { sampleCall } from '#test/support/calls.ts';
import { consultedFor, endable, mainCall, otherCalls, qualityWord, ringingCall } from './calls.ts';
import { talkedAt, waitedAt } from './store.ts';

const call = (id: string, change: Partial<Call>) =>
  sampleCall({ id, callerNumber: '15406320011', waitedMilliseconds: 2_000, ...change });
const ended = call('e', { state: 'ended' });
const ringing = call('r', {});
const active = call('a', { state: 'active', talkedMilliseconds: 500 });
const held = call('h', { state: 'active', hold: 'local', talkedMilliseconds: 9_000 });
const dialling = call('d', { direction: 'outbound', state: 'dialling', consultsFor: 'h' });

describe('the call on screen', () => {
  it('is the live one, else the one that rings, else one on hold, else the last', () => {
    expect(mainCall([ended, held, ringing, active])).toBe(active);
    expect(mainCall([held, ringing, dialling])).toBe(dialling);
    expect(mainCall([ended, held, ringing])).toBe(ringing);
    expect(mainCall([held])).toBe(held);
    expect(mainCall([ended])).toBe(ended);
    expect(mainCall([])).toBeUndefined();
    const heldThere = call('t', { state: 'active', hold: 'remote' });
    expect(mainCall([held, heldThere])).toBe(heldThere);
  });
  it('has all others beside it', () => {
    expect(otherCalls([ended, held, active, ringing], active)).toEqual([held, ringing]);
    expect(otherCalls([ringing], ringing)).toEqual([]);
  });
  it('knows whom a consulted call is about, while both are there', () => {
    const consulted = { ...dialling, state: 'active' as const };
    expect(consultedFor([held, consulted], consulted)).toBe(held);
    expect(consultedFor([{ ...held, state: 'ended' }, consulted], consulted)).toBeUndefined();
    expect(consultedFor([held, active], active)).toBeUndefined();
  });
  it('tells quality in three words', () => {
    const quality = (meanOpinionScore: number) =>
      qualityWord({
        meanOpinionScore,
        lossShare: 0,
        remoteLossShare: null,
        jitterMilliseconds: 0,
        roundTripMilliseconds: null,
        codec: null,
        oneWay: 'none',
      });
    expect([4.4, 4, 3.99, 3.1, 3.09].map(quality)).toEqual(['good', 'good', 'fair', 'fair', 'poor']);
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
  it('answers what rings, beside a call too, and nothing while an answer is under way', () => {
    expect(ringingCall([ended, ringing])).toBe(ringing);
    expect(ringingCall([active, ringing])).toBe(ringing);
    expect(ringingCall([active])).toBeUndefined();
    expect(ringingCall([call('p', { state: 'answering' }), ringing])).toBeUndefined();
  });
  it('ends nothing right after the answer, gives up what is dialled', () => {
    expect(endable([active], 0, 200)).toBeUndefined();
    expect(endable([active], 0, 300)).toBe(active);
    expect(endable([ringing], 0, 9_000)).toBeUndefined();
    expect(endable([held, dialling], 0, 0)).toBe(dialling);
    expect(endable([held, ringing], 0, 9_000)).toBeUndefined();
  });
});

// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { Call } from '#shared/domain/index.ts';
import { sampleCall } from '#test/support/calls.ts';
import {
  callToSwitchTo,
  consultationOf,
  deskPurpose,
  endable,
  mainCall,
  otherCalls,
  qualityWord,
  ringingCall,
} from './calls.ts';
import { onItsWay, talkedAt, waitedAt } from './store.ts';

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
  it('knows a consultation from both sides, while both are there and not joined', () => {
    const consulted = { ...dialling, state: 'active' as const };
    const pair = { citizen: held, consulted };
    expect(consultationOf([held, consulted], consulted)).toEqual(pair);
    expect(consultationOf([held, consulted], held)).toEqual(pair);
    expect(consultationOf([held, consulted, active], active)).toBeUndefined();
    expect(consultationOf([{ ...held, state: 'ended' }, consulted], consulted)).toBeUndefined();
    expect(consultationOf([held, dialling], dialling)).toBeUndefined();
    const joined = [held, consulted].map((one) => ({ ...one, inConference: true }));
    expect(consultationOf(joined, joined[0])).toBeUndefined();
  });
  it('knows where the hold key goes to: the other side of a consultation, else whoever waits on hold', () => {
    const consulted = { ...dialling, state: 'active' as const };
    const older = call('o', { state: 'active', hold: 'local', talkedMilliseconds: 9_000 });
    expect(callToSwitchTo([older, held, consulted], consulted)).toBe(held);
    expect(callToSwitchTo([older, held, active], active)).toBe(older);
    expect(callToSwitchTo([active], active)).toBeUndefined();
    expect(callToSwitchTo([older, held], held)).toBeUndefined();
    expect(callToSwitchTo([held, dialling], dialling)).toBeUndefined();
  });
  it('hands over what is talked on, dials out when nobody is there, and neither in between', () => {
    expect(deskPurpose([])).toBeNull();
    expect(deskPurpose([ended])).toBeNull();
    expect(deskPurpose([active])).toBe('a');
    expect(deskPurpose([held])).toBe('h');
    expect(deskPurpose([ringing])).toBeUndefined();
    expect(deskPurpose([held, dialling])).toBeUndefined();
    expect(deskPurpose([held, { ...dialling, state: 'active' }])).toBeUndefined();
    expect(deskPurpose([{ ...active, inConference: true }])).toBeUndefined();
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

describe('a state on its way', () => {
  it('AC-5 is taken for as old as it is, and a clock that was set in between for no way at all', () => {
    expect(onItsWay({ toldAt: 1_000 }, 1_180)).toBe(180);
    expect(onItsWay({ toldAt: 1_000 }, 900)).toBe(0);
    expect(onItsWay({ toldAt: 1_000 }, 3_601_000)).toBe(0);
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

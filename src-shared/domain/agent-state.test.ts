import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AgentEvent,
  type AgentMachine,
  agentAfter,
  agentStateOf,
  OFFLINE_AGENT,
  type RestingState,
  takesCalls,
  UNANSWERED_REASON,
} from './agent-state.ts';

const READY: RestingState = { state: 'ready' };
const REST: RestingState = { state: 'not-ready', reason: 'rest' };

function machineAfter(...events: AgentEvent[]): AgentMachine {
  return events.reduce(agentAfter, OFFLINE_AGENT);
}
const signedIn: AgentEvent = { kind: 'signed-in', resting: READY };
const rings = (callId: string): AgentEvent => ({ kind: 'call-rings', callId });
const taken = (callId: string): AgentEvent => ({ kind: 'call-taken', callId });
const ended = (callId: string, wrapUp = true): AgentEvent => ({ kind: 'call-ended', callId, wrapUp });
const chosen = (resting: RestingState): AgentEvent => ({ kind: 'chosen', resting });

describe('agent state', () => {
  it('AS-1 a call leads from ready through ringing, talking and after-call work back to ready', () => {
    const steps = [signedIn, rings('a'), taken('a'), ended('a'), { kind: 'wrap-up-ended' } as const];
    const seen = steps.map((_, index) => agentStateOf(machineAfter(...steps.slice(0, index + 1))).state);
    expect(seen).toEqual(['ready', 'ringing', 'talking', 'after-call-work', 'ready']);
  });

  it('AS-4 what is chosen while talking takes effect after the wrap-up', () => {
    const machine = machineAfter(signedIn, rings('a'), taken('a'), chosen(REST));
    expect(agentStateOf(machine).state).toBe('talking');
    const wrapping = agentAfter(machine, ended('a'));
    expect(agentStateOf(wrapping).state).toBe('after-call-work');
    const done = agentAfter(wrapping, { kind: 'wrap-up-ended' });
    expect(agentStateOf(done)).toEqual({ state: 'not-ready', reason: 'rest' });
    expect(done.next).toBeNull();
  });

  it('AS-4 what is chosen while talking takes effect at once where there is nothing to write up', () => {
    const machine = machineAfter(signedIn, rings('a'), taken('a'), chosen(REST), ended('a', false));
    expect(agentStateOf(machine).reason).toBe('rest');
  });

  it('AS-5 choosing during the after-call work ends it', () => {
    const machine = machineAfter(signedIn, rings('a'), taken('a'), ended('a'), chosen(READY));
    expect(agentStateOf(machine).state).toBe('ready');
    expect(machine.wrapUp).toBeNull();
  });

  it('AS-6 a call that nobody answered leaves the seat not ready and says why', () => {
    const machine = machineAfter(signedIn, rings('a'), { kind: 'call-unanswered', callId: 'a' });
    expect(agentStateOf(machine)).toEqual({ state: 'not-ready', reason: UNANSWERED_REASON });
    expect(takesCalls(machine)).toBe(false);
  });

  it('AS-6 a second call that was not answered while one was talked with says nothing against the seat', () => {
    const talking = [signedIn, rings('a'), taken('a'), rings('b')];
    const machine = machineAfter(...talking, { kind: 'call-unanswered', callId: 'b' });
    expect(agentStateOf(machine).state).toBe('talking');
    expect(takesCalls(machine)).toBe(true);
    const queued = machineAfter(...talking, chosen(REST), { kind: 'call-unanswered', callId: 'b' });
    expect(queued.next).toEqual(REST);
    expect(agentStateOf(agentAfter(machine, ended('a', false)))).toEqual({ state: 'ready', reason: null });
  });

  it('AS-3 calls come when the seat rests ready, not while it writes up or will not be ready', () => {
    expect(takesCalls(OFFLINE_AGENT)).toBe(false);
    expect(takesCalls(machineAfter(signedIn))).toBe(true);
    expect(takesCalls(machineAfter(signedIn, chosen({ state: 'official-shift' })))).toBe(true);
    expect(takesCalls(machineAfter(signedIn, chosen(REST)))).toBe(false);
    expect(takesCalls(machineAfter(signedIn, rings('a'), taken('a'), ended('a')))).toBe(false);
    expect(takesCalls(machineAfter(signedIn, rings('a'), taken('a'), chosen(REST)))).toBe(false);
  });

  it('AS-7 nobody signs out of a call', () => {
    const machine = machineAfter(signedIn, rings('a'), taken('a'), { kind: 'signed-out' });
    expect(agentStateOf(machine).state).toBe('talking');
  });

  const callId = fc.constantFrom('a', 'b', 'c');
  const resting = fc.constantFrom<RestingState>(READY, REST, { state: 'official-shift' });
  const event: fc.Arbitrary<AgentEvent> = fc.oneof(
    resting.map((to): AgentEvent => ({ kind: 'signed-in', resting: to })),
    fc.constant<AgentEvent>({ kind: 'signed-out' }),
    resting.map(chosen),
    fc.constant<AgentEvent>({ kind: 'queue-cleared' }),
    callId.map(rings),
    callId.map(taken),
    fc.tuple(callId, fc.boolean()).map(([id, wrapUp]) => ended(id, wrapUp)),
    callId.map((id): AgentEvent => ({ kind: 'call-unanswered', callId: id })),
    fc.constant<AgentEvent>({ kind: 'wrap-up-ended' }),
  );

  it('AS-2 no order of events leaves a call behind, in two places, or a wrap-up beside a talk', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const live = new Set<string>();
        let machine = OFFLINE_AGENT;
        for (const one of events) {
          machine = agentAfter(machine, one);
          if (one.kind === 'call-rings' || one.kind === 'call-taken') live.add(one.callId);
          if (one.kind === 'call-ended') live.delete(one.callId);
          if (one.kind === 'call-unanswered' && !machine.talking.includes(one.callId))
            live.delete(one.callId);
          const held = [...machine.ringing, ...machine.talking];
          expect(new Set(held).size).toBe(held.length);
          expect(new Set(held)).toEqual(live);
          if (machine.talking.length > 0) expect(machine.wrapUp).toBeNull();
          // Nothing stays queued at a seat that rests.
          const state = agentStateOf(machine).state;
          if (['ready', 'not-ready', 'official-shift'].includes(state)) expect(machine.next).toBeNull();
        }
      }),
      { numRuns: 500 },
    );
  });

  it('AS-2 once all calls are over and written up, the seat rests where it was last told to', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let machine = machineAfter(signedIn, ...events.filter(({ kind }) => kind !== 'signed-out'));
        for (const id of ['a', 'b', 'c']) machine = agentAfter(machine, ended(id, true));
        machine = agentAfter(machine, { kind: 'wrap-up-ended' });
        expect(['ready', 'not-ready', 'official-shift']).toContain(agentStateOf(machine).state);
        expect(machine.next).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { ShiftSession } from '#shared/domain/index.ts';
import { sampleCall } from '#test/support/calls.ts';
import { coded, desk, id } from './testing/shift-desk.test-support.ts';

describe('agent state', () => {
  it('AS-8 the after-call work ends by time, by key or by the order, and no draft is touched', () => {
    const { drafts, over, pass, shift, talk, wrapUps } = desk({ itself: true });
    shift.start();
    talk(1);
    over(1);
    expect(shift.state().agent).toMatchObject({ state: 'after-call-work', takesCalls: false });
    pass(60_000);
    expect(shift.state().agent.state).toBe('ready');
    expect(drafts).toEqual([{ callId: id(1) }]);
    talk(2);
    over(2);
    shift.handlers.endWrapUp({ callId: id(1) });
    expect(shift.state().agent.state).toBe('after-call-work');
    pass(5_000);
    shift.handlers.endWrapUp({ callId: id(2) });
    talk(3);
    over(3);
    pass(1_000);
    shift.orderClosed(id(3));
    expect(wrapUps).toEqual([
      { callId: id(1), milliseconds: 60_000, endedBy: 'time' },
      { callId: id(2), milliseconds: 5_000, endedBy: 'key' },
      { callId: id(3), milliseconds: 1_000, endedBy: 'key' },
    ]);
  });

  it('AS-8 it can be made longer, a few times', () => {
    const { over, pass, shift, talk } = desk({ itself: true });
    shift.start();
    talk(1);
    over(1);
    for (let n = 0; n < 9; n += 1) shift.handlers.extendWrapUp({ callId: id(1) });
    pass(239_999);
    expect(shift.state().agent).toMatchObject({ state: 'after-call-work', wrapUp: { extensionsLeft: 0 } });
    pass(1);
    expect(shift.state().agent.state).toBe('ready');
  });

  it('AS-6 a call that went back unanswered makes the seat not ready, and the person takes it back', () => {
    const { over, shift } = desk({ itself: true });
    shift.start();
    shift.follow([sampleCall({ id: id(1) })]);
    over(1, { endReason: 'returned-unanswered', talkedMilliseconds: null });
    expect(shift.state().agent).toMatchObject({
      state: 'not-ready',
      reason: 'unanswered',
      takesCalls: false,
    });
    shift.handlers.choose({ state: 'ready' });
    expect(shift.takesCalls()).toBe(true);
  });

  it('AS-6 a second call that went back while one was talked with leaves the seat as it is', () => {
    const { shift, talk } = desk({ itself: true });
    shift.start();
    talk(1);
    const talking = sampleCall({ id: id(1), state: 'active', talkedMilliseconds: 9_000 });
    shift.follow([talking, sampleCall({ id: id(2) })]);
    shift.follow([
      talking,
      sampleCall({ id: id(2), state: 'ended', endReason: 'returned-unanswered', talkedMilliseconds: null }),
    ]);
    expect(shift.state().agent).toMatchObject({ state: 'talking', takesCalls: true });
    shift.orderClosed(id(1));
    shift.follow([sampleCall({ id: id(1), state: 'ended', talkedMilliseconds: null })]);
    expect(shift.state().agent).toMatchObject({ state: 'ready', reason: null });
  });

  it('AS-9 states are recorded with their monotonic length whatever the wall clock does', () => {
    const { pass, shift, states, talk, time } = desk({ itself: true });
    shift.start();
    pass(10_000);
    time.wall -= 3_600_000;
    talk(1);
    const ready = states.find(({ from }) => from.state === 'ready');
    expect(ready).toMatchObject({ milliseconds: 10_000, to: { state: 'ringing' } });
  });

  it('AS-10 nobody is ready at a phone that is not proved, and the list of reasons binds', () => {
    const { proof, shift } = desk({ itself: true });
    proof.proved = false;
    shift.start();
    expect(shift.state().agent).toMatchObject({ state: 'not-ready', reason: 'signed-in' });
    expect(() => shift.handlers.choose({ state: 'ready' })).toThrow(coded('not-proved'));
    expect(() => shift.handlers.choose({ state: 'not-ready', reason: 'unanswered' })).toThrow(
      coded('no-such-reason'),
    );
    shift.handlers.choose({ state: 'not-ready', reason: 'rest' });
    expect(shift.state().agent.reason).toBe('rest');
  });

  it('AS-11 at the end of the program what is under way is recorded as far as it got', () => {
    const { over, pass, shift, states, talk, wrapUps } = desk({ itself: true });
    const sessions: Array<ShiftSession | null> = [];
    shift.onSession((session) => sessions.push(session));
    shift.start();
    talk(1);
    over(1);
    pass(7_000);
    shift.stop();
    expect(wrapUps).toEqual([{ callId: id(1), milliseconds: 7_000, endedBy: 'seat-stopped' }]);
    expect(states.at(-1)).toMatchObject({ from: { state: 'after-call-work' }, to: { state: 'offline' } });
    expect(sessions).toHaveLength(1);
  });
});

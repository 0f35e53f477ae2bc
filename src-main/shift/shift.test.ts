import { describe, expect, it } from 'vitest';
import type { AgentState, Call, NotReadyReason, ShiftSession } from '#shared/domain/index.ts';
import { shiftSettingsSchema } from '#shared/settings/index.ts';
import { sampleCall } from '#test/support/calls.ts';
import { createMemoryLog } from '../log/index.ts';
import { createShift, type ShiftOptions } from './shift.ts';
import type { HubSignIn } from './sign-in.ts';
import { makeVerifier } from './verifier.ts';

const id = (n: number) => `01939d2e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const KEY = Buffer.alloc(32, 7);
const reason = (code: string, choosable = true): NotReadyReason => ({
  code,
  name: { 'zh-CN': code, en: code },
  limitMinutes: null,
  choosable,
});

interface Given {
  readonly settings?: unknown;
  readonly hub?: ShiftOptions['hub'];
  readonly store?: Map<string, string>;
  readonly itself?: boolean;
  readonly operators?: ShiftOptions['operators'];
  readonly wall?: number;
  readonly key?: Buffer;
}

/** A shift with its clock, timers, drafts and proof in the test's hand. */
function desk(given: Given = {}) {
  const time = { monotonic: 0, wall: given.wall ?? Date.UTC(2026, 10, 22, 9) };
  const timers: Array<{ at: number; run: () => void; on: boolean }> = [];
  const states: Array<{ from: AgentState; milliseconds: number; to: AgentState }> = [];
  const wrapUps: Array<{ callId: string; milliseconds: number; endedBy: string }> = [];
  const cutOffs: AgentState[] = [];
  const drafts: Array<{ callId: string | null }> = [];
  const proof = { proved: true };
  const store = given.store ?? new Map<string, string>();
  let ids = 100;
  let settings = shiftSettingsSchema.parse(given.settings ?? {});
  const shift = createShift({
    clock: { wall: () => time.wall, monotonic: () => time.monotonic },
    log: createMemoryLog(),
    schedule: (milliseconds, run) => {
      const timer = { at: time.monotonic + milliseconds, run, on: true };
      timers.push(timer);
      return () => {
        timer.on = false;
      };
    },
    newId: () => {
      ids += 1;
      return id(ids);
    },
    seat: 7,
    seatKey: given.key ?? KEY,
    settings: () => settings,
    reasons: () => [reason('rest'), reason('unanswered', false), reason('signed-in', false)],
    hub: given.hub,
    operators: given.operators ?? [],
    itself: given.itself
      ? { staff: { id: 'seat', name: '练习坐席', role: 'operator' }, practice: true }
      : null,
    store: { get: (key) => store.get(key), set: (key, value) => void store.set(key, value) },
    openDrafts: () => drafts,
    isProved: () => proof.proved,
    requireProof: () => {
      if (!proof.proved) throw Object.assign(new Error('not proved'), { code: 'not-proved' });
    },
    records: {
      state: (from, milliseconds, to) => void states.push({ from, milliseconds, to }),
      wrapUp: (callId, milliseconds, endedBy) => void wrapUps.push({ callId, milliseconds, endedBy }),
      cutOff: (state) => void cutOffs.push(state),
    },
    minutesOfDay: () => 9 * 60,
  });
  /** Lets time pass on both clocks, timers included. */
  const pass = (milliseconds: number) => {
    const until = time.monotonic + milliseconds;
    for (;;) {
      const next = timers.filter(({ at, on }) => on && at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      time.wall += next.at - time.monotonic;
      time.monotonic = next.at;
      next.on = false;
      next.run();
    }
    time.wall += until - time.monotonic;
    time.monotonic = until;
  };
  const talk = (n: number) => {
    const call = {
      id: id(n),
      state: 'active',
      answeredAfterMilliseconds: 4_000,
      talkedMilliseconds: 0,
    } as const;
    drafts.push({ callId: id(n) });
    shift.follow([sampleCall({ ...call, state: 'ringing', talkedMilliseconds: null })]);
    shift.follow([sampleCall(call)]);
  };
  const over = (n: number, change: Partial<Call> = {}) =>
    shift.follow([
      sampleCall({
        id: id(n),
        state: 'ended',
        talkedMilliseconds: 60_000,
        endReason: 'caller-hung-up',
        ...change,
      }),
    ]);
  /** Other rules of the centre, from now on. */
  const set = (rules: unknown) => {
    settings = shiftSettingsSchema.parse(rules);
    shift.settingsChanged();
  };
  return { shift, set, time, pass, states, wrapUps, cutOffs, drafts, proof, store, talk, over };
}

const PASSWORD = 'correct horse';
const li = { id: '1001', name: '李敏', role: 'operator' } as const;
const operators = async (key = KEY) => [{ staff: li, verifier: await makeVerifier(PASSWORD, key) }];
const signIn = (shift: ReturnType<typeof desk>['shift'], password = PASSWORD, pin: string | null = '2468') =>
  shift.handlers.signIn({ operatorId: '1001', password, pin, shift: 'early' });
const coded = (code: string) => expect.objectContaining({ code });

describe('shift', () => {
  it('SH-1 in practice nobody is asked, and the seat is ready', () => {
    const { shift } = desk({ itself: true });
    shift.start();
    expect(shift.state()).toMatchObject({
      session: { verifiedBy: 'practice', shift: 'early' },
      agent: { state: 'ready', takesCalls: true },
      unlockBy: 'none',
    });
  });

  it('SH-3 the seat takes no calls before somebody has signed in and said ready', async () => {
    const { shift } = desk({ operators: await operators() });
    shift.start();
    expect(shift.state().session).toBeNull();
    expect(shift.takesCalls()).toBe(false);
    await signIn(shift);
    expect(shift.state().agent).toMatchObject({ state: 'not-ready', reason: 'signed-in' });
    shift.handlers.choose({ state: 'ready' });
    expect(shift.takesCalls()).toBe(true);
    expect(shift.by()).toMatchObject({ operatorId: '1001', operatorName: '李敏', shift: 'early' });
  });

  it('SH-4 a wrong password is refused, the fifth makes everybody wait half a minute', async () => {
    const { shift, pass } = desk({ operators: await operators() });
    shift.start();
    for (let n = 0; n < 5; n += 1)
      await expect(signIn(shift, 'wrong')).rejects.toThrow(coded('sign-in-refused'));
    await expect(signIn(shift)).rejects.toThrow(coded('sign-in-paused'));
    pass(30_001);
    await signIn(shift);
    expect(shift.current()?.operator.id).toBe('1001');
  });

  it('SH-5 who signed in at the hub before is let in while it is away, with a verifier that serves here only', async () => {
    const store = new Map<string, string>();
    let answer: HubSignIn = {
      kind: 'accepted',
      staff: li,
      offline: { salt: Buffer.alloc(16, 1).toString('base64'), validUntil: Date.UTC(2027, 0, 1) },
    };
    const hub = () => Promise.resolve(answer);
    const first = desk({ hub, store });
    await signIn(first.shift);
    expect(first.shift.current()?.verifiedBy).toBe('hub');
    first.shift.handlers.signOut({ note: '', handOverDrafts: false });
    answer = { kind: 'unreachable' };
    await signIn(first.shift);
    expect(first.shift.current()?.verifiedBy).toBe('seat');
    first.shift.handlers.signOut({ note: '', handOverDrafts: false });
    await expect(signIn(first.shift, 'wrong')).rejects.toThrow(coded('sign-in-refused'));
    await expect(
      first.shift.handlers.signIn({ operatorId: '1002', password: PASSWORD, pin: null, shift: 'early' }),
    ).rejects.toThrow(coded('sign-in-unknown-here'));
    expect([...store.values()].join()).not.toContain(PASSWORD);
    // Copied to a seat with another key it is worth nothing.
    const elsewhere = desk({ hub, store, key: Buffer.alloc(32, 8) });
    await expect(signIn(elsewhere.shift)).rejects.toThrow(coded('sign-in-refused'));
  });

  it('SH-5 whom the hub refuses is not let in behind its back, now or later', async () => {
    let answer: HubSignIn = {
      kind: 'accepted',
      staff: li,
      offline: { salt: Buffer.alloc(16, 1).toString('base64'), validUntil: Date.UTC(2027, 0, 1) },
    };
    const { shift } = desk({ hub: () => Promise.resolve(answer) });
    await signIn(shift);
    shift.handlers.signOut({ note: '', handOverDrafts: false });
    answer = { kind: 'refused' };
    await expect(signIn(shift)).rejects.toThrow(coded('sign-in-refused'));
    answer = { kind: 'unreachable' };
    await expect(signIn(shift)).rejects.toThrow(coded('sign-in-unknown-here'));
  });

  it('SH-6 the code unlocks; five wrong ones leave only the password', async () => {
    const { shift } = desk({ operators: await operators() });
    await signIn(shift);
    shift.handlers.lock(null);
    expect(shift.isOpen()).toBe(false);
    await shift.handlers.unlock({ secret: '2468' });
    expect(shift.isOpen()).toBe(true);
    shift.handlers.lock(null);
    for (let n = 0; n < 4; n += 1) {
      await expect(shift.handlers.unlock({ secret: '0000' })).rejects.toThrow(coded('unlock-refused'));
    }
    await expect(shift.handlers.unlock({ secret: '0000' })).rejects.toThrow(coded('unlock-by-password'));
    await expect(shift.handlers.unlock({ secret: '2468' })).rejects.toThrow(coded('unlock-refused'));
    await shift.handlers.unlock({ secret: PASSWORD });
    expect(shift.isOpen()).toBe(true);
  });

  it('SH-7 the seat locks when nobody touches it, not while a call is on, and goes on taking calls', async () => {
    const { shift, pass, talk } = desk({ operators: await operators(), settings: { idleLockMinutes: 5 } });
    await signIn(shift);
    shift.handlers.choose({ state: 'ready' });
    pass(4 * 60_000);
    shift.handlers.touched(null);
    pass(4 * 60_000);
    expect(shift.state().locked).toBe(false);
    pass(2 * 60_000);
    expect(shift.state().locked).toBe(true);
    expect(shift.takesCalls()).toBe(true);
    await shift.handlers.unlock({ secret: '2468' });
    talk(1);
    pass(20 * 60_000);
    expect(shift.state().locked).toBe(false);
  });

  it('PV-9 minutes until the lock change while somebody works; after-call work that runs ends as it began', async () => {
    const { shift, over, pass, set, talk, wrapUps } = desk({
      operators: await operators(),
      settings: { idleLockMinutes: null, afterCallWork: { seconds: 60 } },
    });
    await signIn(shift);
    shift.handlers.choose({ state: 'ready' });
    talk(1);
    over(1);
    set({ idleLockMinutes: 5, afterCallWork: { seconds: 10 } });
    pass(30_000);
    expect(shift.state().agent.wrapUp).toMatchObject({ limitMilliseconds: 60_000 });
    pass(31_000);
    expect(wrapUps).toEqual([{ callId: id(1), milliseconds: 60_000, endedBy: 'time' }]);
    talk(2);
    over(2);
    pass(10_000);
    expect(wrapUps.at(-1)).toMatchObject({ callId: id(2), milliseconds: 10_000 });
    expect(shift.state()).toMatchObject({ locked: false, idleLockMinutes: 5 });
    pass(6 * 60_000);
    expect(shift.state().locked).toBe(true);
  });

  it('SH-8 nobody signs out of a call, nor past open drafts unless they are handed over with a note', async () => {
    const { shift, drafts, over, talk } = desk({ operators: await operators() });
    await signIn(shift);
    shift.handlers.choose({ state: 'ready' });
    talk(1);
    const out = (handOverDrafts: boolean) => shift.handlers.signOut({ note: '钥匙在抽屉里', handOverDrafts });
    expect(() => out(true)).toThrow(coded('call-live'));
    over(1);
    expect(() => out(false)).toThrow(coded('drafts-open'));
    expect(drafts).toHaveLength(1);
    out(true);
    expect(shift.state().session).toBeNull();
    await signIn(shift);
    const [note] = shift.state().notes;
    expect(note).toMatchObject({ text: '钥匙在抽屉里', from: '李敏', drafts: 1, read: null });
    shift.handlers.noteRead({ noteId: note?.id ?? '' });
    expect(shift.state().notes[0]?.read).toMatchObject({ by: '李敏' });
  });

  it('SH-10 a restart goes on with the person, locked when it took long, and says what was cut off', async () => {
    const store = new Map<string, string>();
    const list = await operators();
    const first = desk({ operators: list, store });
    first.shift.start();
    await signIn(first.shift);
    first.shift.handlers.choose({ state: 'ready' });
    const { wall } = first.time;
    const soon = desk({ operators: list, store: new Map(store), wall: wall + 60_000 });
    soon.shift.start();
    expect(soon.shift.state()).toMatchObject({
      session: { operator: li },
      locked: false,
      agent: { state: 'ready' },
    });
    expect(soon.cutOffs).toEqual([{ state: 'ready', reason: null }]);
    const later = desk({ operators: list, store: new Map(store), wall: wall + 600_000 });
    later.shift.start();
    expect(later.shift.state().locked).toBe(true);
    const nextDay = desk({ operators: list, store: new Map(store), wall: wall + 20 * 3_600_000 });
    nextDay.shift.start();
    expect(nextDay.shift.state().session).toBeNull();
    const unasked = desk({ itself: true, store: new Map(store), wall: wall + 1_000 });
    unasked.shift.start();
    expect(unasked.shift.current()?.verifiedBy).toBe('practice');
  });

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

import { expect } from 'vitest';
import type { AgentState, Call, NotReadyReason } from '#shared/domain/index.ts';
import { shiftSettingsSchema } from '#shared/settings/index.ts';
import { sampleCall } from '#test/support/calls.ts';
import { createMemoryLog } from '../../log/index.ts';
import { createShift, type ShiftOptions } from '../shift.ts';
import { makeVerifier } from '../verifier.ts';

export const id = (n: number) => `01939d2e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const KEY = Buffer.alloc(32, 7);
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
export function desk(given: Given = {}) {
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

export const PASSWORD = 'correct horse';
export const li = { id: '1001', name: '李敏', role: 'operator' } as const;
export const operators = async (key = KEY) => [{ staff: li, verifier: await makeVerifier(PASSWORD, key) }];
export const signIn = (
  shift: ReturnType<typeof desk>['shift'],
  password = PASSWORD,
  pin: string | null = '2468',
) => shift.handlers.signIn({ operatorId: '1001', password, pin, shift: 'early' });
export const coded = (code: string) => expect.objectContaining({ code });

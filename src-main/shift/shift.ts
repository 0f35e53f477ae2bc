import type { AreaHandlers, ShiftState, shiftArea } from '#shared/contract/index.ts';
import {
  type AgentState,
  type Call,
  type Clock,
  CodedError,
  codeOf,
  type NotReadyReason,
  type RecordedBy,
  type RestingState,
  type ShiftSession,
  SIGNED_IN_REASON,
  type Staff,
  shiftAt,
  type WrapUpEnd,
} from '#shared/domain/index.ts';
import type { ShiftSettings } from '#shared/settings/index.ts';
import type { Log } from '../log/index.ts';
import { createAgent } from './agent.ts';
import { createLock, type LockSecrets } from './lock.ts';
import { createNotes } from './notes.ts';
import { createSavedSession, type SavedSession } from './saved-session.ts';
import { createSignIn, type HubSignIn } from './sign-in.ts';
import { makeVerifier, type Verifier } from './verifier.ts';

export interface ShiftOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly seat: number;
  /** 32 bytes; verifiers are bound to them. */
  readonly seatKey: Buffer;
  /** The centre's rules as they are now. */
  readonly settings: () => ShiftSettings;
  readonly reasons: () => readonly NotReadyReason[];
  /** Asks the hub who it is; undefined where the seat works by its own list. */
  readonly hub: ((id: string, password: string) => Promise<HubSignIn>) | undefined;
  readonly operators: ReadonlyArray<{ readonly staff: Staff; readonly verifier: Verifier }>;
  /** Where nobody is asked: who sits here, and whether it is practice. Null: a sign-in is asked for. */
  readonly itself: { readonly staff: Staff; readonly practice: boolean } | null;
  /** Small values by key, encrypted and durable. */
  readonly store: { get(key: string): string | undefined; set(key: string, value: string): void };
  /** Drafts that are open; `callId` is null where one was begun by hand. */
  readonly openDrafts: () => ReadonlyArray<{ readonly callId: string | null }>;
  /** Whether the phone was proved to work and was said to be ready. */
  readonly isProved: () => boolean;
  /** @throws CodedError `not-proved` where the phone is not proved to work (docs/spec/readiness.md) */
  readonly requireProof: () => void;
  readonly records: {
    state(from: AgentState, milliseconds: number, to: AgentState): void;
    wrapUp(callId: string, milliseconds: number, endedBy: WrapUpEnd): void;
    cutOff(state: AgentState, by: RecordedBy): void;
  };
  /** Minutes since local midnight of an epoch time. */
  readonly minutesOfDay: (epochMilliseconds: number) => number;
}

/** Who works at the seat, and what the seat does (docs/spec/shift.md, docs/spec/agent-state.md). */
export interface Shift {
  readonly handlers: AreaHandlers<typeof shiftArea>;
  state(): ShiftState;
  onChanged(listener: (state: ShiftState) => void): void;
  /** Another person sits here now, or nobody. */
  onSession(listener: (session: ShiftSession | null) => void): void;
  /** Who is signed in at this moment. */
  current(): ShiftSession | null;
  /** The same, as records keep it. */
  by(): RecordedBy;
  /** Whether a call that comes now is let ring: the one place that decides it. */
  takesCalls(): boolean;
  /** Whether the screen may show and do what belongs to the person's work. */
  isOpen(): boolean;
  /** The phone's calls have changed. */
  follow(calls: readonly Call[]): void;
  /** The list of reasons for being not ready has changed. */
  reasonsChanged(): void;
  /** The centre's rules have changed. After-call work that is under way ends by those that it began with. */
  settingsChanged(): void;
  /** The order of a call was submitted or discarded. */
  orderClosed(callId: string): void;
  /** Takes up what an earlier run left, or signs in by itself where nobody is asked. */
  start(): void;
  stop(): void;
}

const REMEMBERED_KEY = 'shift.remembered';
const NOTES_KEY = 'shift.notes';
/** A session is not taken up after longer than this: whoever comes then is another shift. */
const LONGEST_SESSION_MILLISECONDS = 16 * 3_600_000;
/** How often it is noted that the seat is alive, ms. */
const ALIVE_MILLISECONDS = 30_000;
/** A program that is back within this was only restarted, and its person still sits there. */
const RESTART_MILLISECONDS = 120_000;

export function createShift(options: ShiftOptions): Shift {
  const { clock, log, settings, store } = options;
  const changedListeners: Array<(state: ShiftState) => void> = [];
  const sessionListeners: Array<(session: ShiftSession | null) => void> = [];
  let session: ShiftSession | null = null;
  let secrets: LockSecrets = { password: null, pin: null };
  let cancelAlive: () => void = () => undefined;
  let stopped = false;

  /** Disk trouble must not keep anybody from working; the cache reports its own faults. */
  const onDisk = (what: string, write: () => void) => {
    try {
      write();
    } catch (error) {
      log.error(what, { code: codeOf(error) });
    }
  };
  const savedSession = createSavedSession(store, log);
  const notes = createNotes({
    load: () => store.get(NOTES_KEY),
    save: (text) => store.set(NOTES_KEY, text),
  });
  const signIn = createSignIn({
    seatKey: options.seatKey,
    clock,
    log,
    hub: options.hub,
    operators: options.operators,
    offlineDays: () => settings().offlineDays,
    load: () => store.get(REMEMBERED_KEY),
    save: (text) => store.set(REMEMBERED_KEY, text),
  });
  const agent = createAgent({
    clock,
    schedule: options.schedule,
    settings: () => settings().afterCallWork,
    isOrderOpen: (callId) => options.openDrafts().some((draft) => draft.callId === callId),
    onState: (from, milliseconds, to) => {
      onDisk('state-not-recorded', () => options.records.state(from, milliseconds, to));
      keepSession(false);
    },
    onWrapUp: (callId, milliseconds, endedBy) =>
      onDisk('wrap-up-not-recorded', () => options.records.wrapUp(callId, milliseconds, endedBy)),
    onChanged: () => changed(),
  });
  const lock = createLock({
    clock,
    schedule: options.schedule,
    seatKey: options.seatKey,
    idleMinutes: () => settings().idleLockMinutes,
    isBusy: agent.isEngaged,
    onChanged: () => {
      keepSession(false);
      changed();
    },
  });

  const by = (): RecordedBy =>
    session && {
      operatorId: session.operator.id,
      operatorName: session.operator.name,
      shift: session.shift,
      sessionId: session.id,
    };
  const state = (): ShiftState => stateWith(agent.view());
  const stateWith = (view: ReturnType<typeof agent.view>): ShiftState => ({
    session,
    locked: lock.isLocked(),
    unlockBy: lock.unlockBy(),
    agent: { ...view, takesCalls: view.takesCalls && options.isProved() },
    reasons: [...options.reasons()],
    shifts: [...settings().times],
    currentShift: shiftAt(options.minutesOfDay(clock.wall()), settings().times),
    known: signIn.known().slice(0, 50),
    signInAt: options.itself ? 'nobody-asks' : options.hub ? 'hub' : 'seat',
    notes: session ? notes.list() : [],
    idleLockMinutes: settings().idleLockMinutes,
  });
  const changed = () => {
    if (stopped || changedListeners.length === 0) return;
    const now = state();
    for (const listener of changedListeners) listener(now);
  };
  const keepSession = (ended: boolean) => {
    const resting = agent.resting();
    if (!session || !resting) return onDisk('session-not-saved', savedSession.clear);
    const view = agent.view();
    const saved: SavedSession = {
      session,
      resting,
      state: { state: view.state, reason: view.reason },
      enteredAt: view.enteredAt,
      locked: lock.isLocked(),
      ...secrets,
      aliveAt: clock.wall(),
      ended,
    };
    onDisk('session-not-saved', () => savedSession.write(saved));
  };
  const keepAlive = () => {
    cancelAlive = options.schedule(ALIVE_MILLISECONDS, () => {
      if (session) keepSession(false);
      keepAlive();
    });
  };

  const enter = (
    next: ShiftSession,
    resting: RestingState,
    given: LockSecrets,
    locked: boolean,
    since?: number,
  ) => {
    session = next;
    secrets = given;
    lock.renew(given, locked);
    agent.signedIn(resting, since);
    for (const listener of sessionListeners) listener(session);
    log.info('signed-in', { verifiedBy: next.verifiedBy, shift: next.shift });
    changed();
  };
  const begin = (operator: Staff, verifiedBy: ShiftSession['verifiedBy'], shift?: ShiftSession['shift']) => ({
    id: options.newId(),
    operator,
    seat: options.seat,
    shift: shift ?? shiftAt(options.minutesOfDay(clock.wall()), settings().times),
    startedAt: clock.wall(),
    verifiedBy,
  });
  /** Nobody is ready at a phone that is not proved to work (docs/spec/readiness.md). */
  const asProved = (resting: RestingState): RestingState =>
    resting.state === 'not-ready' || options.isProved()
      ? resting
      : { state: 'not-ready', reason: SIGNED_IN_REASON };
  const signInBySelf = (shift?: ShiftSession['shift']) => {
    if (!options.itself) return;
    const { practice, staff } = options.itself;
    const resting = asProved({ state: 'ready' });
    enter(begin(staff, practice ? 'practice' : 'seat', shift), resting, { password: null, pin: null }, false);
  };

  const takeUp = (): boolean => {
    const saved = savedSession.read();
    if (!saved) return false;
    const age = clock.wall() - saved.session.startedAt;
    const isOfUs = saved.session.seat === options.seat && age >= 0 && age < LONGEST_SESSION_MILLISECONDS;
    // Settings that ask for a sign-in now do not go on with somebody who was never asked.
    const wasAsked = saved.password !== null;
    const goesOn = isOfUs && wasAsked === (options.itself === null);
    if (!saved.ended) {
      const was = saved.session;
      const lastBy = {
        operatorId: was.operator.id,
        operatorName: was.operator.name,
        shift: was.shift,
        sessionId: was.id,
      };
      onDisk('cut-off-not-recorded', () => options.records.cutOff(saved.state, lastBy));
    }
    if (!goesOn) return false;
    const away = clock.wall() - saved.aliveAt;
    const locked = saved.password !== null && (saved.locked || away < 0 || away > RESTART_MILLISECONDS);
    const { password, pin } = saved;
    const resting = asProved(saved.resting);
    // «来电未接» since eight o'clock is that after a restart too.
    const { state, reason } = saved.state;
    const goesOnAs = resting.state === state && (resting.state !== 'not-ready' || resting.reason === reason);
    enter(saved.session, resting, { password, pin }, locked, goesOnAs ? saved.enteredAt : undefined);
    return true;
  };

  const requireSession = (): ShiftSession => {
    if (!session) throw new CodedError('not-signed-in', 'Nobody is signed in at this seat.');
    return session;
  };

  const handlers: Shift['handlers'] = {
    snapshot: state,
    signIn: async ({ operatorId, password, pin, shift }) => {
      if (session) throw new CodedError('wrong-state', 'Somebody is signed in already.');
      if (options.itself) {
        signInBySelf(shift);
        return null;
      }
      const found = await signIn.verify(operatorId, password);
      if (session) throw new CodedError('wrong-state', 'Somebody is signed in already.');
      const pinVerifier = pin === null ? null : await makeVerifier(pin, options.seatKey);
      enter(
        begin(found.staff, found.verifiedBy, shift),
        { state: 'not-ready', reason: SIGNED_IN_REASON },
        { password: found.verifier, pin: pinVerifier },
        false,
      );
      return null;
    },
    signOut: ({ note, handOverDrafts }) => {
      const leaving = requireSession();
      if (agent.isEngaged()) throw new CodedError('call-live', 'A call is on.');
      const drafts = options.openDrafts().length;
      if (drafts > 0 && !handOverDrafts) throw new CodedError('drafts-open', 'Drafts are open.');
      if (note !== '' || drafts > 0) {
        notes.add({
          id: options.newId(),
          text: note,
          from: leaving.operator.name,
          shift: leaving.shift,
          writtenAt: clock.wall(),
          drafts,
          read: null,
        });
      }
      agent.signedOut();
      session = null;
      lock.renew(null, false);
      keepSession(true);
      for (const listener of sessionListeners) listener(null);
      log.info('signed-out');
      changed();
      return null;
    },
    lock: () => {
      requireSession();
      lock.lock();
      return null;
    },
    unlock: async ({ secret }) => {
      await lock.unlock(secret);
      return null;
    },
    touched: () => {
      lock.touched();
      return null;
    },
    choose: (resting) => {
      requireSession();
      if (resting.state === 'not-ready') {
        const { reason } = resting;
        if (!options.reasons().some(({ choosable, code }) => choosable && code === reason)) {
          throw new CodedError('no-such-reason', 'There is no such reason.');
        }
      } else options.requireProof();
      agent.choose(resting);
      keepSession(false);
      return null;
    },
    clearNext: () => {
      agent.clearNext();
      return null;
    },
    endWrapUp: ({ callId }) => {
      agent.endWrapUp(callId, 'key');
      return null;
    },
    extendWrapUp: ({ callId }) => {
      agent.extendWrapUp(callId);
      return null;
    },
    noteRead: ({ noteId }) => {
      notes.read(noteId, requireSession().operator.name, clock.wall());
      changed();
      return null;
    },
  };

  return {
    handlers,
    state,
    onChanged: (listener) => void changedListeners.push(listener),
    onSession: (listener) => void sessionListeners.push(listener),
    current: () => session,
    by,
    takesCalls: () => agent.takesCalls() && options.isProved(),
    isOpen: () => session !== null && !lock.isLocked(),
    follow: agent.follow,
    reasonsChanged: () => changed(),
    settingsChanged: () => {
      lock.settingsChanged();
      changed();
    },
    orderClosed: (callId) => {
      if (settings().afterCallWork.endsWithOrder) agent.endWrapUp(callId, 'key');
    },
    start: () => {
      if (!takeUp()) signInBySelf();
      keepAlive();
    },
    stop: () => {
      cancelAlive();
      lock.stop();
      keepSession(true);
      stopped = true;
      agent.stop();
    },
  };
}

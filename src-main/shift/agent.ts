import type { Agent } from '#shared/contract/index.ts';
import {
  type AgentEvent,
  type AgentMachine,
  type AgentState,
  agentAfter,
  agentStateOf,
  type Call,
  type Clock,
  OFFLINE_AGENT,
  type RestingState,
  takesCalls,
  type WrapUpEnd,
} from '#shared/domain/index.ts';
import type { ShiftSettings } from '#shared/settings/index.ts';

export interface AgentOptions {
  readonly clock: Clock;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** As they are now. */
  readonly settings: () => ShiftSettings['afterCallWork'];
  /** Whether the call's order is still to be written. */
  readonly isOrderOpen: (callId: string) => boolean;
  /** A state was left for another after so many monotonic ms. */
  readonly onState: (from: AgentState, milliseconds: number, to: AgentState) => void;
  readonly onWrapUp: (callId: string, milliseconds: number, endedBy: WrapUpEnd) => void;
  /** Something that is shown has changed. */
  readonly onChanged: () => void;
}

/** The machine of domain/agent-state.ts, driven by the calls, the person and the clock. */
export interface AgentControl {
  view(): Agent;
  resting(): RestingState | null;
  takesCalls(): boolean;
  isEngaged(): boolean;
  /** The calls as the phone has them now; whatever happened to them since the last look is derived. */
  follow(calls: readonly Call[]): void;
  /** @param since when the person entered that state, epoch ms, where a run of the program before this one saw it begin */
  signedIn(resting: RestingState, since?: number): void;
  /** Answers whether it was done; not while a call is on. */
  signedOut(): boolean;
  choose(resting: RestingState): void;
  clearNext(): void;
  endWrapUp(callId: string, by: WrapUpEnd): void;
  extendWrapUp(callId: string): void;
  /** The program ends: what is under way is recorded as far as it got. */
  stop(): void;
}

interface WrapUp {
  readonly callId: string;
  /** Monotonic ms. */
  readonly since: number;
  readonly extended: number;
  /** What it began with: a rule that changes meanwhile cuts nobody off. */
  readonly rules: ShiftSettings['afterCallWork'];
}

export function createAgent(options: AgentOptions): AgentControl {
  const { clock, settings } = options;
  let machine: AgentMachine = OFFLINE_AGENT;
  let entered = { monotonic: clock.monotonic(), wall: clock.wall() };
  /** How long the state had lasted before this run, ms. Records count each run by itself; a person sees the whole. */
  let earlier = 0;
  let wrapUp: WrapUp | undefined;
  let cancelTimer: () => void = () => undefined;

  const limitOf = ({ extended, rules }: WrapUp): number | null =>
    rules.seconds === null ? null : (rules.seconds + extended * rules.extensionSeconds) * 1000;

  const startTimer = () => {
    cancelTimer();
    const limit = wrapUp && limitOf(wrapUp);
    if (!wrapUp || limit === null || limit === undefined) return;
    const { callId, since } = wrapUp;
    const left = Math.max(0, since + limit - clock.monotonic());
    cancelTimer = options.schedule(left, () => endWrapUp(callId, 'time'));
  };

  /** Moves on and tells what changed; `endedBy` says how a wrap-up that is over by this has ended. */
  const step = (event: AgentEvent, endedBy: WrapUpEnd) => {
    const before = agentStateOf(machine);
    const after = agentAfter(machine, event);
    if (after === machine) return;
    machine = after;
    const now = clock.monotonic();
    if (wrapUp && machine.wrapUp !== wrapUp.callId) {
      const { callId, since } = wrapUp;
      wrapUp = undefined;
      cancelTimer();
      options.onWrapUp(callId, now - since, endedBy);
    }
    if (machine.wrapUp !== null && !wrapUp) {
      wrapUp = { callId: machine.wrapUp, since: now, extended: 0, rules: settings() };
      startTimer();
    }
    const state = agentStateOf(machine);
    if (state.state !== before.state || state.reason !== before.reason) {
      const lasted = now - entered.monotonic;
      entered = { monotonic: now, wall: clock.wall() };
      earlier = 0;
      options.onState(before, lasted, state);
    }
    options.onChanged();
  };

  const endWrapUp = (callId: string, by: WrapUpEnd) => {
    if (machine.wrapUp === callId) step({ kind: 'wrap-up-ended' }, by);
  };

  const follow = (calls: readonly Call[]) => {
    for (const call of calls) {
      const { id } = call;
      if (call.state === 'ringing' || call.state === 'answering') {
        if (!machine.ringing.includes(id)) step({ kind: 'call-rings', callId: id }, 'next-call');
      } else if (call.state === 'active' || call.state === 'dialling') {
        if (!machine.talking.includes(id)) step({ kind: 'call-taken', callId: id }, 'next-call');
      }
    }
    const live = new Set(calls.filter(({ state }) => state !== 'ended').map(({ id }) => id));
    for (const id of [...machine.ringing, ...machine.talking]) {
      if (live.has(id)) continue;
      const call = calls.find((one) => one.id === id);
      const isUnanswered =
        call?.direction === 'inbound' &&
        (call.endReason === 'returned-unanswered' || call.endReason === 'no-answer');
      if (isUnanswered && machine.ringing.includes(id)) {
        step({ kind: 'call-unanswered', callId: id }, 'next-call');
      } else {
        step({ kind: 'call-ended', callId: id, wrapUp: isWrittenUp(call) }, 'next-call');
      }
    }
  };

  /** Who was spoken with is written up; who was only asked about somebody else's call is not. */
  const isWrittenUp = (call: Call | undefined): boolean =>
    settings().seconds !== 0 &&
    call !== undefined &&
    // Whoever has submitted while talking has nothing left to write.
    (!settings().endsWithOrder || options.isOrderOpen(call.id)) &&
    call.talkedMilliseconds !== null &&
    call.consultsFor === null;

  return {
    view: () => {
      const now = clock.monotonic();
      return {
        ...agentStateOf(machine),
        enteredAt: entered.wall - earlier,
        elapsedMilliseconds: now - entered.monotonic + earlier,
        next: machine.next,
        wrapUp: wrapUp
          ? {
              callId: wrapUp.callId,
              elapsedMilliseconds: now - wrapUp.since,
              limitMilliseconds: limitOf(wrapUp),
              extensionsLeft: wrapUp.rules.extensions - wrapUp.extended,
            }
          : null,
        takesCalls: takesCalls(machine),
      };
    },
    resting: () => machine.resting,
    takesCalls: () => takesCalls(machine),
    isEngaged: () => machine.ringing.length > 0 || machine.talking.length > 0,
    follow,
    signedIn: (resting, since) => {
      step({ kind: 'signed-in', resting }, 'choice');
      if (since === undefined || agentStateOf(machine).state !== resting.state) return;
      earlier = Math.max(0, entered.wall - since);
      options.onChanged();
    },
    signedOut: () => {
      step({ kind: 'signed-out' }, 'signed-out');
      return machine.resting === null;
    },
    choose: (resting) => step({ kind: 'chosen', resting }, 'choice'),
    clearNext: () => step({ kind: 'queue-cleared' }, 'choice'),
    endWrapUp,
    extendWrapUp: (callId) => {
      if (wrapUp?.callId !== callId || wrapUp.extended >= wrapUp.rules.extensions) return;
      wrapUp = { ...wrapUp, extended: wrapUp.extended + 1 };
      startTimer();
      options.onChanged();
    },
    stop: () => {
      cancelTimer();
      const now = clock.monotonic();
      if (wrapUp) options.onWrapUp(wrapUp.callId, now - wrapUp.since, 'seat-stopped');
      const state = agentStateOf(machine);
      if (state.state !== 'offline') {
        options.onState(state, now - entered.monotonic, { state: 'offline', reason: null });
      }
      wrapUp = undefined;
      machine = OFFLINE_AGENT;
    },
  };
}

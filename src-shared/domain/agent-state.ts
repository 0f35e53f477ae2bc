import { z } from 'zod';

/**
 * What the seat does, as supervisor, exchange and hub are told it. A list that call centres share (DOMAIN.md
 * section 1, «班次» and the CTI states), reduced to what differs for somebody who acts on it.
 */
export const agentStateNameSchema = z.enum([
  'offline',
  'ready',
  'ringing',
  'talking',
  'after-call-work',
  'not-ready',
  'official-shift',
]);
export type AgentStateName = z.infer<typeof agentStateNameSchema>;

/** Code of a reason for being not ready; the list is data (assets/codes/not-ready-reasons.json, or the hub's). */
export const notReadyCodeSchema = z.string().regex(/^[a-z][a-z-]{0,31}$/);

/** Why a seat can be not ready, as it is offered and shown. */
export const notReadyReasonSchema = z.object({
  code: notReadyCodeSchema,
  name: z.object({ 'zh-CN': z.string().min(1).max(32), en: z.string().min(1).max(64) }),
  /** After so many minutes the screen says that it is long; null: never. */
  limitMinutes: z.number().positive().max(1_440).nullable(),
  /** Whether a person may choose it; the others are the program's own («未接来电»). */
  choosable: z.boolean(),
});
export type NotReadyReason = z.infer<typeof notReadyReasonSchema>;

/** Reasons that the program sets by itself; the list must hold them. */
export const UNANSWERED_REASON = 'unanswered';
export const SIGNED_IN_REASON = 'signed-in';

/** Where the seat rests between calls. */
export const restingStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready') }),
  /** Ready, but the calls are an official's and are counted apart. */
  z.object({ state: z.literal('official-shift') }),
  z.object({ state: z.literal('not-ready'), reason: notReadyCodeSchema }),
]);
export type RestingState = z.infer<typeof restingStateSchema>;

/** What is seen of the machine. `reason` is null but for `not-ready`. */
export interface AgentState {
  readonly state: AgentStateName;
  readonly reason: string | null;
}

/**
 * The agent state machine (docs/spec/agent-state.md). Calls and resting state are held apart and the state is
 * derived from them, so that no order of events can leave one of them behind.
 *
 * ```
 *                  sign in                     choose
 *   offline ─────────────────▶ resting: ready ◀──────▶ official-shift ◀──────▶ not-ready(reason)
 *      ▲                        │  ▲                                               ▲
 *      └── sign out (no call) ──┘  │ ends, nothing to wrap up                      │ unanswered (RONA)
 *                               │  ├──────────────────────┐                        │
 *                    call rings ▼  │ ends unanswered      │                        │
 *                            ringing ─────────────────────┼────────────────────────┘
 *                               │ answered                │
 *                               ▼                         │
 *                            talking ◀── dials            │   choose while ringing or talking: queued as `next`
 *                               │ last call ends          │
 *                               ▼                         │
 *                        after-call-work ─────────────────┘
 *                           key, time, or choose: resting becomes `next`, or what was chosen
 * ```
 */
export interface AgentMachine {
  /** Null while nobody is signed in. */
  readonly resting: RestingState | null;
  /** Where to rest after the call and its wrap-up; null: where it rested before. */
  readonly next: RestingState | null;
  /** Ids of calls that ring. */
  readonly ringing: readonly string[];
  /** Ids of calls that are answered, being answered, or dialled. */
  readonly talking: readonly string[];
  /** The call whose wrap-up is under way. */
  readonly wrapUp: string | null;
}

export const OFFLINE_AGENT: AgentMachine = {
  resting: null,
  next: null,
  ringing: [],
  talking: [],
  wrapUp: null,
};

export type AgentEvent =
  | { readonly kind: 'signed-in'; readonly resting: RestingState }
  | { readonly kind: 'signed-out' }
  /** The person chooses where to rest: at once, or after the call. */
  | { readonly kind: 'chosen'; readonly resting: RestingState }
  /** Takes back what was queued. */
  | { readonly kind: 'queue-cleared' }
  | { readonly kind: 'call-rings'; readonly callId: string }
  /** Answered, or dialled by the operator. */
  | { readonly kind: 'call-taken'; readonly callId: string }
  /** `wrapUp`: whether there is something to write up after it. */
  | { readonly kind: 'call-ended'; readonly callId: string; readonly wrapUp: boolean }
  /** The call rang too long and went back to the queue. */
  | { readonly kind: 'call-unanswered'; readonly callId: string }
  | { readonly kind: 'wrap-up-ended' };

/** The state that is seen (rule AS-2). */
export function agentStateOf(machine: AgentMachine): AgentState {
  const { resting, ringing, talking, wrapUp } = machine;
  if (resting === null) return { state: 'offline', reason: null };
  if (talking.length > 0) return { state: 'talking', reason: null };
  if (ringing.length > 0) return { state: 'ringing', reason: null };
  if (wrapUp !== null) return { state: 'after-call-work', reason: null };
  return { state: resting.state, reason: resting.state === 'not-ready' ? resting.reason : null };
}

/** Whether the seat takes a new call; the one place that decides it (rule AS-3). */
export function takesCalls({ resting, next, wrapUp }: AgentMachine): boolean {
  if (resting === null || resting.state === 'not-ready') return false;
  return wrapUp === null && next?.state !== 'not-ready';
}

/** The machine after an event. An event that does not fit changes nothing and is no error. */
export function agentAfter(machine: AgentMachine, event: AgentEvent): AgentMachine {
  const isEngaged = machine.ringing.length > 0 || machine.talking.length > 0;
  switch (event.kind) {
    case 'signed-in':
      return machine.resting === null ? { ...machine, resting: event.resting, next: null } : machine;
    case 'signed-out':
      return isEngaged ? machine : OFFLINE_AGENT;
    case 'chosen':
      if (machine.resting === null) return machine;
      if (isEngaged) return { ...machine, next: event.resting };
      return { ...machine, resting: event.resting, next: null, wrapUp: null };
    case 'queue-cleared':
      return { ...machine, next: null };
    case 'call-rings':
      if (machine.talking.includes(event.callId)) return machine;
      return { ...machine, ringing: [...without(machine.ringing, event.callId), event.callId] };
    case 'call-taken':
      return {
        ...machine,
        ringing: without(machine.ringing, event.callId),
        talking: [...without(machine.talking, event.callId), event.callId],
        wrapUp: null,
      };
    case 'call-ended':
      return ended(machine, event.callId, event.wrapUp);
    case 'call-unanswered': {
      if (!machine.ringing.includes(event.callId)) return machine;
      // Whoever speaks with one citizen has not left the seat because another one was not answered.
      if (machine.talking.length > 0 || machine.resting === null) return ended(machine, event.callId, false);
      const ringing = without(machine.ringing, event.callId);
      return { ...machine, ringing, next: null, resting: { state: 'not-ready', reason: UNANSWERED_REASON } };
    }
    case 'wrap-up-ended':
      return machine.wrapUp === null ? machine : settled({ ...machine, wrapUp: null });
  }
}

function ended(machine: AgentMachine, callId: string, wrapUp: boolean): AgentMachine {
  const wasTalking = machine.talking.includes(callId);
  if (!wasTalking && !machine.ringing.includes(callId)) return machine;
  const left = {
    ...machine,
    ringing: without(machine.ringing, callId),
    talking: without(machine.talking, callId),
  };
  if (wasTalking && wrapUp && left.talking.length === 0) return { ...left, wrapUp: callId };
  return settled(left);
}

/** What was queued takes effect once neither a call nor its wrap-up is left. */
function settled(machine: AgentMachine): AgentMachine {
  const isOver = machine.ringing.length === 0 && machine.talking.length === 0 && machine.wrapUp === null;
  if (!isOver || machine.next === null || machine.resting === null) return machine;
  return { ...machine, resting: machine.next, next: null };
}

function without(ids: readonly string[], id: string): readonly string[] {
  return ids.filter((one) => one !== id);
}

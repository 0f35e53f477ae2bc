import type { Call, CallQuality } from '#shared/domain/index.ts';

/** For so long after the answer a hang-up is taken for a bounced or doubled press and ignored, ms. */
export const HANG_UP_GUARD_MILLISECONDS = 800;

/** Whether this seat has put the call on hold. */
export function isHeldHere({ hold }: Pick<Call, 'hold'>): boolean {
  return hold === 'local' || hold === 'both';
}

/** Whether the operator speaks in this call, or is about to. */
export function isLive(call: Call): boolean {
  return (
    call.state === 'answering' || call.state === 'dialling' || (call.state === 'active' && !isHeldHere(call))
  );
}

/** The call that the panel is about: the live one, else the oldest that rings, else one on hold, else the last. */
export function mainCall(calls: readonly Call[]): Call | undefined {
  return (
    calls.find(isLive) ??
    calls.find(({ state }) => state === 'ringing') ??
    calls.find(({ state }) => state === 'active') ??
    calls.at(-1)
  );
}

/** All calls that live but the one that the panel is about. */
export function otherCalls(calls: readonly Call[], main: Call | undefined): Call[] {
  return calls.filter((call) => call.state !== 'ended' && call.id !== main?.id);
}

/** What the one answer key means now; undefined when nothing rings, or the answer is under way. */
export function ringingCall(calls: readonly Call[]): Call | undefined {
  if (calls.some(({ state }) => state === 'answering')) return undefined;
  return calls.find(({ state }) => state === 'ringing');
}

/** What the hang-up key means now; nothing right after the answer, so that a doubled press does no harm. */
export function endable(calls: readonly Call[], receivedAt: number, now: number): Call | undefined {
  const call = mainCall(calls);
  if (call?.state === 'dialling') return call;
  if (call?.state !== 'active' || call.talkedMilliseconds === null) return undefined;
  const talked = call.talkedMilliseconds + Math.max(0, now - receivedAt);
  return talked >= HANG_UP_GUARD_MILLISECONDS ? call : undefined;
}

/** The held call that the consulted one is about, while both are there. */
export function consultedFor(calls: readonly Call[], main: Call | undefined): Call | undefined {
  return calls.find((call) => call.state === 'active' && call.id === main?.consultsFor);
}

/** How a mean opinion score is told: ITU-T G.107 annex B calls 4.0 satisfied, 3.1 where many are not. */
export function qualityWord({ meanOpinionScore }: CallQuality): 'good' | 'fair' | 'poor' {
  if (meanOpinionScore >= 4) return 'good';
  return meanOpinionScore >= 3.1 ? 'fair' : 'poor';
}

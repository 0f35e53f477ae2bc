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

/** A citizen and the one who is consulted about them, while both are there and not yet in one conversation. */
export interface Consultation {
  readonly citizen: Call;
  readonly consulted: Call;
}

/** The consultation that this call is a side of, whichever of the two is talked with. */
export function consultationOf(calls: readonly Call[], main: Call | undefined): Consultation | undefined {
  const active = calls.filter(({ state, inConference }) => state === 'active' && !inConference);
  const pairs = active.flatMap((consulted) => {
    const citizen = active.find(({ id }) => id === consulted.consultsFor);
    return citizen ? [{ citizen, consulted }] : [];
  });
  return pairs.find(({ citizen, consulted }) => citizen.id === main?.id || consulted.id === main?.id);
}

/** The held call that is taken up when the operator leaves this one: the other side of a consultation first. */
export function callToSwitchTo(calls: readonly Call[], main: Call | undefined): Call | undefined {
  if (main?.state !== 'active' || main.inConference || isHeldHere(main)) return undefined;
  const { citizen, consulted } = consultationOf(calls, main) ?? {};
  const other = citizen?.id === main.id ? consulted : citizen;
  return other ?? calls.find((call) => call.state === 'active' && isHeldHere(call));
}

/** What the desk is for now: a call's id to hand it over, null to dial out; undefined when it has no use. */
export function deskPurpose(calls: readonly Call[]): string | null | undefined {
  const main = mainCall(calls);
  if (main === undefined || main.state === 'ended') return null;
  const isOpenToOthers = main.state === 'active' && !main.inConference && !consultationOf(calls, main);
  return isOpenToOthers ? main.id : undefined;
}

/** How a mean opinion score is told: ITU-T G.107 annex B calls 4.0 satisfied, 3.1 where many are not. */
export function qualityWord({ meanOpinionScore }: CallQuality): 'good' | 'fair' | 'poor' {
  if (meanOpinionScore >= 4) return 'good';
  return meanOpinionScore >= 3.1 ? 'fair' : 'poor';
}

import { create } from 'zustand';
import type {
  AreaClient,
  AudioLevels,
  Endpoint,
  PhoneState,
  phoneArea,
  SeatContract,
} from '#shared/contract/index.ts';
import { type Call, CodedError } from '#shared/domain/index.ts';
import { createMirror, follow, showError } from '../ui/index.ts';
import { callToSwitchTo, deskPurpose, endable, isHeldHere, mainCall, ringingCall } from './calls.ts';

/** Mirror of main's phone. */
export const usePhone = createMirror<PhoneState>();

/** The last levels of the call that speaks. */
export const useLevels = create<{ readonly levels: AudioLevels | undefined }>(() => ({ levels: undefined }));

/** The microphone's level, before mute; told by main while there is a microphone. */
export const useMicrophoneLevel = create<{ readonly level: number }>(() => ({ level: 0 }));

/** What is under way, by {@link press}'s key, so that a second press does nothing. */
export const usePressed = create<{ readonly pressed: readonly string[] }>(() => ({ pressed: [] }));

/** What the desk was opened for ({@link deskPurpose}); undefined while it is closed. */
export const useDesk = create<{ readonly openedFor: string | null | undefined }>(() => ({
  openedFor: undefined,
}));

/** The desk as it is on screen: to dial out, or to hand over the call that is talked on. */
export function useDeskMode(): 'closed' | 'dial' | 'transfer' {
  const { openedFor } = useDesk();
  if (openedFor === undefined) return 'closed';
  return openedFor === null ? 'dial' : 'transfer';
}

let client: AreaClient<typeof phoneArea> | undefined;

/** Follows main's phone over a new connection. */
export async function attachPhone(endpoint: Endpoint<SeatContract>): Promise<void> {
  const calls = endpoint.client('phone');
  client = calls;
  endpoint.onClose(() => {
    if (client === calls) client = undefined;
  });
  endpoint.on('phone', 'levels', (levels) => useLevels.setState({ levels }));
  await follow<PhoneState>(
    {
      snapshot: () => calls.snapshot(null),
      onChanged: (listener) => endpoint.on('phone', 'changed', listener),
    },
    (state) => {
      if (state.registration.state === 'registered') markRegistered();
      usePhone.setState({ state, receivedAt: performance.now() - onItsWay(state, Date.now()) });
      // What it was opened for is over: Enter must not do another thing, and it must not come back by itself.
      if (useDesk.getState().openedFor !== deskPurpose(state.calls)) closeDesk();
    },
  );
}

/** What takes longer is no message on its way, but a clock that was set in between. */
const LONGEST_WAY_MILLISECONDS = 1_000;

/**
 * How long a state of main's was on its way to this page, ms: on a busy computer so long that a countdown would be late
 * by it. Both ends have the same wall clock.
 *
 * @param now epoch ms
 */
export function onItsWay({ toldAt }: Pick<PhoneState, 'toldAt'>, now: number): number {
  const way = now - toldAt;
  return way > 0 && way <= LONGEST_WAY_MILLISECONDS ? way : 0;
}

/** Marks the first registration that the page hears of on the page's timeline, where tools and benches look. */
function markRegistered(): void {
  if (performance.getEntriesByName('phone-registered').length === 0) performance.mark('phone-registered');
}

/** Milliseconds waited at `now`, from a state received at `receivedAt`, both of `performance.now()`. */
export function waitedAt(call: Call, receivedAt: number, now: number): number {
  return call.waitedMilliseconds + Math.max(0, now - receivedAt);
}

/** Milliseconds talked at `now`. */
export function talkedAt(call: Call, receivedAt: number, now: number): number {
  if (call.talkedMilliseconds === null) return 0;
  return call.talkedMilliseconds + (call.state === 'active' ? Math.max(0, now - receivedAt) : 0);
}

/**
 * Does something at main, once at a time for each `key`, and tells what goes wrong.
 *
 * @returns whether it was done
 */
async function press(
  key: string,
  work: (calls: AreaClient<typeof phoneArea>) => Promise<unknown>,
): Promise<boolean> {
  if (usePressed.getState().pressed.includes(key)) return false;
  usePressed.setState(({ pressed }) => ({ pressed: [...pressed, key] }));
  try {
    if (!client) throw new CodedError('disconnected', 'Not connected.');
    await work(client);
    return true;
  } catch (error) {
    showError(error);
    return false;
  } finally {
    usePressed.setState(({ pressed }) => ({ pressed: pressed.filter((one) => one !== key) }));
  }
}

const callsNow = () => usePhone.getState().state?.calls ?? [];
const pressCall = (
  call: Call | undefined,
  work: (calls: AreaClient<typeof phoneArea>, callId: string) => Promise<unknown>,
) => (call ? press(call.id, (calls) => work(calls, call.id)) : Promise.resolve(false));

/** Answers the call that rings; one that is talked on is held by that. */
export function answerCall(): Promise<boolean> {
  return pressCall(ringingCall(callsNow()), (calls, callId) => calls.answer({ callId }));
}

/** Sends the ringing call back to the queue. */
export function rejectCall(): Promise<boolean> {
  return pressCall(ringingCall(callsNow()), (calls, callId) => calls.reject({ callId }));
}

/** Ends the call that the panel is about, or gives it up while it is dialled. */
export function hangUpCall(): Promise<boolean> {
  const call = endable(callsNow(), usePhone.getState().receivedAt, performance.now());
  return pressCall(call, (calls, callId) => calls.hangUp({ callId }));
}

/** Ends this call. */
export function endCall(call: Call): Promise<boolean> {
  return pressCall(call, (calls, callId) => calls.hangUp({ callId }));
}

/**
 * What the hold key means: takes up the held call, switches to one that waits on hold, or holds the only one. A hold
 * cuts at once, so the key takes the call up again before the other side has agreed to it.
 */
export function toggleHold(): Promise<boolean> {
  const main = mainCall(callsNow());
  if (main?.state !== 'active') return Promise.resolve(false);
  const other = callToSwitchTo(callsNow(), main);
  if (other) return resumeCall(other);
  if (isHeldHere(main)) return resumeCall(main);
  return press(`hold ${main.id}`, (calls) => calls.hold({ callId: main.id }));
}

/** Takes a held call up; the one that is talked on is held by that. */
export function resumeCall(call: Call): Promise<boolean> {
  return pressCall(call, (calls, callId) => calls.resume({ callId }));
}

/** Keeps the microphone from the call that is talked on, or gives it back. */
export function toggleMute(): Promise<boolean> {
  const call = mainCall(callsNow());
  if (call?.state !== 'active') return Promise.resolve(false);
  return press(`mute ${call.id}`, (calls) => calls.setMuted({ callId: call.id, muted: !call.muted }));
}

/** Tones are not waited for one by one: a person types faster than they last. */
export function sendDigits(call: Call, digits: string): Promise<boolean> {
  return press(`digits ${digits} ${performance.now()}`, (calls) =>
    calls.sendDigits({ callId: call.id, digits }),
  );
}

/** Pauses the exchange's recording, or lets it go on. */
export function toggleRecording(call: Call): Promise<boolean> {
  return press(`recording ${call.id}`, (calls) =>
    calls.setRecordingPaused({ callId: call.id, paused: call.recording === 'running' }),
  );
}

/** Places a call, about the one that is talked on if there is one. */
export function dial(target: string): Promise<boolean> {
  const about = mainCall(callsNow());
  const consultsFor = about?.state === 'active' ? about.id : null;
  return press('dial', (calls) => calls.dial({ target, consultsFor }));
}

/** Hands the call over to a number without asking there first. */
export function transferTo(call: Call, target: string): Promise<boolean> {
  return pressCall(call, (calls, callId) => calls.transferBlind({ callId, target }));
}

/** Hands the call over to the one that was consulted. */
export function transferToCall(call: Call, to: Call): Promise<boolean> {
  return pressCall(call, (calls, callId) => calls.transferAttended({ callId, toCallId: to.id }));
}

/** All that are talked with in one conversation. */
export function joinConference(): Promise<boolean> {
  return press('conference', (calls) => calls.joinConference(null));
}

/** Out of the conference with one party; the others are held. */
export function splitConference(call: Call): Promise<boolean> {
  return press('conference', (calls) => calls.splitConference({ callId: call.id }));
}

export function setReady(ready: boolean): Promise<boolean> {
  return press('ready', (calls) => calls.setReady({ ready }));
}

export function overrideMicrophone(): Promise<boolean> {
  return press('microphone', (calls) => calls.overrideMicrophone(null));
}

export function testRing(): Promise<boolean> {
  return press('ring-test', (calls) => calls.testRing(null));
}

export function confirmRing(): Promise<boolean> {
  return press('ring-heard', (calls) => calls.confirmRing(null));
}

/** Opens the desk for what is possible now, or closes it. */
export function toggleDesk(): void {
  const purpose = deskPurpose(callsNow());
  useDesk.setState(({ openedFor }) => ({ openedFor: openedFor === purpose ? undefined : purpose }));
}

export function closeDesk(): void {
  useDesk.setState({ openedFor: undefined });
}

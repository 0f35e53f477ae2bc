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

/** Mirror of main's phone. */
export const usePhone = createMirror<PhoneState>();

/** The last levels of the call that speaks. */
export const useLevels = create<{ readonly levels: AudioLevels | undefined }>(() => ({ levels: undefined }));

/** Calls whose answer or hang-up is under way, so that a second press does nothing. */
export const usePressed = create<{ readonly pressed: readonly string[] }>(() => ({ pressed: [] }));

/** For so long after the answer a hang-up is taken for a bounced or doubled press and ignored, ms. */
export const HANG_UP_GUARD_MILLISECONDS = 800;

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
      usePhone.setState({ state, receivedAt: performance.now() });
    },
  );
}

/** Marks the first registration that the page hears of on the page's timeline, where tools and benches look. */
function markRegistered(): void {
  if (performance.getEntriesByName('phone-registered').length === 0) performance.mark('phone-registered');
}

/** The call that the panel is about: one being talked on, else the oldest that rings, else the last one. */
export function mainCall(calls: readonly Call[]): Call | undefined {
  return (
    calls.find(({ state }) => state === 'active' || state === 'answering') ??
    calls.find(({ state }) => state === 'ringing') ??
    calls.at(-1)
  );
}

/** Another call that rings while the panel is about `main`. */
export function otherRinging(calls: readonly Call[], main: Call | undefined): Call | undefined {
  return calls.find((call) => call.state === 'ringing' && call.id !== main?.id);
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

/** What the one answer key means now; undefined when it means nothing. */
export function answerable(calls: readonly Call[]): Call | undefined {
  const call = mainCall(calls);
  return call?.state === 'ringing' ? call : undefined;
}

/** What the hang-up key means now; nothing right after the answer, so that a doubled press does no harm. */
export function endable(calls: readonly Call[], receivedAt: number, now: number): Call | undefined {
  const call = mainCall(calls);
  if (call?.state !== 'active') return undefined;
  return talkedAt(call, receivedAt, now) >= HANG_UP_GUARD_MILLISECONDS ? call : undefined;
}

async function press(
  call: Call | undefined,
  act: (calls: AreaClient<typeof phoneArea>, callId: string) => Promise<null>,
) {
  if (!call || usePressed.getState().pressed.includes(call.id)) return;
  usePressed.setState(({ pressed }) => ({ pressed: [...pressed, call.id] }));
  try {
    if (!client) throw new CodedError('disconnected', 'Not connected.');
    await act(client, call.id);
  } catch (error) {
    showError(error);
  } finally {
    usePressed.setState(({ pressed }) => ({ pressed: pressed.filter((id) => id !== call.id) }));
  }
}

const callsNow = () => usePhone.getState().state?.calls ?? [];

/** Answers the ringing call. */
export function answerCall(): Promise<void> {
  return press(answerable(callsNow()), (calls, callId) => calls.answer({ callId }));
}

/** Sends the ringing call back to the queue. */
export function rejectCall(): Promise<void> {
  return press(answerable(callsNow()), (calls, callId) => calls.reject({ callId }));
}

/** Ends the call that is being talked on. */
export function hangUpCall(): Promise<void> {
  return press(endable(callsNow(), usePhone.getState().receivedAt, performance.now()), (calls, callId) =>
    calls.hangUp({ callId }),
  );
}

import { create } from 'zustand';
import type { AreaClient, Endpoint, SeatContract, ShiftState, shiftArea } from '#shared/contract/index.ts';
import { codeOf, type RestingState } from '#shared/domain/index.ts';
import { createMirror, follow, showError } from '../ui/index.ts';

/** Mirror of main's shift: who works here, what the seat does, whether it is locked. */
export const useShift = createMirror<ShiftState>();

/** What is open of this area's own: the list of states, and the dialog of signing out. */
export const useShiftView = create<{ readonly menu: boolean; readonly signOut: boolean }>(() => ({
  menu: false,
  signOut: false,
}));

type Calls = AreaClient<typeof shiftArea>;
let client: Calls | undefined;

/** Follows main's shift over a new connection. */
export async function attachShift(endpoint: Endpoint<SeatContract>): Promise<void> {
  const calls = endpoint.client('shift');
  client = calls;
  await follow<ShiftState>(
    {
      snapshot: () => calls.snapshot(null),
      onChanged: (listener) => endpoint.on('shift', 'changed', listener),
    },
    (state) => useShift.setState({ state, receivedAt: performance.now() }),
  );
}

/** Milliseconds in the present state at `now` (of `performance.now()`). */
export function elapsedAt(state: ShiftState, receivedAt: number, now: number): number {
  return state.agent.elapsedMilliseconds + Math.max(0, now - receivedAt);
}

/** Whether the person's work may be seen: somebody is signed in and the seat is not locked. */
export function isOpen(state: ShiftState | undefined): boolean {
  return state === undefined || (state.session !== null && !state.locked);
}

/** Runs a call; a failure is told in the strip. */
async function press(run: (calls: Calls) => Promise<unknown>): Promise<boolean> {
  if (!client) return false;
  try {
    await run(client);
    return true;
  } catch (error) {
    showError(error);
    return false;
  }
}

/** Runs a call; answers the code of a failure, which is told beside the field it belongs to. */
async function ask(run: (calls: Calls) => Promise<unknown>): Promise<string | null> {
  if (!client) return 'disconnected';
  try {
    await run(client);
    return null;
  } catch (error) {
    return codeOf(error);
  }
}

/** The list of states makes room for a call that rings. */
export function closeStateMenu(): void {
  if (useShiftView.getState().menu) useShiftView.setState({ menu: false });
}

export function choose(resting: RestingState): void {
  useShiftView.setState({ menu: false });
  void press((calls) => calls.choose(resting));
}

export function clearNext(): void {
  void press((calls) => calls.clearNext(null));
}

/** The one key of the state: ends the after-call work, else opens or closes the list of states. */
export function stateKey(): void {
  const { state } = useShift.getState();
  if (!state || !isOpen(state)) return;
  const { wrapUp } = state.agent;
  if (wrapUp && state.agent.state === 'after-call-work') endWrapUp(wrapUp.callId);
  else useShiftView.setState(({ menu }) => ({ menu: !menu }));
}

export function endWrapUp(callId: string): void {
  void press((calls) => calls.endWrapUp({ callId }));
}

export function extendWrapUp(callId: string): void {
  void press((calls) => calls.extendWrapUp({ callId }));
}

export function lockSeat(): void {
  useShiftView.setState({ menu: false, signOut: false });
  if (isOpen(useShift.getState().state)) void press((calls) => calls.lock(null));
}

export function signIn(input: Parameters<Calls['signIn']>[0]): Promise<string | null> {
  return ask((calls) => calls.signIn(input));
}

export function signOut(note: string, handOverDrafts: boolean): Promise<boolean> {
  return press((calls) => calls.signOut({ note, handOverDrafts }));
}

export function unlock(secret: string): Promise<string | null> {
  return ask((calls) => calls.unlock({ secret }));
}

export function noteRead(noteId: string): void {
  void press((calls) => calls.noteRead({ noteId }));
}

const TOUCH_MILLISECONDS = 15_000;

/** Tells main, now and then, that somebody is at the keyboard or the pointer. */
export function startTouchWatch(): void {
  let last = Number.NEGATIVE_INFINITY;
  const touched = () => {
    const now = performance.now();
    if (now - last < TOUCH_MILLISECONDS) return;
    last = now;
    // Lost with the connection, and renewed with the next touch.
    client?.touched(null).catch(() => undefined);
  };
  for (const event of ['keydown', 'pointerdown', 'pointermove'] as const) {
    window.addEventListener(event, touched, { passive: true, capture: true });
  }
}

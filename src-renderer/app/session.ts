import { create } from 'zustand';
import type { Endpoint, SeatContract } from '#shared/contract/index.ts';
import { type Call, codeOf } from '#shared/domain/index.ts';
import type { keepConnected } from '../bridge/index.ts';
import { attachPhone, mainCall, useMicrophoneLevel, usePhone } from '../call/index.ts';
import { attachDevices } from '../devices/index.ts';
import { attachFigures } from '../figures/index.ts';
import {
  attachCallers,
  attachCentreLists,
  attachIntake,
  attachLanguage,
  attachPhrases,
  attachPlaces,
  attachRelated,
  attachSuggest,
  attachUnits,
  callAnswered,
  callResumed,
  popFor,
  setRinging,
} from '../intake/index.ts';
import { attachShift, startTouchWatch } from '../shift/index.ts';
import { attachStation, useStation } from '../station/index.ts';
import { attachSupervision } from '../supervisor/index.ts';
import { attachSync } from '../sync/index.ts';
import { attachPractice } from '../training/index.ts';
import { showError, whenIdle } from '../ui/index.ts';

/** How the page stands towards main. `lost` only after it was once connected. */
export const useSession = create<{ readonly connection: 'connecting' | 'connected' | 'lost' }>(() => ({
  connection: 'connecting',
}));

/** Keeps every mirror of the page fed for as long as the page lives. */
export function startSession(keep: typeof keepConnected): void {
  followCalls();
  startTouchWatch();
  keep({
    self: 'ui',
    handlers: {},
    onFault: showError,
    onEndpoint: (endpoint) => void attach(endpoint).catch(onAttachFailed),
    onLost: () => useSession.setState({ connection: 'lost' }),
  });
}

async function attach(endpoint: Endpoint<SeatContract>): Promise<void> {
  // The phone before the intake: which drafts may come on screen depends on the calls.
  attachFigures(endpoint);
  await Promise.all([attachStation(endpoint), attachShift(endpoint), attachPhone(endpoint)]);
  attachCallers(endpoint);
  attachRelated(endpoint);
  attachSuggest(endpoint);
  attachUnits(endpoint);
  attachPlaces(endpoint);
  await Promise.all([
    attachIntake(endpoint),
    attachPhrases(endpoint),
    attachLanguage(endpoint),
    attachCentreLists(endpoint),
    attachSync(endpoint),
    attachSupervision(endpoint),
    attachDevices(endpoint, (level) => useMicrophoneLevel.setState({ level })),
  ]);
  useSession.setState({ connection: 'connected' });
  // The library comes after the first picture, as its panel does.
  void whenIdle()
    .then(() => import('../scripts/index.ts'))
    .then(({ attachScripts }) => attachScripts(endpoint))
    .catch(onAttachFailed);
  if (useStation.getState().state?.practice) await attachPractice(endpoint);
}

/** A connection that closes again at once is tried again by the bridge; anything else is told. */
function onAttachFailed(error: unknown): void {
  if (codeOf(error) !== 'disconnected') showError(error);
}

const isHeldHere = (hold: Call['hold'] | undefined) => hold === 'local' || hold === 'both';

/** Tells the intake which calls ring, which was answered, and which is talked on again. */
function followCalls(): void {
  usePhone.subscribe(({ state }, { state: before }) => {
    const calls = state?.calls ?? [];
    setRinging(calls.filter((call) => call.state === 'ringing').map(({ id }) => id));
    const shown = calls.find((call) => call.state === 'ringing') ?? mainCall(calls);
    const speaking = shown?.direction === 'inbound' && shown.state !== 'ended';
    popFor(
      speaking
        ? { id: shown.id, number: shown.callerNumber ?? '', ringing: shown.state === 'ringing' }
        : null,
    );
    for (const call of calls) {
      const former = before?.calls.find(({ id }) => id === call.id);
      const was = former?.state;
      const spoken = call.state === 'active' || call.state === 'answering';
      if (spoken && was !== 'active' && was !== 'answering') callAnswered(call.id);
      if (call.state === 'active' && isHeldHere(former?.hold) && !isHeldHere(call.hold)) callResumed(call.id);
    }
  });
}

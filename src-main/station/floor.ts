import { createHubSignIn, type Shift } from '../shift/index.ts';
import {
  createEmbeddedSignIn,
  createSupervision,
  type HubSession,
  type Supervision,
  type SupervisionOptions,
} from '../supervision/index.ts';
import type { Feeds } from '../sync/index.ts';
import type { HubAddress, StationOptions } from './options.ts';
import type { StationPhone } from './phone.ts';

/** The floor for whoever supervises, and this seat's requests for help. */
export interface Floor {
  readonly supervision: Supervision;
  /** Where there is no remote hub: the seat's own hub may just have come up. */
  embeddedHubChanged(): void;
  stop(): void;
}

export function createFloor(
  options: StationOptions,
  parts: {
    readonly session: HubSession;
    readonly remoteHub: HubAddress | undefined;
    readonly feeds: Feeds;
    readonly phone: StationPhone['phone'];
    readonly shift: Pick<Shift, 'current' | 'onSession'>;
    readonly operator: () => string;
    readonly settings: SupervisionOptions['settings'];
    readonly everybodyMayWatch: () => boolean;
  },
): Floor {
  const { clock, log, fetch, schedule, settings } = options;
  const { session, remoteHub, feeds, phone, shift } = parts;
  const supervision = createSupervision({
    session,
    hub: () => remoteHub ?? options.embeddedHub(),
    fetch,
    schedule,
    clock,
    log,
    seat: settings.seat,
    operator: parts.operator,
    callId: () =>
      phone.state().calls.find(({ direction, state }) => direction === 'inbound' && state === 'active')?.id ??
      null,
    helpItems: () => feeds.list('help'),
    everybodyMayWatch: parts.everybodyMayWatch,
    settings: parts.settings,
    dial: async (target) => phone.handlers.dial({ target, consultsFor: null }),
  });
  const embedded = createEmbeddedSignIn({
    account: () => (remoteHub ? undefined : options.embeddedSupervisor?.()),
    signIn: createHubSignIn({
      hub: options.embeddedHub,
      fetch,
      schedule,
      onSession: session.set,
    }),
    schedule,
    onSignedIn: () => supervision.sessionChanged(shift.current()),
  });
  feeds.onChanged('help', supervision.helpChanged);
  shift.onSession((current) => {
    supervision.sessionChanged(current);
    // Who signed out took the session at the seat's own hub along.
    if (current !== null && !session.has()) embedded.hubChanged();
  });
  return {
    supervision,
    embeddedHubChanged: embedded.hubChanged,
    stop: () => {
      supervision.stop();
      embedded.stop();
    },
  };
}

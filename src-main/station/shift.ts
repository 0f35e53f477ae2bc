import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '#shared/hub-protocol/index.ts';
import type { Cache } from '../cache/index.ts';
import type { Records } from '../records/index.ts';
import {
  createHubSignIn,
  createShift,
  joinReasons,
  parseReasons,
  type Shift,
  type ShiftOptions,
} from '../shift/index.ts';
import type { Feeds } from '../sync/index.ts';
import type { HubAddress, StationOptions } from './options.ts';

/** Who works at this seat, by the remote hub, by the seat's own list, or by nobody having to say so. */
export function createStationShift(
  options: StationOptions,
  parts: Pick<ShiftOptions, 'operators' | 'openDrafts' | 'isProved' | 'requireProof' | 'settings'> & {
    readonly cache: Cache;
    readonly records: Records;
    readonly feeds: Feeds;
    readonly remoteHub: HubAddress | undefined;
    readonly isAsked: boolean;
    /** Whether the seat began at the practice exchange. */
    readonly practises: boolean;
    /** Somebody signed in or out at the remote hub. */
    readonly onHubSession: (session: Session | null) => void;
  },
): Shift {
  const { clock, log, fetch, schedule, newId, settings, key } = options;
  const { cache, feeds, remoteHub, isAsked, onHubSession, practises, ...rest } = parts;
  const ownReasons = parseReasons(
    readFileSync(join(options.assetsDirectory, 'codes', 'not-ready-reasons.json'), 'utf8'),
  );
  return createShift({
    ...rest,
    clock,
    log,
    schedule,
    newId,
    seat: settings.seat,
    seatKey: key,
    reasons: () => joinReasons(ownReasons, feeds.list('reasons')),
    hub: remoteHub && createHubSignIn({ hub: () => remoteHub, fetch, schedule, onSession: onHubSession }),
    itself: isAsked
      ? null
      : { staff: { id: 'seat', name: settings.operator, role: 'operator' }, practice: practises },
    store: cache.settings,
    minutesOfDay: options.minutesOfDay,
  });
}

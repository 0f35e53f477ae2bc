import type { Clock } from '#shared/domain/index.ts';
import type { HubLog } from './log.ts';
import { eraseOldOrders } from './retention.ts';
import type { HubStorage } from './storage/index.ts';

const LAST_RUN = 'retention.last';
const LOOK_EVERY_MILLISECONDS = 3_600_000;
/** Once a day, whichever of several hubs comes first. */
const PAUSE_MILLISECONDS = 20 * 3_600_000;

/**
 * Erases personal data by itself, once a day, after the centre's retention time (docs/spec/hub.md, HU-16 and HU-17).
 *
 * @param days undefined: the centre has not said how long, and what is erased can't be had back: nothing is erased
 * @returns ends it, after what is under way
 */
export function startRetention(options: {
  readonly storage: HubStorage;
  readonly days: number | undefined;
  readonly clock: Clock;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly log: HubLog;
}): () => Promise<void> {
  const { storage, days, clock, log } = options;
  if (days === undefined) {
    log.warn('retention-not-set');
    return async () => undefined;
  }
  let isStopped = false;
  let underWay: Promise<void> = Promise.resolve();
  let cancel: () => void = () => undefined;

  const run = async () => {
    const now = clock.wall();
    const isDue = await storage.transaction(async ({ values }) => {
      const last = Number((await values.get(LAST_RUN)) ?? 0);
      if (now - last < PAUSE_MILLISECONDS) return false;
      await values.set(LAST_RUN, String(now));
      return true;
    });
    if (!isDue) return;
    log.info('retention-run', { orders: await eraseOldOrders(storage, days, now, 'hub'), days });
  };
  const look = () => {
    underWay = run()
      .catch((error: unknown) => {
        log.error('retention-failed', { name: error instanceof Error ? error.name : typeof error });
      })
      .then(() => {
        if (!isStopped) cancel = options.schedule(LOOK_EVERY_MILLISECONDS, look);
      });
  };
  look();
  return () => {
    isStopped = true;
    cancel();
    return underWay;
  };
}

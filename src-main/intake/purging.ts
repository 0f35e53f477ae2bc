import { codeOf, messageOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';

const FIRST_MILLISECONDS = 60_000;
const INTERVAL_MILLISECONDS = 3_600_000;
/** Some orders at a time, so that no keystroke waits for it. */
const PAUSE_MILLISECONDS = 1_000;

export interface PurgingOptions {
  /** Forgets a lot of orders that were kept long enough; answers whether there are more. */
  readonly purge: () => boolean;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly log: Log;
}

/** Forgets orders that were kept long enough: first after a while, then every hour. Answers what ends it. */
export function purgeHourly({ purge, schedule, log }: PurgingOptions): () => void {
  let cancel: () => void = () => undefined;
  const later = (milliseconds: number) => {
    cancel = schedule(milliseconds, () => {
      let more = false;
      try {
        more = purge();
      } catch (error) {
        log.warn('purge-failed', { code: codeOf(error), message: messageOf(error) });
      }
      later(more ? PAUSE_MILLISECONDS : INTERVAL_MILLISECONDS);
    });
  };
  later(FIRST_MILLISECONDS);
  return () => cancel();
}

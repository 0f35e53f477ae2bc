import { codeOf, messageOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { Schedule } from './pacer.ts';

const PAUSE_MILLISECONDS = 12_000;
const PAUSE_SPREAD_MILLISECONDS = 13_000;

/** When the exchange places its next call by itself. */
export interface Rhythm {
  /** Sets, keeps or drops the timer of the next call, as things now stand; by default 12 to 25 s from now. */
  plan(milliseconds?: number): void;
}

/**
 * @param options.wanted whether a call is to be planned, as things now stand
 * @param options.call places it
 */
export function createRhythm(options: {
  readonly schedule: Schedule;
  readonly random: () => number;
  readonly log: Log;
  readonly wanted: () => boolean;
  readonly call: () => Promise<unknown>;
}): Rhythm {
  let cancelNext: (() => void) | undefined;
  const plan = (milliseconds = PAUSE_MILLISECONDS + options.random() * PAUSE_SPREAD_MILLISECONDS) => {
    const wanted = options.wanted();
    if (wanted === (cancelNext !== undefined)) return;
    cancelNext?.();
    cancelNext = wanted
      ? options.schedule(milliseconds, () => {
          cancelNext = undefined;
          options.call().catch((error: unknown) => {
            options.log.error('practice-call-failed', { code: codeOf(error), message: messageOf(error) });
            plan();
          });
        })
      : undefined;
  };
  return { plan };
}

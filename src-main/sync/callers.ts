import type { CallerOrderReport } from '#shared/hub-protocol/index.ts';
import type { Log } from '../log/index.ts';
import { type HubAddress, postCaller } from './hub-client.ts';

export interface CallerLookupOptions {
  readonly hub: () => HubAddress | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly log: Log;
}

/** Longer than this nobody waits who has a telephone ringing, ms. */
const TIMEOUT = 4_000;

/**
 * Asks the hub for a caller's newest orders, whichever seat took them. Without a hub, or one that does not answer, nothing
 * is known: what the seat has stands.
 */
export function createCallerLookup(
  options: CallerLookupOptions,
): (number: string) => Promise<readonly CallerOrderReport[]> {
  const { fetch, schedule, log } = options;
  return async (number) => {
    const hub = options.hub();
    if (hub === undefined) return [];
    const controller = new AbortController();
    const cancel = schedule(TIMEOUT, () => controller.abort(new Error('no answer in time')));
    try {
      const answer = await postCaller(fetch, hub, number, controller.signal);
      if (answer.kind === 'answered') return answer.value;
      log.info('caller-not-looked-up', { why: answer.why });
      return [];
    } finally {
      cancel();
    }
  };
}

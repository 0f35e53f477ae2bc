import type { AreaHandlers, SyncState, syncArea } from '#shared/contract/index.ts';
import { type Clock, codeOf, messageOf } from '#shared/domain/index.ts';
import { MAXIMUM_BATCH } from '#shared/hub-protocol/index.ts';
import type { Cache } from '../cache/index.ts';
import type { Log } from '../log/index.ts';
import { type Compress, type HubAddress, type HubAnswer, postOperations, probe } from './hub-client.ts';

export interface SyncOptions {
  readonly cache: Pick<Cache, 'outbox'>;
  readonly clock: Clock;
  readonly seat: number;
  /** Asked at each attempt; undefined while there is no hub to talk to. */
  readonly hub: () => HubAddress | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly compress: Compress;
  /** The hub answers again after it did not. */
  readonly onReachable: () => void;
  /** Runs something after some milliseconds; answers what cancels it. */
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

/**
 * The outbox's way to the hub: at least once on the wire, exactly once in effect (docs/spec/sync.md).
 * ```
 *              start, submitted, retryNow, timer
 *   resting ─────────────────────────────────────▶ sending ◀──╮ more waits and
 *      ▲                                            │ │ │ ╰───╯ some was settled
 *      │ in 30 s     nothing waits, probe answered ─╯ │ │
 *      ╰──────────────────────────────────────────────│─┤
 *      ▲ in random × min(60 s, 1 s × 2^failures)      │ │
 *      ╰────────── unreachable, refused, no progress ─╯ ╰── stop ──▶ stopped
 * ```
 * `submitted` and `retryNow` while sending make it look once more before it rests.
 */
export interface Sync {
  readonly handlers: AreaHandlers<typeof syncArea>;
  state(): SyncState;
  onChanged(listener: (state: SyncState) => void): () => void;
  /** The hub gave outcomes and they are on disk. */
  onSettled(listener: () => void): () => void;
  /** There is a new operation in the outbox. */
  submitted(): void;
  start(): void;
  /** Ends what is under way; resolves when the cache is not touched any more. */
  stop(): Promise<void>;
}

const REQUEST_TIMEOUT = 10_000;
const PROBE_INTERVAL = 30_000;
const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 60_000;

export function createSync(options: SyncOptions): Sync {
  const { cache, clock, seat, fetch, compress, schedule, random, log } = options;
  const changed = new Set<(state: SyncState) => void>();
  const settled = new Set<() => void>();
  let hubState: SyncState['hub'] = 'unknown';
  let since = clock.wall();
  let failures = 0;
  let batchLimit = MAXIMUM_BATCH;
  let stopped = true;
  let lookAgain = false;
  let sending = false;
  let drained = Promise.resolve();
  let abort: AbortController | undefined;
  let cancelTimer: (() => void) | undefined;

  const state = (): SyncState => ({ hub: hubState, since, ...cache.outbox.counts() });

  const emitChanged = () => {
    const current = state();
    for (const listener of changed) listener(current);
  };

  const become = (next: SyncState['hub'], why: string) => {
    if (next === hubState) return;
    if (next === 'reachable') {
      log.info('hub-reachable');
      options.onReachable();
    } else {
      log.warn(`hub-${next}`, { why });
    }
    hubState = next;
    since = clock.wall();
    emitChanged();
  };

  const withTimeout = async <T>(ask: (signal: AbortSignal) => Promise<HubAnswer<T>>) => {
    const controller = new AbortController();
    abort = controller;
    const cancel = schedule(REQUEST_TIMEOUT, () => controller.abort(new Error('no answer in time')));
    try {
      return await ask(controller.signal);
    } finally {
      cancel();
    }
  };

  /** One request. Answers whether there is reason to go on at once. */
  const attempt = async (): Promise<'again' | 'rest' | 'back-off'> => {
    const hub = options.hub();
    if (hub === undefined) {
      // A hub of our own takes a moment to start; that is no reason for alarm yet.
      if (hubState !== 'unknown' || failures >= 2) become('unreachable', 'no address');
      return 'back-off';
    }
    const operations = cache.outbox.next(batchLimit);
    if (operations.length === 0) {
      const answer = await withTimeout((signal) => probe(fetch, hub, signal));
      if (stopped) return 'rest';
      if (answer.kind === 'answered') {
        become('reachable', '');
        return 'rest';
      }
      become(answer.kind === 'refused' ? 'refused' : 'unreachable', answer.why);
      return 'back-off';
    }

    const answer = await withTimeout((signal) =>
      postOperations(fetch, hub, seat, operations, compress, signal),
    );
    if (stopped) return 'rest';
    if (answer.kind === 'too-large' && operations.length > 1) {
      batchLimit = Math.ceil(operations.length / 2);
      return 'again';
    }
    if (answer.kind !== 'answered') {
      become(answer.kind === 'unreachable' ? 'unreachable' : 'refused', answer.why);
      return 'back-off';
    }
    become('reachable', '');
    if (answer.value.length === 0) return 'back-off';
    cache.outbox.settle(answer.value, clock.wall());
    emitChanged();
    for (const listener of settled) listener();
    return 'again';
  };

  const drain = async (): Promise<void> => {
    let next: Awaited<ReturnType<typeof attempt>>;
    do {
      lookAgain = false;
      try {
        next = await attempt();
        if (next === 'again') failures = 0;
        if (next === 'again' && cache.outbox.counts().waiting === 0) next = 'rest';
      } catch (error) {
        // The cache failed: the operations are still in it, and the hub knows those that it has already.
        log.error('sync-failed', { code: codeOf(error), message: messageOf(error) });
        next = 'back-off';
      }
    } while (!stopped && (next === 'again' || lookAgain));
    sending = false;
    if (stopped) return;
    if (next === 'rest') {
      failures = 0;
      batchLimit = MAXIMUM_BATCH;
      rest(PROBE_INTERVAL);
    } else {
      rest(random() * Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** failures));
      failures += 1;
    }
  };

  const rest = (milliseconds: number) => {
    cancelTimer = schedule(milliseconds, wake);
  };

  const wake = () => {
    if (stopped) return;
    if (sending) {
      lookAgain = true;
      return;
    }
    cancelTimer?.();
    cancelTimer = undefined;
    sending = true;
    drained = drain();
  };

  return {
    handlers: {
      snapshot: state,
      retryNow: () => {
        failures = 0;
        wake();
        return null;
      },
    },
    state,
    onChanged: (listener) => {
      changed.add(listener);
      return () => changed.delete(listener);
    },
    onSettled: (listener) => {
      settled.add(listener);
      return () => settled.delete(listener);
    },
    submitted: () => {
      emitChanged();
      wake();
    },
    start: () => {
      stopped = false;
      wake();
    },
    stop: async () => {
      stopped = true;
      cancelTimer?.();
      abort?.abort(new Error('stopped'));
      await drained;
    },
  };
}

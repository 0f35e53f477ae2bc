import { z } from 'zod';
import type { AreaHandlers, SyncState, syncArea } from '#shared/contract/index.ts';
import { type Clock, CodedError, codeOf, messageOf } from '#shared/domain/index.ts';
import { type HubHealth, MAXIMUM_BATCH, type OperationEnvelope } from '#shared/hub-protocol/index.ts';
import type { Cache } from '../cache/index.ts';
import type { Log } from '../log/index.ts';
import { sealExport } from './export.ts';
import {
  type Compress,
  type HubAddress,
  type HubAnswer,
  PUT_BACK,
  postOperations,
  probe,
  REVOKED,
} from './hub-client.ts';
import { mendableTexts, mendedPayload } from './mending.ts';

export interface SyncOptions {
  readonly cache: Pick<Cache, 'outbox' | 'settings'>;
  readonly clock: Clock;
  readonly seat: number;
  /** Asked at each attempt; undefined while there is no hub to talk to. */
  readonly hub: () => HubAddress | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly compress: Compress;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** Writes a file into the folder for exports and answers its path. */
  readonly writeExport: (name: string, text: string) => string;
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

/** Where the cache keeps what the hub said of itself. */
const EPOCH = 'hub.epoch';
export const SEALING_KEY = 'hub.sealing-key';

/** How many of the outbox a page shows, and how many refused ones are looked through for one. */
const LISTED = 100;
const MOST_REFUSED = 10_000;

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

  /** Remembers what the hub says of itself. Answers whether it lost something that now waits again (rule SY-16). */
  const know = ({ epoch, sealingKey }: Pick<HubHealth, 'epoch' | 'sealingKey'>): boolean => {
    if (sealingKey !== undefined && cache.settings.get(SEALING_KEY) !== sealingKey) {
      cache.settings.set(SEALING_KEY, sealingKey);
    }
    const before = cache.settings.get(EPOCH);
    if (epoch === undefined || epoch === before) return false;
    const reopened = before === undefined ? 0 : cache.outbox.reopen();
    cache.settings.set(EPOCH, epoch);
    if (reopened === 0) return false;
    log.warn('hub-was-put-back', { operations: reopened });
    emitChanged();
    return true;
  };

  const refusalOf = (why: string) => (why === REVOKED ? 'revoked' : 'refused');

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

  /** Asks the hub how it is. Answers whether it lost something that now waits again; undefined: no good answer. */
  const ask = async (hub: HubAddress): Promise<boolean | undefined> => {
    const answer = await withTimeout((signal) => probe(fetch, hub, signal));
    if (stopped) return undefined;
    if (answer.kind === 'answered') {
      become('reachable', '');
      return know(answer.value);
    }
    become(answer.kind === 'refused' ? refusalOf(answer.why) : 'unreachable', answer.why);
    return undefined;
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
      const reopened = await ask(hub);
      if (stopped || reopened === undefined) return stopped ? 'rest' : 'back-off';
      return reopened ? 'again' : 'rest';
    }

    const answer = await withTimeout((signal) =>
      postOperations(fetch, hub, seat, cache.settings.get(EPOCH), operations, compress, signal),
    );
    if (stopped) return 'rest';
    if (answer.kind === 'too-large' && operations.length > 1) {
      batchLimit = Math.ceil(operations.length / 2);
      return 'again';
    }
    if (answer.kind !== 'answered' && answer.why === PUT_BACK)
      return (await ask(hub)) === undefined ? 'back-off' : 'again';
    if (answer.kind !== 'answered') {
      become(answer.kind === 'unreachable' ? 'unreachable' : refusalOf(answer.why), answer.why);
      return 'back-off';
    }
    become('reachable', '');
    const { results, epoch } = answer.value;
    if (results.length === 0) return 'back-off';
    if (cache.settings.get(EPOCH) === undefined) know({ epoch });
    cache.outbox.settle(results, clock.wall());
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

  const refusedOne = (id: string) => {
    const found = cache.outbox.refused(MOST_REFUSED).find(({ operation }) => operation.id === id);
    if (found === undefined) {
      throw new CodedError('no-such-operation', 'This operation is not among the refused ones any more.');
    }
    return found;
  };

  const changedByPerson = () => {
    emitChanged();
    for (const listener of settled) listener();
    wake();
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
      list: () => ({
        refused: cache.outbox.refused(LISTED).map(({ operation, ...refusal }) => ({
          ...itemOf(operation),
          ...refusal,
        })),
        waiting: cache.outbox.waiting(LISTED).map(itemOf),
        canExport: cache.settings.get(SEALING_KEY) !== undefined,
      }),
      mendable: ({ id }) => {
        const { operation, message } = refusedOne(id);
        return mendableTexts(operation, message);
      },
      resend: ({ id, texts }) => {
        cache.outbox.resend(id, options.newId(), mendedPayload(refusedOne(id).operation, texts));
        changedByPerson();
        return null;
      },
      close: ({ id }) => {
        cache.outbox.close(id, clock.wall());
        changedByPerson();
        return null;
      },
      exportWaiting: () => {
        const sealingKey = cache.settings.get(SEALING_KEY);
        const hub = options.hub();
        if (sealingKey === undefined || hub === undefined) {
          throw new CodedError('export-no-key', 'This seat has never reached its hub.');
        }
        const operations = cache.outbox.unreceived();
        if (operations.length === 0) throw new CodedError('export-empty', 'Nothing waits.');
        const at = clock.wall();
        const sealed = sealExport(operations, { seat, token: hub.token, sealingKey, at });
        const stamp = new Date(at).toISOString().replaceAll(/[-:]|\..*/g, '');
        const name = `lianxinqiao-${String(seat).padStart(3, '0')}-${stamp}.json`;
        const file = options.writeExport(name, JSON.stringify(sealed));
        log.warn('outbox-exported', { operations: operations.length });
        return { file, count: operations.length };
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

const numberedSchema = z.object({ number: z.string() });

/** What a list shows of an operation: nothing of what it carries but an order's number. */
function itemOf({ id, kind, createdAt, payload }: OperationEnvelope) {
  return { id, kind, createdAt, number: numberedSchema.safeParse(payload).data?.number ?? '' };
}

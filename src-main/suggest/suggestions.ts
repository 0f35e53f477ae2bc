import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  type AreaClient,
  type AreaHandlers,
  type Channel,
  createEndpoint,
  MOST_DUPLICATES,
  type SuggestInput,
  type Suggestions,
  type suggestArea,
} from '#shared/contract/index.ts';
import { type Clock, CodedError, codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import { type suggestThreadArea, suggestThreadContract } from './area.ts';
import type { GivenLists } from './load-parts.ts';
import type { KnownOrder } from './order-index.ts';

/** Where earlier orders come from; the cache's own door to them. */
export interface OrderSource {
  /** Submitted at or after `since` (epoch ms), newest first, from behind `after` on. */
  page(since: number, after: { submittedAt: number; id: string } | null, limit: number): KnownOrder[];
  /** Whether the order waits for anything yet. */
  isOpen(id: string): boolean;
  /** An order came or changed; answers what stops listening. */
  onChanged(listener: () => void): () => void;
}

export interface SuggestionsOptions {
  readonly orders: OrderSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** Starts a thread and answers the channel to it; the channel closes when the thread ends. */
  readonly spawn: () => Channel;
}

/**
 * Main's side of suggestions: the thread, what it knows of earlier orders, and the questions to it.
 * ```
 *            ask, or warm              ends by itself
 *   none ───────────────────▶ up ───────────────────▶ none     (a question that waits is told)
 *                             │ orders page by page, then the newest page after each change
 * ```
 */
export interface SuggestArea {
  readonly handlers: AreaHandlers<typeof suggestArea>;
  /** Starts the thread, so that the first question finds it ready. */
  warm(): void;
  /** The hub's lists changed: a thread that is up is replaced by one that knows them. */
  listsChanged(): void;
  stop(): void;
}

/** Orders go to the thread so many at a time, with a pause between, that main stays free. */
const PAGE = 50;
const PAGE_PAUSE_MILLISECONDS = 25;
/** What changed is read again after a moment, many changes at once. */
const CHANGE_PAUSE_MILLISECONDS = 500;
/** Orders older than this teach nothing any more. */
const REMEMBERED_MILLISECONDS = 180 * 24 * 60 * 60 * 1000;
/** More would only cost memory: 30 days of the whole city. */
const MOST_ORDERS = 100_000;

interface Thread {
  readonly client: AreaClient<typeof suggestThreadArea>;
  readonly close: () => void;
}

export function createSuggestions(options: SuggestionsOptions): SuggestArea {
  const { orders, clock, log, schedule, spawn } = options;
  let thread: Thread | undefined;
  let cancel: () => void = () => undefined;
  let asked: { input: SuggestInput; answers: Array<Waiting> } | undefined;
  let isBusy = false;

  const send = (into: Thread, page: KnownOrder[]) => {
    into.client
      .putOrders(page)
      .catch((error: unknown) => log.warn('suggest-orders', { code: codeOf(error) }));
  };
  /** A page of orders; none when the cache fails, which the areas that write to it tell the person. */
  const read = (after: { submittedAt: number; id: string } | null): KnownOrder[] => {
    try {
      return orders.page(clock.wall() - REMEMBERED_MILLISECONDS, after, PAGE);
    } catch (error) {
      log.warn('suggest-orders', { code: codeOf(error) });
      return [];
    }
  };

  const feed = (into: Thread, after: { submittedAt: number; id: string } | null, sent: number) => {
    if (thread !== into) return;
    const page = read(after);
    const last = page.at(-1);
    if (last === undefined || sent >= MOST_ORDERS) return;
    send(into, page);
    cancel = schedule(PAGE_PAUSE_MILLISECONDS, () => feed(into, last, sent + page.length));
  };

  const start = (): Thread => {
    const endpoint = createEndpoint({
      contract: suggestThreadContract,
      channel: spawn(),
      peer: 'main',
      self: 'main',
      handlers: {},
      onFault: (fault) => log.error('suggest-message-refused', { code: codeOf(fault) }),
    });
    const started: Thread = { client: endpoint.client('thread'), close: () => endpoint.close() };
    thread = started;
    endpoint.onClose(() => {
      if (thread !== started) return;
      thread = undefined;
      log.error('suggest-thread-ended');
    });
    feed(started, null, 0);
    return started;
  };

  let changePending = false;
  const stopListening = orders.onChanged(() => {
    if (thread === undefined || changePending) return;
    changePending = true;
    schedule(CHANGE_PAUSE_MILLISECONDS, () => {
      changePending = false;
      if (thread === undefined) return;
      const newest = read(null);
      if (newest.length > 0) send(thread, newest);
    });
  });

  const ask = async (input: SuggestInput): Promise<Suggestions> => {
    const { client } = thread ?? start();
    try {
      const answer = await client.suggest({ input, now: clock.wall() });
      return {
        ...answer,
        duplicates: answer.duplicates
          .filter(({ orderId }) => orders.isOpen(orderId))
          .slice(0, MOST_DUPLICATES),
      };
    } catch (error) {
      throw new CodedError('suggest-unavailable', 'Suggestions could not be computed.', { cause: error });
    }
  };

  /** One question at a time; of those that wait, the newest stands for all: nobody wants the answer to older text. */
  const next = () => {
    if (isBusy || asked === undefined) return;
    const { input, answers } = asked;
    asked = undefined;
    isBusy = true;
    void ask(input)
      .then(
        (suggestions) => {
          for (const { resolve } of answers) resolve(suggestions);
        },
        (error: unknown) => {
          for (const { reject } of answers) reject(error);
        },
      )
      .finally(() => {
        isBusy = false;
        next();
      });
  };

  return {
    handlers: {
      forText: (input) =>
        new Promise((resolve, reject) => {
          asked = { input, answers: [...(asked?.answers ?? []), { resolve, reject }] };
          next();
        }),
    },
    warm: () => void (thread ?? start()),
    listsChanged: () => {
      const before = thread;
      if (before === undefined) return;
      cancel();
      thread = undefined;
      before.close();
      start();
    },
    stop: () => {
      stopListening();
      cancel();
      const stopped = thread;
      thread = undefined;
      stopped?.close();
    },
  };
}

interface Waiting {
  readonly resolve: (suggestions: Suggestions) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Starts the thread from where this code runs: beside the bundle, or one folder above it for a chunk of the bundle,
 * or from the source.
 */
export function spawnSuggestWorker(assets: string, log: Log, lists: GivenLists = {}): Channel {
  const places = ['./suggest-worker.js', '../suggest-worker.js', './worker.ts'];
  const files = places.map((place) => new URL(place, import.meta.url));
  // Where there is none, the thread fails to start, which is logged like every other end of it.
  const file = files.find((one) => existsSync(fileURLToPath(one))) ?? new URL('./worker.ts', import.meta.url);
  const worker = new Worker(file, { name: 'suggest', workerData: { assets, lists } });
  worker.on('error', (error) =>
    log.error('suggest-thread-failed', { code: codeOf(error), name: error.name }),
  );
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onClose: (listener) => void worker.on('exit', () => listener()),
    close: () => void worker.terminate(),
  };
}

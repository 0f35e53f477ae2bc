import { createParser } from 'eventsource-parser';
import { type Clock, codeOf, messageOf } from '#shared/domain/index.ts';
import {
  FEED_NAMES,
  type FeedItem,
  type FeedName,
  hubChangedEventSchema,
} from '#shared/hub-protocol/index.ts';
import type { Cache } from '../cache/index.ts';
import type { Log } from '../log/index.ts';
import { getFeedPage, type HubAddress, openEvents } from './hub-client.ts';

/** What the hub keeps for its seats, as this seat last pulled it. Also there without a hub. */
export interface Feeds {
  /** In the order of their keys. Who reads a feed parses its bodies by a schema of its own. */
  list(name: FeedName): FeedItem[];
  /** The feed's items changed on disk. */
  onChanged(name: FeedName, listener: () => void): () => void;
}

export interface FeedsOptions {
  readonly cache: Pick<Cache, 'feeds'>;
  readonly clock: Clock;
  readonly seat: number;
  readonly hub: () => HubAddress | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly random: () => number;
  readonly log: Log;
}

/** Besides the reader's side: what sync steers. */
export interface FeedPuller extends Feeds {
  /** The hub answers again after it did not: pull now, and listen. */
  hubIsBack(): void;
  start(): void;
  /** Resolves when the cache is not touched any more. */
  stop(): Promise<void>;
}

/** One page, or one beginning of the event line, must have come by then. */
const REQUEST_TIMEOUT = 15_000;
/** The hub speaks at least every 15 s; a line that is silent for this long is dead. */
const SILENCE_TIMEOUT = 45_000;
/** How often everything is pulled while there is no event line, and while there is one (a net below it). */
const POLL_INTERVAL = 30_000;
const NET_INTERVAL = 600_000;
/** An event reaches every seat at once; their pulls spread over this time. */
const SPREAD = 1_000;

/**
 * Keeps the feeds fresh (docs/spec/sync.md, SY-12 to SY-15). Two things go on beside each other:
 * ```
 *   listening:  apart ── connected, «hello» ──▶ listening ── «changed» ──▶ marks that feed
 *                 ▲                                 │
 *                 ╰── ended, silent for 45 s ───────╯        each «hello» marks every feed
 *
 *   pulling:    resting ── a mark, or 30 s (10 min while listening) ──▶ pulling marked feeds, page by page
 *                  ▲                                                          │
 *                  ╰── none is marked, or a pull failed (marks stay) ─────────╯
 * ```
 */
export function createFeeds(options: FeedsOptions): FeedPuller {
  const { cache, clock, fetch, schedule, random, log } = options;
  const listeners = new Map<FeedName, Set<() => void>>();
  const marked = new Set<FeedName>();
  /** Feeds that this hub does not have; asked again when it says hello. */
  const absent = new Set<FeedName>();
  let stopped = true;
  let listening = false;
  let connecting = false;
  let pulling: Promise<void> | undefined;
  let line: Promise<void> | undefined;
  let cancelPull: () => void = () => undefined;
  const aborts = new Set<AbortController>();

  const mark = (name: FeedName) => {
    if (!absent.has(name)) marked.add(name);
  };
  const markAll = () => {
    absent.clear();
    for (const name of FEED_NAMES) marked.add(name);
  };

  /** Runs something that a signal can end: at the time given, on stop, or by its caller. */
  const abortable = async <T>(
    milliseconds: number,
    run: (signal: AbortSignal, again: (milliseconds: number) => void) => Promise<T>,
  ): Promise<T> => {
    const controller = new AbortController();
    aborts.add(controller);
    const over = () => controller.abort(new Error('no answer in time'));
    let cancel = schedule(milliseconds, over);
    try {
      return await run(controller.signal, (next) => {
        cancel();
        cancel = schedule(next, over);
      });
    } finally {
      cancel();
      aborts.delete(controller);
    }
  };

  /** Pulls one feed to its end. Answers whether the hub gave what was asked. */
  const pull = async (hub: HubAddress, name: FeedName): Promise<boolean> => {
    // What replaces everything is written when all of it has come: half a feed would be worse than an old one.
    let replacing: FeedItem[] | undefined;
    let cursor = cache.feeds.position(name)?.cursor;
    for (let more = true; more; ) {
      const answer = await abortable(REQUEST_TIMEOUT, (signal) =>
        getFeedPage(fetch, hub, name, options.seat, cursor, signal),
      );
      if (stopped) return false;
      if (answer.kind !== 'answered') {
        if (answer.why !== 'HTTP 404 not-found') return false;
        absent.add(name);
        return true;
      }
      const page = answer.value;
      if (page.reset) replacing = [];
      replacing?.push(...page.items);
      const stuck = page.more && page.cursor === cursor;
      more = page.more && !stuck;
      cursor = page.cursor;
      if (replacing === undefined || !more) {
        const items = replacing ?? page.items;
        const change = { reset: replacing !== undefined, items, cursor, at: clock.wall() };
        if (cache.feeds.apply(name, change)) for (const listener of listeners.get(name) ?? []) listener();
      }
      if (stuck) log.warn('feed-stuck', { feed: name });
    }
    return true;
  };

  const pullMarked = async (): Promise<void> => {
    const hub = options.hub();
    if (hub === undefined) return;
    for (let [name] = marked; name !== undefined && !stopped; [name] = marked) {
      marked.delete(name);
      if (await pull(hub, name)) continue;
      mark(name);
      return;
    }
  };

  const pullNow = () => {
    cancelPull();
    if (stopped || pulling !== undefined) return;
    listen();
    pulling = pullMarked()
      .catch((error: unknown) => {
        log.error('feeds-failed', { code: codeOf(error), message: messageOf(error) });
      })
      .finally(() => {
        pulling = undefined;
        if (stopped) return;
        cancelPull = schedule(listening && marked.size === 0 ? NET_INTERVAL : POLL_INTERVAL, () => {
          for (const name of FEED_NAMES) mark(name);
          pullNow();
        });
      });
  };

  /** Pulls soon, but not with every other seat at once. */
  const pullSoon = () => {
    cancelPull();
    cancelPull = schedule(random() * SPREAD, pullNow);
  };

  const onEvent = (event: string | undefined, data: string) => {
    if (event === 'hello') {
      listening = true;
      markAll();
      return pullSoon();
    }
    if (event !== 'changed') return;
    const name = FEED_NAMES.find((one) => one === changedFeed(data));
    if (name === undefined) return;
    mark(name);
    pullSoon();
  };

  const follow = (hub: HubAddress): Promise<void> =>
    abortable(REQUEST_TIMEOUT, async (signal, again) => {
      const response = await openEvents(fetch, hub, options.seat, signal);
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
      if (!response.ok || !isStream || response.body === null) {
        await response.body?.cancel();
        return;
      }
      const parser = createParser({ onEvent: ({ event, data }) => onEvent(event, data) });
      const decoder = new TextDecoder();
      for await (const chunk of response.body) {
        again(SILENCE_TIMEOUT);
        parser.feed(decoder.decode(chunk, { stream: true }));
        if (stopped) return;
      }
    });

  const listen = () => {
    const hub = options.hub();
    if (connecting || stopped || hub === undefined) return;
    connecting = true;
    line = follow(hub)
      .catch((error: unknown) => {
        if (!stopped) log.info('hub-events-ended', { why: messageOf(error) });
      })
      .finally(() => {
        connecting = false;
        // The next pull, half a minute from now at most, opens it again.
        if (listening && !stopped) pullSoonerThan(POLL_INTERVAL);
        listening = false;
      });
  };

  /** The line is gone: the long wait that it allowed ends too. */
  const pullSoonerThan = (milliseconds: number) => {
    if (pulling !== undefined) return;
    cancelPull();
    cancelPull = schedule(random() * milliseconds, () => {
      markAll();
      pullNow();
    });
  };

  return {
    list: (name) => cache.feeds.list(name),
    onChanged: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
    hubIsBack: () => {
      if (stopped) return;
      markAll();
      pullNow();
    },
    start: () => {
      stopped = false;
      markAll();
      pullNow();
    },
    stop: async () => {
      stopped = true;
      cancelPull();
      for (const controller of aborts) controller.abort(new Error('stopped'));
      await Promise.all([pulling, line]);
    },
  };
}

function changedFeed(data: string): string | undefined {
  try {
    return hubChangedEventSchema.safeParse(JSON.parse(data)).data?.feed;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

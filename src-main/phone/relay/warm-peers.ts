import { codeOf } from '#shared/domain/index.ts';
import type { Log } from '../../log/index.ts';
import { retryDelay } from '../registration.ts';
import type { Schedule } from '../transport/index.ts';
import type { PagePeer } from './page-peer.ts';

export interface WarmPeerOptions {
  /** Opens a session of the page, or undefined while there is no page. */
  readonly open: () => PagePeer | undefined;
  readonly schedule: Schedule;
  readonly random: () => number;
  readonly log: Log;
}

/** One session of the page that is ready before the ring, and the next one after each use. */
export interface WarmPeers {
  start(): void;
  /** The ready session, or one that is begun now; undefined without a page. */
  take(): PagePeer | undefined;
  /** The path of a session failed. Does nothing for one that is not the warm one. */
  lost(id: string): void;
  /** The thread has ended; the next one is asked for after a delay that grows with every failure. */
  threadLost(): void;
  /** The page is gone, and what was ready with it. */
  pageLost(): void;
  /** There is a page. */
  pageCame(): void;
  stop(): void;
}

/** Rest after a call took the warm one: its own media comes first. */
const REST_MILLISECONDS = 1_000;

export function createWarmPeers(options: WarmPeerOptions): WarmPeers {
  const { schedule, random, log } = options;
  let warm: PagePeer | undefined;
  let started = false;
  let failures = 0;
  let cancel: () => void = () => undefined;

  const later = (milliseconds: number) => {
    cancel();
    if (started) cancel = schedule(milliseconds, make);
  };
  const drop = () => {
    warm?.close();
    warm = undefined;
  };
  const fail = (code: string) => {
    log.warn('relay-warm-peer-failed', { code });
    drop();
    later(retryDelay(++failures, random));
  };
  const make = () => {
    cancel();
    if (warm || !started) return;
    const made = options.open();
    warm = made;
    made?.opened.then(
      () => {
        failures = 0;
      },
      (error: unknown) => {
        if (warm === made) fail(codeOf(error));
      },
    );
  };

  return {
    start: () => {
      started = true;
      make();
    },
    take: () => {
      const taken = warm ?? options.open();
      warm = undefined;
      later(REST_MILLISECONDS);
      return taken;
    },
    lost: (id) => {
      if (warm?.id === id) fail('connection-failed');
    },
    threadLost: () => fail('thread-ended'),
    pageLost: drop,
    pageCame: () => {
      drop();
      make();
    },
    stop: () => {
      started = false;
      cancel();
      drop();
    },
  };
}

import type { Clock } from '#shared/domain/index.ts';
import type { Cache } from '../cache/index.ts';
import type { Usage } from './order.ts';

export interface UsageOptions {
  readonly cache: Pick<Cache, 'scripts'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly seat: number;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly onOperation: () => void;
}

/** How often entries are used: counted here at once, told to the hub as totals. */
export interface UsageCounts {
  of(id: string): Usage | undefined;
  count(id: string, how: 'opened' | 'used'): void;
  /** Tells the hub from time to time. */
  start(): void;
  stop(): void;
}

/** How often the hub is told, ms. */
const TELL_INTERVAL = 60 * 60 * 1000;
/** Entries of one operation (hub protocol). */
const MOST_TOLD = 1_000;

export function createUsage({ cache, clock, newId, seat, schedule, onOperation }: UsageOptions): UsageCounts {
  let counts: Map<string, Usage> | undefined;
  let toldAt = clock.wall();
  let cancel: () => void = () => undefined;

  const known = (): Map<string, Usage> => {
    counts ??= new Map(cache.scripts.usage().map((row) => [row.id, row]));
    return counts;
  };

  const tell = () => {
    const now = clock.wall();
    const totals = cache.scripts
      .usage()
      .filter(({ openedUnsent, usedUnsent }) => openedUnsent + usedUnsent > 0)
      .slice(0, MOST_TOLD)
      .map(({ id, openedUnsent, usedUnsent }) => ({ id, opened: openedUnsent, used: usedUnsent }));
    if (totals.length === 0) return;
    const id = newId();
    cache.scripts.tellUsage(
      totals.map((one) => one.id),
      {
        id,
        kind: 'script.usage',
        subject: id,
        createdAt: now,
        payload: { seat, from: toldAt, to: now, totals },
      },
    );
    toldAt = now;
    onOperation();
  };

  const wait = () => {
    cancel = schedule(TELL_INTERVAL, () => {
      wait();
      tell();
    });
  };

  return {
    of: (id) => known().get(id),
    count: (id, how) => {
      const at = clock.wall();
      cache.scripts.count(id, how, at);
      const { opened, used } = known().get(id) ?? { opened: 0, used: 0 };
      known().set(id, {
        opened: opened + (how === 'opened' ? 1 : 0),
        used: used + (how === 'used' ? 1 : 0),
        lastAt: at,
      });
    },
    start: wait,
    stop: () => cancel(),
  };
}

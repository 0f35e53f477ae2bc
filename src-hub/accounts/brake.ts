import type { Clock } from '#shared/domain/index.ts';

/** At most so many in so many ms, for each key; a bucket that fills up again evenly. */
export interface Brake {
  /** Counts one; false when it is too many. */
  allows(key: string): boolean;
  /** Forgets what was counted for a key. */
  forgive(key: string): void;
}

/** More keys than this are never remembered: the fullest buckets, which hold nobody back, go first. */
const MOST_KEYS = 50_000;

export function createBrake(most: number, milliseconds: number, clock: Clock): Brake {
  const buckets = new Map<string, { left: number; at: number }>();
  const leftNow = (bucket: { left: number; at: number }) =>
    Math.min(most, bucket.left + ((clock.monotonic() - bucket.at) / milliseconds) * most);

  const sweep = () => {
    for (const [key, bucket] of buckets) if (leftNow(bucket) >= most) buckets.delete(key);
    for (const key of buckets.keys()) {
      if (buckets.size <= MOST_KEYS) return;
      buckets.delete(key);
    }
  };

  return {
    allows: (key) => {
      const bucket = buckets.get(key);
      const left = bucket === undefined ? most : leftNow(bucket);
      const allowed = left >= 1;
      buckets.set(key, { left: allowed ? left - 1 : left, at: clock.monotonic() });
      if (buckets.size > MOST_KEYS) sweep();
      return allowed;
    },
    forgive: (key) => void buckets.delete(key),
  };
}

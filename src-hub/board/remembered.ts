import type { Clock } from '#shared/domain/index.ts';

/**
 * Answers what `compute` answered last, unless that is older than so many milliseconds. Who asks while it is computed
 * gets the same; a failure is not remembered.
 */
export function remembered<T>(
  clock: Pick<Clock, 'monotonic'>,
  milliseconds: number,
  compute: () => Promise<T>,
): () => Promise<T> {
  let made: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    const now = clock.monotonic();
    if (made !== undefined && now - made.at < milliseconds) return made.value;
    const value = compute();
    const mine = { at: now, value };
    made = mine;
    value.catch(() => {
      if (made === mine) made = undefined;
    });
    return value;
  };
}

import type { z } from 'zod';
import { parseJson } from '#shared/domain/index.ts';
import type { Cache } from '../cache/index.ts';

/** What is being entered about orders after their submit, each key of it on disk until it is recorded. */
export interface Entries<T> {
  of(orderId: string): T | null;
  /** Null forgets it. */
  keep(orderId: string, entry: T | null): void;
}

/**
 * @param kind what is entered; forgotten with the order itself (`src-main/cache/purge.ts`)
 */
export function createEntries<T>(
  settings: Cache['settings'],
  kind: 'callback-entry' | 'order-entry',
  schema: z.ZodType<T>,
): Entries<T> {
  const keyOf = (orderId: string) => `${kind}.${orderId}`;
  return {
    of: (orderId) => {
      const kept = settings.get(keyOf(orderId));
      // One of another program's shape is entered anew.
      return kept === undefined ? null : (schema.safeParse(parseJson(kept)).data ?? null);
    },
    keep: (orderId, entry) => {
      if (entry === null) settings.remove(keyOf(orderId));
      else settings.set(keyOf(orderId), JSON.stringify(entry));
    },
  };
}

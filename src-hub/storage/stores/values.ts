import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/** Single values by a key of their own: running counts, what was seen before. Keys begin with the area's name. */
export interface ValueStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  /** Counts up from 1; two transactions never get the same. */
  next(key: string): Promise<number>;
}

export function createValueStore(kysely: Kysely<Tables>): ValueStore {
  return {
    get: async (key) =>
      (await kysely.selectFrom('hub_value').select('value').where('key', '=', key).executeTakeFirst())?.value,
    set: async (key, value) => {
      await kysely
        .insertInto('hub_value')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
    },
    next: async (key) => {
      const { value } = await kysely
        .insertInto('hub_value')
        .values({ key, value: '1' })
        .onConflict((conflict) =>
          conflict
            .column('key')
            .doUpdateSet({ value: sql<string>`CAST(CAST(hub_value.value AS INTEGER) + 1 AS TEXT)` }),
        )
        .returning('value')
        .executeTakeFirstOrThrow();
      return Number(value);
    },
  };
}

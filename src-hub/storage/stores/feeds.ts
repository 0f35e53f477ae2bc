import { type Kysely, sql } from 'kysely';
import type { FeedItem, FeedName, FeedPage } from '#shared/hub-protocol/index.ts';
import type { Tables } from '../tables.ts';

/** Whom an item is for: every seat, one, or the supervisors. */
export type Audience = 'all' | `seat:${number}` | 'supervisors';

/** That a feed has changed, and for whom; or that something has which the hall shows and no feed carries. */
export type FeedChange =
  | { readonly feed: FeedName; readonly audience: Audience }
  | { readonly feed: 'hall'; readonly audience: 'hall' };

/** What seats read by cursor (docs/spec/hub-protocol.md, HP-14). */
export interface FeedStore {
  /** An item takes the place of the one with its key; a body of null says that it is gone. */
  put(feed: FeedName, audience: Audience, items: readonly FeedItem[]): Promise<void>;
  /** What came after the cursor for these audiences. */
  page(
    feed: FeedName,
    audiences: readonly Audience[],
    cursor: string | undefined,
    limit: number,
  ): Promise<FeedPage>;
  /** Items of one audience that are not gone, in the order of their keys. */
  list(feed: FeedName, audience: Audience): Promise<FeedItem[]>;
  get(feed: FeedName, audience: Audience, key: string): Promise<FeedItem | undefined>;
}

/** What differs between the engines. */
export interface FeedClock {
  /** The stamp of this transaction: of two that wrote items, the later one to be seen has the greater. */
  stamp(): Promise<number>;
  /** Stamps from here on may still be joined by smaller ones that are not seen yet. */
  horizon(): Promise<number>;
  /** Changes when cursors given before mean nothing any more. */
  epoch(): Promise<string>;
}

/** How often a page is looked at again while a transaction that may belong into it is under way. */
const HORIZON_TRIES = 20;

/**
 * A cursor is `epoch.stamp.row`. Sequences alone would lose items on an engine with parallel writers: number 7 can
 * be committed after number 8 was read. So items are ordered by their transaction's stamp and a page ends before
 * the first transaction that is still under way.
 */
export function createFeedStore(
  kysely: Kysely<Tables>,
  clock: FeedClock,
  onChange: (change: FeedChange) => void,
  pause: () => Promise<void>,
): FeedStore {
  const select = (feed: FeedName, audience: Audience) =>
    kysely.selectFrom('feed_item').where('feed', '=', feed).where('audience', '=', audience);

  return {
    put: async (feed, audience, items) => {
      if (items.length === 0) return;
      const stamp = await clock.stamp();
      const rows = items.map(({ key, body }) => ({
        feed,
        key,
        audience,
        stamp,
        body: body === null || body === undefined ? null : JSON.stringify(body),
      }));
      for (let from = 0; from < rows.length; from += 500) {
        await kysely
          .insertInto('feed_item')
          .values(rows.slice(from, from + 500))
          .onConflict((conflict) =>
            conflict.columns(['feed', 'key', 'audience']).doUpdateSet((excluded) => ({
              stamp: excluded.ref('excluded.stamp'),
              body: excluded.ref('excluded.body'),
            })),
          )
          .execute();
      }
      onChange({ feed, audience });
    },

    page: async (feed, audiences, cursor, limit) => {
      const epoch = await clock.epoch();
      const after = cursorOf(cursor, epoch);
      const [stamp, row] = after ?? [-1, -1];
      const rowsBefore = async (horizon: number) =>
        kysely
          .selectFrom('feed_item')
          .select(['row_id', 'key', 'stamp', 'body'])
          .where('feed', '=', feed)
          .where('audience', 'in', [...audiences])
          .where('stamp', '>=', stamp)
          .where((where) =>
            where.or([
              where('stamp', '>', stamp),
              where.and([where('stamp', '=', stamp), where('row_id', '>', row)]),
            ]),
          )
          .where('stamp', '<', horizon)
          .orderBy('stamp')
          .orderBy('row_id')
          .limit(limit + 1)
          .execute();
      const isWaiting = async (horizon: number) =>
        (await kysely
          .selectFrom('feed_item')
          .select('row_id')
          .where('feed', '=', feed)
          .where('audience', 'in', [...audiences])
          .where('stamp', '>=', horizon)
          .limit(1)
          .executeTakeFirst()) !== undefined;

      let horizon = await clock.horizon();
      for (let tries = 0; tries < HORIZON_TRIES && (await isWaiting(horizon)); tries += 1) {
        await pause();
        horizon = await clock.horizon();
      }
      const rows = await rowsBefore(horizon);
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        feed,
        reset: after === undefined,
        // On a fresh reading nobody needs to hear of what is gone.
        items: shown
          .filter(({ body }) => after !== undefined || body !== null)
          .map(({ key, body }) => ({ key, body: body === null ? null : (JSON.parse(body) as unknown) })),
        cursor: last ? `${epoch}.${last.stamp}.${last.row_id}` : `${epoch}.${stamp}.${row}`,
        more: rows.length > limit,
      };
    },

    list: async (feed, audience) => {
      const rows = await select(feed, audience)
        .select(['key', 'body'])
        .where('body', 'is not', null)
        .orderBy('key')
        .execute();
      return rows.map(({ key, body }) => ({ key, body: JSON.parse(body ?? 'null') as unknown }));
    },

    get: async (feed, audience, key) => {
      const row = await select(feed, audience)
        .select(['key', 'body'])
        .where('key', '=', key)
        .executeTakeFirst();
      if (row === undefined || row.body === null) return undefined;
      return { key: row.key, body: JSON.parse(row.body) as unknown };
    },
  };
}

/** Stamp and row of a cursor that this epoch gave; undefined for none and for any other. */
function cursorOf(cursor: string | undefined, epoch: string): [number, number] | undefined {
  const parts = cursor?.split('.');
  if (parts?.length !== 3 || parts[0] !== epoch) return undefined;
  const [stamp, row] = [Number(parts[1]), Number(parts[2])];
  return Number.isSafeInteger(stamp) && Number.isSafeInteger(row) ? [stamp, row] : undefined;
}

/** The epoch that is written down; changed by a restore. */
export async function storedEpoch(kysely: Kysely<Tables>): Promise<string> {
  const row = await kysely
    .selectFrom('hub_value')
    .select('value')
    .where('key', '=', 'feed-epoch')
    .executeTakeFirst();
  return row?.value ?? '0';
}

export const sqlNumber = async (kysely: Kysely<Tables>, statement: string): Promise<number> => {
  const { rows } = await sql.raw<{ value: number }>(statement).execute(kysely);
  return Number(rows[0]?.value);
};

import type { Database } from 'better-sqlite3-multiple-ciphers';
import type { FeedItem } from '#shared/hub-protocol/index.ts';
import { guarded } from './errors.ts';

/** What the hub keeps for this seat, as it was when last pulled. Bodies are parsed by who reads the feed. */
export interface FeedStore {
  /** In the order of their keys. */
  list(feed: string): FeedItem[];
  /** Where the next pull begins, and when the last one was (epoch ms); undefined before the first. */
  position(feed: string): { cursor: string; pulledAt: number } | undefined;
  /**
   * Items and cursor in one transaction; an item without a body goes. With `reset` they take the place of all.
   *
   * @returns whether anything but the cursor changed
   */
  apply(
    feed: string,
    change: { reset: boolean; items: readonly FeedItem[]; cursor: string; at: number },
  ): boolean;
}

export function createFeedStore(database: Database): FeedStore {
  const list = database.prepare<[string], { key: string; body: string }>(
    'SELECT key, body FROM feed_items WHERE feed = ? ORDER BY key',
  );
  const position = database.prepare<[string], { cursor: string; pulledAt: number }>(
    'SELECT cursor, pulled_at AS pulledAt FROM feeds WHERE name = ?',
  );
  const move = database.prepare<[string, string, number]>(
    `INSERT INTO feeds (name, cursor, pulled_at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor, pulled_at = excluded.pulled_at`,
  );
  const clear = database.prepare<[string]>('DELETE FROM feed_items WHERE feed = ?');
  const remove = database.prepare<[string, string]>('DELETE FROM feed_items WHERE feed = ? AND key = ?');
  const put = database.prepare<[string, string, string]>(
    `INSERT INTO feed_items (feed, key, body) VALUES (?, ?, ?)
     ON CONFLICT (feed, key) DO UPDATE SET body = excluded.body WHERE body <> excluded.body`,
  );
  const apply = database.transaction((feed: string, change: Parameters<FeedStore['apply']>[1]) => {
    let changes = change.reset ? clear.run(feed).changes : 0;
    for (const { key, body } of change.items) {
      const gone = body === null || body === undefined;
      changes += (gone ? remove.run(feed, key) : put.run(feed, key, JSON.stringify(body))).changes;
    }
    move.run(feed, change.cursor, change.at);
    return changes > 0;
  });
  return guarded<FeedStore>({
    list: (feed) => list.all(feed).map(({ key, body }) => ({ key, body: JSON.parse(body) as unknown })),
    position: (feed) => position.get(feed),
    apply: (feed, change) => apply(feed, change),
  });
}

import type { Database } from 'better-sqlite3-multiple-ciphers';
import { guarded } from './errors.ts';
import { indexText } from './order-index.ts';

/** Forgets what the hub has and the seat has kept long enough (rule WO-22). */
export interface OrderPurge {
  /**
   * Removes orders submitted before `before` (epoch ms) of which the hub has everything and nobody is to be
   * called back: the order, its events, its history, its numbers and texts, its rows in the outbox,
   * and what was being entered about it.
   *
   * @param limit at most so many at once, so that a keystroke never waits for it
   * @returns how many
   */
  run(before: number, limit: number): number;
}

export const PURGE_QUERIES = {
  old: `SELECT rowid, id FROM orders WHERE submitted_at < @before AND callback_since IS NULL
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.subject = orders.id AND outbox.received_at IS NULL
      AND outbox.closed_at IS NULL)
    ORDER BY submitted_at LIMIT @limit`,
};

export function createOrderPurge(database: Database): OrderPurge {
  const old = database.prepare<{ before: number; limit: number }, { rowid: number; id: string }>(
    PURGE_QUERIES.old,
  );
  const removals = [
    'DELETE FROM order_events WHERE order_id = ?',
    'DELETE FROM order_numbers WHERE order_id = ?',
    'DELETE FROM changes WHERE subject = ?',
    'DELETE FROM outbox WHERE subject = ?',
    "DELETE FROM settings WHERE key = 'callback-entry.' || ?",
    "DELETE FROM settings WHERE key = 'order-entry.' || ?",
    'DELETE FROM orders WHERE id = ?',
  ].map((sql) => database.prepare<[string]>(sql));
  const text = indexText(database);
  const run = database.transaction((before: number, limit: number) => {
    const rows = old.all({ before, limit });
    for (const { rowid, id } of rows) {
      text.remove(rowid);
      for (const removal of removals) removal.run(id);
    }
    return rows.length;
  });
  return guarded<OrderPurge>({ run: (before, limit) => run(before, limit) });
}

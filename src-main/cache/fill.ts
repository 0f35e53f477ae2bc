import { join } from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { type CallerRow, callerRowsOf, indexCallers } from './caller-index.ts';
import { unlock } from './open-cache.ts';
import { indexText } from './order-index.ts';
import type { StoredOrder } from './order-rows.ts';

/** Pages kept while a file is filled, KiB: the indexes of a million orders fit. */
const FILLING_CACHE_KIB = 1_500_000;

/**
 * Puts orders into a seat's closed cache as if the hub had told of them: one transaction without a log, prepared
 * statements, callers in the order of their numbers and their indexes at the end. For benches only: a power cut in the middle
 * leaves a file that is good for nothing.
 *
 * @param directory of a cache that was opened once and closed
 * @param onProgress told how many are in, from time to time
 */
export function fillWithOrders(
  directory: string,
  key: Buffer,
  orders: Iterable<StoredOrder>,
  onProgress: (count: number) => void,
): void {
  const database = new Sqlite(join(directory, 'cache.db'));
  try {
    unlock(database, key);
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.pragma(`cache_size = -${FILLING_CACHE_KIB}`);
    database.pragma('foreign_keys = OFF');
    const indexes = database
      .prepare<[], { name: string; sql: string }>(
        `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = 'order_numbers'`,
      )
      .all();
    const insert = database.prepare<[string, string]>('INSERT INTO orders (id, body) VALUES (?, ?)');
    const callers = indexCallers(database);
    const text = indexText(database);
    database.exec('BEGIN');
    for (const { name } of indexes) database.exec(`DROP INDEX ${name}`);
    const rows: CallerRow[] = [];
    let count = 0;
    for (const order of orders) {
      const { lastInsertRowid } = insert.run(order.id, JSON.stringify(order));
      text.put(lastInsertRowid, order);
      rows.push(...callerRowsOf(order));
      count += 1;
      if (count % 100_000 === 0) onProgress(count);
    }
    rows.sort(([one], [other]) => (one < other ? -1 : Number(one > other)));
    rows.forEach(callers.insert);
    for (const { sql } of indexes) database.exec(sql);
    database.exec('COMMIT');
    database.pragma('journal_mode = WAL');
  } finally {
    database.close();
  }
}

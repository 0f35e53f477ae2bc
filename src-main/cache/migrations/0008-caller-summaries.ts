import type { Database } from 'better-sqlite3-multiple-ciphers';
import { indexCallers } from '../caller-index.ts';
import type { Migration } from '../migrate.ts';
import { storedOrderSchema } from '../order-rows.ts';

/**
 * What a screen pop shows of an order lies in the index by number itself: the newest orders of a number are one run of
 * neighbouring rows, and a ring reads no order. The narrow index beside it counts the orders of a number that has
 * thousands of them.
 */
export const migration: Migration = {
  version: 8,
  sql: `
    DROP TABLE order_numbers;
    CREATE TABLE order_numbers (
      number TEXT NOT NULL,
      submitted_at REAL NOT NULL,
      order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
      summary TEXT NOT NULL CHECK (json_valid(summary)),
      PRIMARY KEY (number, submitted_at, order_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX order_numbers_by_order ON order_numbers (order_id);
    CREATE INDEX order_numbers_counted ON order_numbers (number, submitted_at);
  `,
  after: (database: Database) => {
    const rows = database.prepare<[], { body: string }>('SELECT body FROM orders').iterate();
    const orders = Array.from(rows, ({ body }) => storedOrderSchema.parse(JSON.parse(body)));
    const callers = indexCallers(database);
    for (const order of orders) callers.add(order);
  },
};

import type { Database } from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import { emptyFields } from '#shared/domain/index.ts';
import { createChangeLog } from '../changes.ts';
import { BEGINNING, createDraftStore, deltasOf } from '../drafts.ts';
import type { Migration } from '../migrate.ts';
import { indexText, numbersOf } from '../order-index.ts';

/**
 * Work orders with their life after the submit, the history of every field, full text and callers.
 *
 * `changes` holds a draft's steps of typing and the order's later changes: the order keeps its draft's id, so
 * nothing moves at the submit. `state` is where a step stands towards undo: done, undone, or null (history only).
 *
 * `order_numbers` and `order_text` are indexes of the orders' bodies that SQL can't generate, written together
 * with them. The text index holds no text (`content=''`); its rows are the rowids of `orders`: this file must
 * never be vacuumed, which would number them anew.
 */
export const migration: Migration = {
  version: 6,
  sql: `
    CREATE TABLE changes (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      subject TEXT NOT NULL,
      writer TEXT NOT NULL,
      state TEXT CHECK (state IN ('done', 'undone')),
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;
    CREATE INDEX changes_by_subject ON changes (subject, sequence);
    CREATE INDEX changes_by_state ON changes (subject, state, sequence) WHERE state IS NOT NULL;

    CREATE TABLE draft_cursors (
      draft_id TEXT PRIMARY KEY REFERENCES drafts (id) ON DELETE CASCADE,
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT, WITHOUT ROWID;

    UPDATE orders SET body = json_set(body,
      '$.operator', '', '$.mine', json('true'), '$.stateAt', body ->> '$.submittedAt',
      '$.state', CASE body ->> '$.fields.handling' WHEN 'dispatched' THEN 'to-dispatch' ELSE 'closed-at-once' END);

    ALTER TABLE orders ADD COLUMN state TEXT
      GENERATED ALWAYS AS (body ->> '$.state') VIRTUAL;
    ALTER TABLE orders ADD COLUMN due_at REAL
      GENERATED ALWAYS AS (coalesce(body ->> '$.fields.deadlineAt', body ->> '$.deadline.at')) VIRTUAL;
    ALTER TABLE orders ADD COLUMN callback_since REAL
      GENERATED ALWAYS AS (body ->> '$.callback.since') VIRTUAL;
    ALTER TABLE orders ADD COLUMN mine INTEGER
      GENERATED ALWAYS AS (body ->> '$.mine') VIRTUAL;
    CREATE INDEX orders_to_call_back ON orders (callback_since) WHERE callback_since IS NOT NULL;
    CREATE INDEX orders_mine ON orders (submitted_at, id) WHERE mine = 1;

    CREATE TABLE order_events (
      id TEXT PRIMARY KEY,
      order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
      body TEXT NOT NULL CHECK (json_valid(body)),
      at REAL NOT NULL GENERATED ALWAYS AS (body ->> '$.at') VIRTUAL
    ) STRICT;
    CREATE INDEX order_events_by_order ON order_events (order_id, at);

    CREATE TABLE order_numbers (
      number TEXT NOT NULL,
      submitted_at REAL NOT NULL,
      order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
      PRIMARY KEY (number, submitted_at, order_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX order_numbers_by_order ON order_numbers (order_id);

    CREATE VIRTUAL TABLE order_text USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'ascii');

    CREATE TABLE number_marks (
      number TEXT PRIMARY KEY,
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE local_places (
      id TEXT PRIMARY KEY,
      body TEXT NOT NULL CHECK (json_valid(body)),
      added_at REAL NOT NULL GENERATED ALWAYS AS (body ->> '$.addedAt') VIRTUAL
    ) STRICT;
    CREATE INDEX local_places_by_time ON local_places (added_at);

    DROP INDEX orders_by_caller_number;
  `,
  after: (database) => {
    indexAll(database);
    beginHistories(database);
  },
};

const oldOrderSchema = z.looseObject({
  id: z.string(),
  number: z.string(),
  submittedAt: z.number(),
  fields: z.looseObject({ callerNumber: z.string() }),
});

/** Numbers and texts of the orders that were there before their indexes. */
function indexAll(database: Database): void {
  const rows = database.prepare<[], { rowid: number; body: string }>('SELECT rowid, body FROM orders').all();
  const insertNumber = database.prepare<[string, number, string]>(
    'INSERT INTO order_numbers (number, submitted_at, order_id) VALUES (?, ?, ?)',
  );
  const text = indexText(database);
  for (const { rowid, body } of rows) {
    const order = oldOrderSchema.parse(JSON.parse(body));
    for (const number of numbersOf(order)) insertNumber.run(number, order.submittedAt, order.id);
    text.put(rowid, order);
  }
}

/** Gives each open draft the beginning of its history. */
function beginHistories(database: Database): void {
  const changes = createChangeLog(database);
  for (const { id, createdAt, fields } of createDraftStore(database, changes).list()) {
    const author = { writer: BEGINNING, operator: '', at: createdAt };
    changes.record(id, author, deltasOf(emptyFields, Object.entries(fields)));
    changes.close(id);
  }
}

import type { Migration } from '../migrate.ts';

/**
 * The outbox takes operations of any kind: order is kept per subject instead of per order, and a refused one can
 * be mended, sent again or set aside by a person. What the hub keeps for its seats (feeds) is stored beside.
 */
export const migration: Migration = {
  version: 3,
  sql: `
    CREATE TABLE outbox_by_subject (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      subject TEXT NOT NULL,
      created_at REAL NOT NULL,
      operation TEXT CHECK (json_valid(operation)),
      received_at REAL,
      refused_at REAL,
      refusal_reason TEXT,
      refusal_message TEXT,
      closed_at REAL,
      CHECK (received_at IS NULL OR refused_at IS NULL),
      CHECK ((refused_at IS NULL) = (refusal_reason IS NULL)),
      CHECK ((refused_at IS NULL) = (refusal_message IS NULL)),
      CHECK (closed_at IS NULL OR refused_at IS NOT NULL),
      CHECK (operation IS NOT NULL OR received_at IS NOT NULL)
    ) STRICT;
    INSERT INTO outbox_by_subject
      SELECT sequence, id, 'work-order.submit', order_id, created_at,
        CASE WHEN operation IS NULL THEN NULL ELSE json_set(operation, '$.subject', order_id) END,
        received_at,
        CASE WHEN refusal IS NULL THEN NULL ELSE created_at END,
        CASE WHEN refusal IS NULL THEN NULL ELSE substr(refusal, 1, instr(refusal, ': ') - 1) END,
        CASE WHEN refusal IS NULL THEN NULL ELSE substr(refusal, instr(refusal, ': ') + 2) END,
        NULL
      FROM outbox;
    DROP TABLE outbox;
    ALTER TABLE outbox_by_subject RENAME TO outbox;
    CREATE INDEX outbox_by_subject ON outbox (subject, kind, sequence);
    CREATE INDEX outbox_waiting ON outbox (sequence) WHERE received_at IS NULL AND refused_at IS NULL;
    CREATE INDEX outbox_refused ON outbox (subject, sequence)
      WHERE refused_at IS NOT NULL AND closed_at IS NULL;

    CREATE TABLE feeds (
      name TEXT PRIMARY KEY,
      cursor TEXT NOT NULL,
      pulled_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE feed_items (
      feed TEXT NOT NULL,
      key TEXT NOT NULL,
      body TEXT NOT NULL CHECK (json_valid(body)),
      PRIMARY KEY (feed, key)
    ) STRICT, WITHOUT ROWID;
  `,
};

import type { Migration } from '../migrate.ts';

/**
 * The first schema. A row is its JSON body; a column beside it exists only where a query needs one, and is
 * generated from the body, so that the two can't disagree. The exception is the outbox, whose body goes away
 * once the hub has it: personal data is not kept twice.
 */
export const migration: Migration = {
  version: 1,
  sql: `
    CREATE TABLE drafts (
      id TEXT PRIMARY KEY,
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;

    CREATE TABLE draft_writers (
      draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
      writer TEXT NOT NULL,
      sequence INTEGER NOT NULL CHECK (sequence > 0),
      PRIMARY KEY (draft_id, writer)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE orders (
      id TEXT PRIMARY KEY,
      body TEXT NOT NULL CHECK (json_valid(body)),
      number TEXT NOT NULL GENERATED ALWAYS AS (body ->> '$.number') VIRTUAL,
      submitted_at REAL NOT NULL GENERATED ALWAYS AS (body ->> '$.submittedAt') VIRTUAL,
      caller_number TEXT NOT NULL GENERATED ALWAYS AS (body ->> '$.fields.callerNumber') VIRTUAL
    ) STRICT;
    CREATE UNIQUE INDEX orders_by_number ON orders (number);
    CREATE INDEX orders_by_submitted_at ON orders (submitted_at, id);
    CREATE INDEX orders_by_caller_number ON orders (caller_number, submitted_at);

    CREATE TABLE outbox (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      order_id TEXT NOT NULL REFERENCES orders (id),
      created_at REAL NOT NULL,
      operation TEXT CHECK (json_valid(operation)),
      received_at REAL,
      refusal TEXT,
      CHECK (received_at IS NULL OR refusal IS NULL),
      CHECK (operation IS NOT NULL OR received_at IS NOT NULL)
    ) STRICT;
    CREATE INDEX outbox_by_order ON outbox (order_id);
    CREATE INDEX outbox_waiting ON outbox (sequence) WHERE received_at IS NULL AND refusal IS NULL;
    CREATE INDEX outbox_refused ON outbox (sequence) WHERE refusal IS NOT NULL;

    CREATE TABLE calls (
      id TEXT PRIMARY KEY,
      body TEXT NOT NULL CHECK (json_valid(body)),
      ring_at REAL NOT NULL GENERATED ALWAYS AS (body ->> '$.ringAt') VIRTUAL,
      end_at REAL GENERATED ALWAYS AS (body ->> '$.endAt') VIRTUAL
    ) STRICT;
    CREATE INDEX calls_by_ring_at ON calls (ring_at);
    CREATE INDEX calls_unfinished ON calls (ring_at) WHERE end_at IS NULL;

    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};

import type { Migration } from '../migrate.ts';

/**
 * Dialogs that live, so that a call can be taken up again after a crash, and what happened at the seat that a
 * supervisor may ask about later.
 */
export const migration: Migration = {
  version: 2,
  sql: `
    CREATE TABLE dialogs (
      call_id TEXT PRIMARY KEY,
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE seat_events (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      body TEXT NOT NULL CHECK (json_valid(body)),
      at REAL NOT NULL GENERATED ALWAYS AS (body ->> '$.at') VIRTUAL
    ) STRICT;
    CREATE INDEX seat_events_by_time ON seat_events (at);
  `,
};

import type { Migration } from '../migrate.ts';

/**
 * The hash chain of records (docs/spec/records.md). `body` is the canonical JSON that `hash` is the SHA-256 of;
 * it is never updated. What names a person lies beside it and can be purged without touching the chain.
 */
export const migration: Migration = {
  version: 5,
  sql: `
    CREATE TABLE record_links (
      sequence INTEGER PRIMARY KEY,
      body TEXT NOT NULL CHECK (json_valid(body)),
      hash TEXT NOT NULL UNIQUE,
      personal TEXT CHECK (json_valid(personal)),
      kind TEXT NOT NULL GENERATED ALWAYS AS (body ->> '$.entry.kind') VIRTUAL,
      at REAL NOT NULL GENERATED ALWAYS AS (body ->> '$.at') VIRTUAL,
      call_id TEXT GENERATED ALWAYS AS (coalesce(body ->> '$.entry.record.id', body ->> '$.entry.callId')) VIRTUAL
    ) STRICT;
    CREATE INDEX record_links_by_time ON record_links (at);
    CREATE INDEX record_links_by_call ON record_links (call_id);
    CREATE UNIQUE INDEX record_links_one_for_a_call ON record_links (call_id) WHERE kind = 'call';

    DROP INDEX calls_unfinished;
    CREATE INDEX calls_unfinished ON calls (ring_at) WHERE end_at IS NULL AND body ->> '$.endReason' IS NULL;
  `,
};

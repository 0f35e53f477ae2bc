import type { Migration } from '../migrate.ts';

/**
 * The script library: every publication of an entry, drafts of its editors, how far guides were walked for a draft of
 * an order, notes to the editors, and how often entries were used.
 */
export const migration: Migration = {
  version: 4,
  sql: `
    CREATE TABLE script_versions (
      id TEXT NOT NULL,
      version INTEGER NOT NULL CHECK (version > 0),
      body TEXT NOT NULL CHECK (json_valid(body)),
      PRIMARY KEY (id, version)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE script_drafts (
      id TEXT PRIMARY KEY,
      text TEXT NOT NULL,
      changed_at REAL NOT NULL,
      author TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE guide_progress (
      draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
      guide_id TEXT NOT NULL,
      changed_at REAL NOT NULL,
      body TEXT NOT NULL CHECK (json_valid(body)),
      PRIMARY KEY (draft_id, guide_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE script_notes (
      id TEXT PRIMARY KEY,
      at REAL NOT NULL,
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX script_notes_by_time ON script_notes (at);

    CREATE TABLE script_usage (
      id TEXT PRIMARY KEY,
      opened INTEGER NOT NULL,
      used INTEGER NOT NULL,
      opened_unsent INTEGER NOT NULL,
      used_unsent INTEGER NOT NULL,
      last_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};

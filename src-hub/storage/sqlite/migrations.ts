/**
 * The schema's history. A migration's number is its place in this list (the first is 1), so numbers have no
 * gaps; one that has shipped is never edited. The file's number is SQLite's `user_version`.
 *
 * Times are epoch ms in REAL columns, as they cross the wire as JSON numbers.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE operation_outcome (
    operation_id TEXT PRIMARY KEY,
    outcome      TEXT NOT NULL CHECK (outcome IN ('accepted', 'refused')),
    received_at  REAL,
    reason       TEXT,
    message      TEXT,
    CHECK ((outcome = 'accepted') = (received_at IS NOT NULL)),
    CHECK ((outcome = 'refused') = (reason IS NOT NULL AND message IS NOT NULL))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE work_order (
    id           TEXT PRIMARY KEY,
    number       TEXT NOT NULL,
    seat         INTEGER NOT NULL,
    operator     TEXT NOT NULL,
    submitted_at REAL NOT NULL,
    received_at  REAL NOT NULL,
    fields       TEXT NOT NULL,
    call         TEXT
  ) STRICT;
  CREATE INDEX work_order_by_arrival ON work_order (received_at DESC, id DESC);
  `,
];

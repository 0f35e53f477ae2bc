import type { HubMigration } from './migration.ts';

/**
 * What the wallboard and the supervisors need: when a seat was last heard, keys for boards and for the exchange, and
 * indexes that hold all that their counts look at, so that no query of theirs reads an order.
 */
export const migration: HubMigration = {
  name: '0004-board',
  statements: ({ time, integer, strict }) => [
    `CREATE TABLE seat_presence (
      seat     ${integer} PRIMARY KEY,
      heard_at ${time} NOT NULL
    )${strict}`,
    `INSERT INTO seat_presence (seat, heard_at) SELECT seat, max(at) FROM seat_state GROUP BY seat`,

    // SQLite can't change a CHECK: the table is made anew.
    `CREATE TABLE outside_key_next (
      id           TEXT PRIMARY KEY,
      name         TEXT NOT NULL,
      scope        TEXT NOT NULL CHECK (scope IN ('open311', 'metrics', 'board', 'exchange')),
      key_digest   TEXT NOT NULL UNIQUE,
      created_at   ${time} NOT NULL,
      revoked_at   ${time}
    )${strict}`,
    `INSERT INTO outside_key_next (id, name, scope, key_digest, created_at, revoked_at)
      SELECT id, name, scope, key_digest, created_at, revoked_at FROM outside_key`,
    'DROP TABLE outside_key',
    'ALTER TABLE outside_key_next RENAME TO outside_key',

    'CREATE INDEX call_record_by_receipt ON call_record (received_at)',
    'CREATE INDEX work_order_counted_by_receipt ON work_order (received_at, area, category)',
    'CREATE INDEX work_order_counted_by_deadline ON work_order (deadline_at, area, is_open, answered_at)',
    'CREATE INDEX work_order_overdue ON work_order (deadline_at) WHERE is_open = 1 AND answered_at IS NULL',
  ],
};

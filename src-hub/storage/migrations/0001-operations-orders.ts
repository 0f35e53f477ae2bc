import type { HubMigration } from './migration.ts';

/**
 * The outcome of every operation, and the orders. IF NOT EXISTS: the first hubs made these tables before there
 * was a table of migrations.
 */
export const migration: HubMigration = {
  name: '0001-operations-orders',
  statements: ({ time, integer, strict }) => [
    `CREATE TABLE IF NOT EXISTS operation_outcome (
      operation_id TEXT PRIMARY KEY,
      outcome      TEXT NOT NULL CHECK (outcome IN ('accepted', 'refused')),
      received_at  ${time},
      reason       TEXT,
      message      TEXT,
      CHECK ((outcome = 'accepted') = (received_at IS NOT NULL)),
      CHECK ((outcome = 'refused') = (reason IS NOT NULL AND message IS NOT NULL))
    )${strict}`,
    `CREATE TABLE IF NOT EXISTS work_order (
      id           TEXT PRIMARY KEY,
      number       TEXT NOT NULL,
      seat         ${integer} NOT NULL,
      operator     TEXT NOT NULL,
      submitted_at ${time} NOT NULL,
      received_at  ${time} NOT NULL,
      fields       TEXT NOT NULL,
      call         TEXT
    )${strict}`,
    'CREATE INDEX IF NOT EXISTS work_order_by_arrival ON work_order (received_at DESC, id DESC)',
  ],
};

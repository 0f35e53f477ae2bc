import type { HubMigration } from './migration.ts';

/** Orders on their way to other platforms, one row for each connector and order. */
export const migration: HubMigration = {
  name: '0005-connector-tasks',
  statements: ({ time, integer, strict }) => [
    `CREATE TABLE connector_task (
      connector    TEXT NOT NULL,
      order_id     TEXT NOT NULL REFERENCES work_order (id),
      state        TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'person', 'done')),
      attempts     ${integer} NOT NULL,
      next_at      ${time} NOT NULL,
      remote_id    TEXT,
      remote_state TEXT,
      amendments   ${integer} NOT NULL,
      reason       TEXT,
      changed_at   ${time} NOT NULL,
      PRIMARY KEY (connector, order_id)
    )${strict}`,
    'CREATE INDEX connector_task_due ON connector_task (connector, state, next_at)',
  ],
};

import type { HubMigration } from './migration.ts';

/** Orders by who called: a seat whose telephone rings asks what the others know. */
export const migration: HubMigration = {
  name: '0006-order-callers',
  statements: ({ engine }) => [
    "ALTER TABLE work_order ADD COLUMN caller TEXT NOT NULL DEFAULT ''",
    `UPDATE work_order SET caller = coalesce(${
      engine === 'sqlite'
        ? "fields ->> '$.callerNumber'"
        : // As text: PostgreSQL's json can't read a string with \u0000 in it, which a field may have.
          `substring(fields from '"callerNumber":"([^"]*)"')`
    }, '')`,
    "CREATE INDEX work_order_by_caller ON work_order (caller, submitted_at) WHERE caller <> ''",
  ],
};

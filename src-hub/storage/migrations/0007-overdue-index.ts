import type { HubMigration } from './migration.ts';

/**
 * Overdue orders by an index whose columns the query names one by one: with an index for a part of the rows SQLite chose
 * the one by deadline instead, and looked at every deadline that ever passed.
 */
export const migration: HubMigration = {
  name: '0007-overdue-index',
  statements: () => [
    'DROP INDEX work_order_overdue',
    'CREATE INDEX work_order_unanswered ON work_order (is_open, answered_at, deadline_at)',
  ],
};

import type { Migration } from '../migrate.ts';

/**
 * What the hub has accepted is kept for a few days: a hub that was put back to yesterday's backup is given it again.
 */
export const migration: Migration = {
  version: 7,
  sql: `
    CREATE INDEX outbox_kept ON outbox (received_at) WHERE received_at IS NOT NULL AND operation IS NOT NULL;
  `,
};

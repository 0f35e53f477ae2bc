import { migration as first } from './0001-operations-orders.ts';
import { migration as second } from './0002-people-seats-feeds.ts';
import { migration as third } from './0003-order-life-calls.ts';
import { migration as fourth } from './0004-board.ts';
import { migration as fifth } from './0005-connector-tasks.ts';
import { migration as sixth } from './0006-order-callers.ts';
import { migration as seventh } from './0007-overdue-index.ts';
import type { HubMigration } from './migration.ts';

/** Every migration, in order. */
export const migrations: readonly HubMigration[] = [first, second, third, fourth, fifth, sixth, seventh];
export * from './migration.ts';

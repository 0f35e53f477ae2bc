import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { type AuditStore, createAuditStore } from './audit.ts';
import { type BoardStore, createBoardStore } from './board.ts';
import { type CallStore, createCallStore } from './calls.ts';
import { type ConnectorTaskStore, createConnectorTaskStore } from './connector-tasks.ts';
import { createFeedStore, type FeedChange, type FeedClock, type FeedStore } from './feeds.ts';
import { createOrderStore, type OrderStore } from './orders.ts';
import { createOutcomeStore, type OutcomeStore } from './outcomes.ts';
import {
  type AccountStore,
  createAccountStore,
  createOutsideKeyStore,
  createSeatStore,
  createSessionStore,
  type OutsideKeyStore,
  type SeatStore,
  type SessionStore,
} from './people.ts';
import { createValueStore, type ValueStore } from './values.ts';

/** Everything a hub keeps, seen from one transaction (or, for reading, from none). */
export interface HubStores {
  readonly outcomes: OutcomeStore;
  readonly orders: OrderStore;
  readonly calls: CallStore;
  readonly board: BoardStore;
  readonly feeds: FeedStore;
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly seats: SeatStore;
  readonly outsideKeys: OutsideKeyStore;
  readonly audit: AuditStore;
  readonly values: ValueStore;
  readonly connectorTasks: ConnectorTaskStore;
  /** Cursors given until now mean nothing any more: the data was put back to an earlier state. */
  newFeedEpoch(epoch: string): Promise<void>;
  feedEpoch(): Promise<string>;
  /** The storage answers. */
  ping(): Promise<void>;
}

/** What the engine has to bring. */
export interface StoresOptions {
  readonly clock: FeedClock;
  readonly onFeedChange: (change: FeedChange) => void;
  readonly lockAudit: () => Promise<void>;
  /** A short while, for a transaction of somebody else to end. */
  readonly pause: () => Promise<void>;
}

export function createStores(kysely: Kysely<Tables>, options: StoresOptions): HubStores {
  const hallChanged = () => options.onFeedChange({ feed: 'hall', audience: 'hall' });
  return {
    outcomes: createOutcomeStore(kysely),
    orders: createOrderStore(kysely, hallChanged),
    calls: createCallStore(kysely, hallChanged),
    board: createBoardStore(kysely, hallChanged),
    feeds: createFeedStore(kysely, options.clock, options.onFeedChange, options.pause),
    accounts: createAccountStore(kysely),
    sessions: createSessionStore(kysely),
    seats: createSeatStore(kysely),
    outsideKeys: createOutsideKeyStore(kysely),
    audit: createAuditStore(kysely, options.lockAudit),
    values: createValueStore(kysely),
    connectorTasks: createConnectorTaskStore(kysely),
    newFeedEpoch: async (epoch) => {
      await kysely
        .insertInto('hub_value')
        .values({ key: 'feed-epoch', value: epoch })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: epoch }))
        .execute();
    },
    feedEpoch: () => options.clock.epoch(),
    ping: async () => {
      await sql`SELECT 1`.execute(kysely);
    },
  };
}

import type { Database } from 'better-sqlite3-multiple-ciphers';
import { type CallerStore, createCallerStore } from './callers.ts';
import { type CallStore, createCallStore } from './calls.ts';
import { type ChangeLog, createChangeLog } from './changes.ts';
import { createDialogStore, type DialogStore } from './dialogs.ts';
import { createDraftStore, type DraftStore } from './drafts.ts';
import { createFeedStore, type FeedStore } from './feeds.ts';
import { createOrderLists, type OrderLists } from './order-lists.ts';
import { createOrderMatterStore, type OrderMatterStore } from './order-matters.ts';
import { createOrderStore, type OrderStore } from './orders.ts';
import { createOutboxStore, type OutboxStore } from './outbox.ts';
import { createPlaceStore, type PlaceStore } from './places.ts';
import { createOrderPurge, type OrderPurge } from './purge.ts';
import { createRecordLinkStore, type RecordLinkStore } from './record-links.ts';
import { createScriptStore, type ScriptStore } from './scripts.ts';
import { createSeatEventStore, type SeatEventStore } from './seat-events.ts';
import { createSettingStore, type SettingStore } from './settings.ts';

/**
 * The seat's encrypted file. Every write is durable when its method returns. Every method may throw a
 * CodedError `disk-full` or `cache-unavailable`; after `disk-full` the same call can simply be made again.
 */
export interface Cache {
  readonly drafts: DraftStore;
  readonly orders: OrderStore;
  readonly orderMatters: OrderMatterStore;
  readonly orderLists: OrderLists;
  /** The history of drafts and orders. */
  readonly changes: Pick<ChangeLog, 'history'>;
  readonly callers: CallerStore;
  readonly places: PlaceStore;
  readonly purge: OrderPurge;
  readonly outbox: OutboxStore;
  readonly feeds: FeedStore;
  readonly calls: CallStore;
  readonly dialogs: DialogStore;
  readonly scripts: ScriptStore;
  readonly recordLinks: RecordLinkStore;
  readonly seatEvents: SeatEventStore;
  readonly settings: SettingStore;
  /** Writes the log back into the file and lets the file go. */
  close(): void;
}

/** The queries over an open, migrated database. */
export function createCache(database: Database, wall: () => number, close: () => void): Cache {
  const changes = createChangeLog(database);
  return {
    orderMatters: createOrderMatterStore(database),
    drafts: createDraftStore(database, changes),
    orders: createOrderStore(database, wall, changes),
    orderLists: createOrderLists(database),
    changes,
    callers: createCallerStore(database),
    places: createPlaceStore(database),
    purge: createOrderPurge(database),
    outbox: createOutboxStore(database),
    feeds: createFeedStore(database),
    calls: createCallStore(database),
    dialogs: createDialogStore(database),
    scripts: createScriptStore(database),
    recordLinks: createRecordLinkStore(database),
    seatEvents: createSeatEventStore(database),
    settings: createSettingStore(database),
    close,
  };
}

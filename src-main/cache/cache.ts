import type { Database } from 'better-sqlite3-multiple-ciphers';
import { type CallStore, createCallStore } from './calls.ts';
import { createDialogStore, type DialogStore } from './dialogs.ts';
import { createDraftStore, type DraftStore } from './drafts.ts';
import { createFeedStore, type FeedStore } from './feeds.ts';
import { createOrderMatterStore, type OrderMatterStore } from './order-matters.ts';
import { createOrderStore, type OrderStore } from './orders.ts';
import { createOutboxStore, type OutboxStore } from './outbox.ts';
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
  return {
    drafts: createDraftStore(database),
    orders: createOrderStore(database, wall),
    orderMatters: createOrderMatterStore(database),
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

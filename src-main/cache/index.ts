export type { Cache } from './cache.ts';
export type { CallStore } from './calls.ts';
export type { DialogStore } from './dialogs.ts';
export type { DraftStore, StoredPatch } from './drafts.ts';
export { type CacheFault, type CacheOptions, openCache } from './open-cache.ts';
export type { OrderStore, StoredOrder } from './orders.ts';
export type { OutboxStore } from './outbox.ts';
export type { SeatEventStore } from './seat-events.ts';
export type { SettingStore } from './settings.ts';

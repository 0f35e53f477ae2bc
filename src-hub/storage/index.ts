export { openPostgresStorage } from './postgres/open.ts';
export { openSqliteStorage } from './sqlite/open.ts';
export type { HubStorage } from './storage.ts';
export * from './stores/audit.ts';
export type { BoardStore, ReceivedCount, StoredSeatNow } from './stores/board.ts';
export type { StoredCall, StoredSeatState } from './stores/calls.ts';
export {
  type ConnectorTask,
  type ConnectorTaskState,
  connectorTaskStateSchema,
} from './stores/connector-tasks.ts';
export type { Audience, FeedChange } from './stores/feeds.ts';
export type { HubStores } from './stores/index.ts';
export type { OrderFilter, OrderStanding, OrderWithStanding, StoredOrderEvent } from './stores/orders.ts';
export {
  type OutsideScope,
  outsideScopeSchema,
  type StoredAccount,
  type StoredOutsideKey,
  type StoredSeat,
  type StoredSession,
} from './stores/people.ts';

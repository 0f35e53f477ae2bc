export { openSqliteStorage } from './sqlite/open.ts';
export type { HubStorage, HubStorageUnit } from './storage.ts';

export type { HubLog, HubLogData } from './log.ts';
export { createHubServer, type HubServerOptions, startHub } from './server.ts';
export { type HubStorage, openPostgresStorage, openSqliteStorage } from './storage/index.ts';

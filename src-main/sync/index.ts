export type { HubAddress } from './hub-client.ts';
export { createSync, type Sync, type SyncOptions } from './sync.ts';

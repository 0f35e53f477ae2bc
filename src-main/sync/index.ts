export { createCallerLookup } from './callers.ts';
export { sealExport, writeExport } from './export.ts';
export { createFeeds, type FeedPuller, type Feeds, type FeedsOptions } from './feeds.ts';
export type { Compress, HubAddress } from './hub-client.ts';
export { createSync, type Sync, type SyncOptions } from './sync.ts';

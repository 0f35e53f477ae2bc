import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Cache } from '../cache/index.ts';
import { type CentreLists, createLists } from '../lists/index.ts';
import { shippedDivisionNames } from '../reading/index.ts';
import {
  createCallerLookup,
  createFeeds,
  createSync,
  type FeedPuller,
  type Sync,
  writeExport,
} from '../sync/index.ts';
import type { HubAddress, StationOptions } from './options.ts';

/** What this seat and its centre tell each other. */
export interface Centre {
  /** What the hub keeps for its seats. */
  readonly feeds: FeedPuller;
  /** Units, divisions, categories and years, read from the feeds. */
  readonly lists: CentreLists;
  /** The outbox's way there. */
  readonly sync: Sync;
  /** Asks for a caller's orders that other seats took. */
  readonly lookUpCaller: ReturnType<typeof createCallerLookup>;
}

/** @param hub the one that serves now; undefined while there is none */
export function createCentre(
  options: StationOptions,
  { cache, hub }: { readonly cache: Cache; readonly hub: () => HubAddress | undefined },
): Centre {
  const { clock, log, fetch, schedule, random, newId, settings, dataDirectory, assetsDirectory } = options;
  const access = { cache, clock, log, seat: settings.seat, hub, fetch, schedule, random };
  const feeds = createFeeds(access);
  return {
    feeds,
    lists: createLists({
      feeds,
      store: cache.settings,
      shippedDivisions: () => shippedDivisionNames(assetsDirectory),
      log,
    }),
    sync: createSync({
      ...access,
      compress: promisify(gzip),
      newId,
      writeExport: (name, text) => writeExport(join(dataDirectory, 'exports'), name, text),
      onReachable: () => feeds.hubIsBack(),
    }),
    lookUpCaller: createCallerLookup(access),
  };
}

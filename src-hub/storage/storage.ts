import type { FeedChange } from './stores/feeds.ts';
import type { HubStores } from './stores/index.ts';

/**
 * Where a hub keeps what it received. The rules of the protocol (what is refused, what repeats) are not here,
 * once for every engine; a storage only has to be durable and transactional, which contract-suite.ts asks of each.
 */
export interface HubStorage {
  readonly engine: 'sqlite' | 'postgres';
  /**
   * Runs `work` in one transaction: everything it wrote is durable when the promise resolves, and nothing of
   * it is there when `work` or the commit throws. Two units never see each other's unfinished writes. `work` may
   * be run again from the beginning when another transaction got in its way: it must have no other effect.
   */
  transaction<Answer>(work: (unit: HubStores) => Promise<Answer>): Promise<Answer>;
  /** For reading outside a transaction: each query sees what was committed when it began. */
  readonly read: HubStores;
  /** A feed changed, here or by another hub process on the same database. */
  onFeedChange(listener: (change: FeedChange) => void): () => void;
  /** A copy that can be restored, written to a file that is not there yet. SQLite only; else `not-supported`. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}

import { constants, copyFileSync, existsSync } from 'node:fs';
import Database from 'better-sqlite3-multiple-ciphers';
import { Kysely, SqliteDialect } from 'kysely';
import { CodedError, messageOf } from '#shared/domain/index.ts';
import { migrateHub } from '../migrate.ts';
import type { HubStorage } from '../storage.ts';
import { type FeedChange, sqlNumber, storedEpoch } from '../stores/feeds.ts';
import { createStores, type HubStores } from '../stores/index.ts';
import type { Tables } from '../tables.ts';

/**
 * Opens or makes the hub's encrypted file (SQLCipher, raw key) and brings its schema up to date. WAL with
 * `synchronous=FULL`: what was acknowledged survives a power cut. The file is locked for this process, so a
 * second hub on the same folder is refused rather than interleaved.
 *
 * A file that cannot be opened is left exactly as it is.
 *
 * @param key 32 bytes
 * @throws CodedError `storage-unreadable` (wrong key or damaged), `storage-newer-schema`, `storage-in-use`,
 *   `storage-unavailable` (folder, disk)
 */
export async function openSqliteStorage(options: {
  readonly file: string;
  readonly key: Buffer;
}): Promise<HubStorage> {
  const { file, key } = options;
  if (key.length !== 32) throw new CodedError('key-invalid', 'The key of the hub has to be 32 bytes.');
  let database: Database.Database | undefined;
  try {
    database = new Database(file);
    unlock(database, key);
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
    await migrateHub(kysely, 'sqlite', file);
    return createSqliteStorage(database, kysely);
  } catch (error) {
    database?.close();
    throw openError(error, file);
  }
}

function unlock(database: Database.Database, key: Buffer): void {
  database.pragma("cipher = 'sqlcipher'");
  database.pragma(`key = "x'${key.toString('hex')}'"`);
}

function createSqliteStorage(database: Database.Database, kysely: Kysely<Tables>): HubStorage {
  const listeners = new Set<(change: FeedChange) => void>();
  const storesOf = (executor: Kysely<Tables>, changes: FeedChange[]): HubStores =>
    createStores(executor, {
      clock: {
        stamp: () => sqlNumber(executor, 'UPDATE feed_clock SET stamp = stamp + 1 RETURNING stamp AS value'),
        // One writer at a time: what is committed is in order, and nothing can join before it.
        horizon: async () => Number.MAX_SAFE_INTEGER,
        epoch: () => storedEpoch(executor),
      },
      onFeedChange: (change) => void changes.push(change),
      lockAudit: async () => undefined,
      pause: async () => undefined,
    });
  return {
    engine: 'sqlite',
    // Kysely gives the one connection to one transaction at a time; others wait for it.
    transaction: async (work) => {
      const changes: FeedChange[] = [];
      const answer = await kysely
        .transaction()
        .execute((transaction) => work(storesOf(transaction, changes)));
      for (const change of changes) for (const listener of listeners) listener(change);
      return answer;
    },
    read: storesOf(kysely, []),
    onFeedChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    backup: async (file) => {
      if (existsSync(file)) throw new CodedError('backup-exists', `${file} is there already.`);
      // Nothing of this process comes between the two: both are synchronous, and the file is ours alone.
      database.pragma('wal_checkpoint(TRUNCATE)');
      copyFileSync(database.name, file, constants.COPYFILE_EXCL);
    },
    close: async () => {
      await kysely.destroy();
      database.close(); // Kysely leaves a database alone that no query has reached
    },
  };
}

function openError(error: unknown, file: string): CodedError {
  if (error instanceof CodedError) return error;
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new CodedError(
      'storage-unreadable',
      `${file} can't be read: its key is the wrong one, or it is damaged. It was left as it is.`,
      { cause: error },
    );
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new CodedError('storage-in-use', `${file} is in use by another hub.`, { cause: error });
  }
  return new CodedError('storage-unavailable', `${file} can't be opened: ${messageOf(error)}`, {
    cause: error,
  });
}

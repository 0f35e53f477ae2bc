import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3-multiple-ciphers';
import { type Clock, CodedError, messageOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import { type Cache, createCache } from './cache.ts';
import { isDamage, sqliteCode } from './errors.ts';
import { keyIdentifier, readKeyIdentifier, writeKeyIdentifier } from './key-identifier.ts';
import { migrate, NewerSchemaError, refuseNewer, schemaVersion } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { COUNT_FLOOR_KEY, type CountFloor } from './orders.ts';
import { countSetAside, type SetAsideReason, setAside } from './set-aside.ts';

export interface CacheOptions {
  /** Made with mode 0700 when it is not there. */
  readonly directory: string;
  /** 32 bytes. */
  readonly key: Buffer;
  readonly clock: Clock;
  readonly log: Log;
}

/** A file could not be used and was set aside; the seat goes on with a fresh one. */
export interface CacheFault {
  readonly code: `cache-${SetAsideReason}`;
  readonly message: string;
  /** `file`, `keptAs` (paths); `found` and `known` (schema versions) for a newer schema. */
  readonly details: Record<string, string>;
}

/** How long another program may hold the file while it ends, in ms. */
const BUSY_TIMEOUT = 500;
/** Decrypted pages kept in memory, KiB; taken as they are needed. */
const PAGE_CACHE_KIBIBYTES = 32 * 1024;
/** Up to this size every page is checked at each start (about 3 ms a MiB); above it only after a crash. */
const ALWAYS_CHECK_BYTES = 16 * 1024 * 1024;
/** No database is shorter than its header (SQLite file format §1.3 with the smallest page). */
const SMALLEST_DATABASE_BYTES = 512;
/** Added to the counts of a day for each file set aside; see {@link raiseCountFloor}. */
const COUNT_FLOOR_STEP = 500;
const COUNT_FLOOR_MILLISECONDS = 24 * 60 * 60 * 1000;

/**
 * Opens the seat's cache, or sets a file aside that can't be used and makes a fresh one:
 * ```
 *              held by another program ──▶ throws cache-unavailable, nothing touched
 *             ╱
 *   lock ── open ── decrypt ── check pages ── migrate ──▶ ready
 *                      │            │            │
 *                      └── damaged / wrong key / newer schema
 *                             │
 *                          set aside (rename) ── open a fresh file ──▶ ready, with a fault
 *                                                      └──▶ throws cache-disk-full, cache-unavailable
 * ```
 *
 * @throws CodedError `cache-unavailable` `cache-disk-full`
 */
export function openCache(options: CacheOptions): { cache: Cache; faults: CacheFault[] } {
  const { directory, key, log } = options;
  if (key.length !== 32) throw new RangeError('The key of the cache must have 32 bytes.');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const lock = takeLock(join(directory, 'cache.lock'));
    try {
      const { cache, fault } = openOrReplace(options);
      if (fault) {
        log.error('cache-set-aside', { code: fault.code, keptAs: basename(fault.details['keptAs'] ?? '') });
      }
      const close = () => {
        cache.close();
        lock.close();
      };
      return { cache: { ...cache, close }, faults: fault ? [fault] : [] };
    } catch (error) {
      lock.close();
      throw error;
    }
  } catch (error) {
    throw unavailable(error, directory);
  }
}

/**
 * One program at a time, from before the first look at the file: else two that start together could both find
 * it damaged, and the later one would set the earlier one's fresh file aside. The operating system lets the
 * lock go when the process dies.
 */
function takeLock(file: string): Database {
  makePrivate(file);
  const lock = new Sqlite(file, { timeout: BUSY_TIMEOUT });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

function openOrReplace(options: CacheOptions): { cache: Cache; fault?: CacheFault } {
  const { directory, key, clock } = options;
  try {
    return { cache: openFile(options) };
  } catch (error) {
    const file = join(directory, 'cache.db');
    const finding = findingOf(error, directory, key);
    if (finding === undefined) throw error;
    const keptAs = setAside(directory, finding.reason, clock.wall());
    const message = `${finding.message} It was kept as ${keptAs}.`;
    const details = { file, keptAs, ...finding.details };
    return { cache: openFile(options), fault: { code: `cache-${finding.reason}`, message, details } };
  }
}

/** Something is wrong with the contents that SQLite itself does not complain of. */
class DamageError extends Error {
  override readonly name = 'DamageError';
}

/** @throws DamageError NewerSchemaError SqliteError */
function openFile({ directory, key, clock }: CacheOptions): Cache {
  const file = join(directory, 'cache.db');
  const keyFile = join(directory, 'cache.key-id');
  const size = sizeOf(file);
  const logSize = sizeOf(`${file}-wal`) ?? 0;
  const empty = (size ?? 0) < SMALLEST_DATABASE_BYTES;
  // SQLite would take these for a new database and write over what is left of the old one.
  if (empty && (logSize > 0 || (size !== undefined && readKeyIdentifier(keyFile) !== undefined))) {
    throw new DamageError('The file is empty.');
  }
  if (!empty && (logSize > 0 || (size ?? 0) <= ALWAYS_CHECK_BYTES)) inspect(file, key);
  makePrivate(file);
  const database = new Sqlite(file, { timeout: BUSY_TIMEOUT });
  try {
    unlock(database, key);
    const fresh = schemaVersion(database) === 0;
    migrate(database, migrations);
    const cache = createCache(
      database,
      () => clock.wall(),
      () => database.close(),
    );
    if (fresh) raiseCountFloor(cache, directory, clock.wall());
    writeKeyIdentifier(keyFile, keyIdentifier(key));
    return cache;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Looks at every page over a connection that can't write: closing one that can would write the log of a killed
 * program back into a file that is to be kept as it was found.
 *
 * @throws DamageError NewerSchemaError SqliteError
 */
function inspect(file: string, key: Buffer): void {
  const database = new Sqlite(file, { timeout: BUSY_TIMEOUT, readonly: true });
  try {
    decrypt(database, key);
    if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') {
      throw new DamageError('A page of the file is damaged.');
    }
    refuseNewer(database, migrations);
  } catch (error) {
    // A program killed while it made the file leaves a journal, which only a writer can roll back.
    if (!sqliteCode(error)?.startsWith('SQLITE_READONLY')) throw error;
  } finally {
    database.close();
  }
}

/** The key is raw, so no derivation slows the start. */
export function decrypt(database: Database, key: Buffer): void {
  database.pragma("cipher = 'sqlcipher'");
  database.pragma(`key = "x'${key.toString('hex')}'"`);
}

/**
 * Key and modes of the connection that writes. Its exclusive lock is held until it closes, and keeps the log's
 * index in memory (no -shm file).
 */
export function unlock(database: Database, key: Buffer): void {
  decrypt(database, key);
  database.pragma('locking_mode = EXCLUSIVE');
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  // Else sorting could leave readable pages in the system's temporary folder.
  database.pragma('temp_store = MEMORY');
  // The upper pages of the indexes of a million orders: SQLite's own 2 MiB do not hold them, and each is decrypted anew.
  database.pragma(`cache_size = -${PAGE_CACHE_KIBIBYTES}`);
}

type Finding = { reason: SetAsideReason; message: string; details: Record<string, string> };

/** What is wrong with the file's contents, or undefined when the fault lies elsewhere. */
function findingOf(error: unknown, directory: string, key: Buffer): Finding | undefined {
  if (error instanceof NewerSchemaError) {
    const details = { found: String(error.found), known: String(error.known) };
    return { reason: 'newer-schema', message: 'The cache was written by a newer program.', details };
  }
  if (sqliteCode(error) === 'SQLITE_NOTADB') {
    const written = readKeyIdentifier(join(directory, 'cache.key-id'));
    if (written !== undefined && written !== keyIdentifier(key)) {
      return { reason: 'wrong-key', message: 'The cache was encrypted with another key.', details: {} };
    }
  }
  // SQLITE_ERROR in migrating or preparing: the tables are not those that the version number promises.
  if (isDamage(error) || error instanceof DamageError || sqliteCode(error) === 'SQLITE_ERROR') {
    return { reason: 'damaged', message: 'The cache file is damaged.', details: {} };
  }
  return undefined;
}

/**
 * A number is unique because its count never goes back. A fresh file does not know how far one that was set
 * aside had counted, so for a day it counts from a higher step: a gap, but no citizen hears another one's
 * number (rule WO-12).
 */
function raiseCountFloor(cache: Cache, directory: string, at: number): void {
  const lost = countSetAside(directory);
  if (lost === 0) return;
  const floor: CountFloor = { floor: COUNT_FLOOR_STEP * lost, until: at + COUNT_FLOOR_MILLISECONDS };
  cache.settings.set(COUNT_FLOOR_KEY, JSON.stringify(floor));
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

/**
 * Makes the file with mode 0600; SQLite gives its log the same. A file that is there is not opened: closing
 * any descriptor of it would drop this process's POSIX locks.
 */
function makePrivate(file: string): void {
  if (sizeOf(file) === undefined) closeSync(openSync(file, 'wx', 0o600));
}

/** The error that ends the start. */
export function unavailable(error: unknown, directory: string): unknown {
  const code = sqliteCode(error) ?? (error as { code?: string }).code;
  if (code === undefined) return error;
  const options = { cause: error };
  if (code === 'disk-full' || code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new CodedError('cache-disk-full', `There is no room on the disk for ${directory}.`, options);
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new CodedError('cache-unavailable', `Another copy is running on ${directory}.`, options);
  }
  return new CodedError('cache-unavailable', `${directory} can't be used: ${messageOf(error)}.`, options);
}

import Database from 'better-sqlite3-multiple-ciphers';
import { CodedError, messageOf } from '#shared/domain/index.ts';
import type { HubStorage } from '../storage.ts';
import { migrations } from './migrations.ts';
import { createSqliteStorage } from './sqlite-storage.ts';

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
export function openSqliteStorage(options: { readonly file: string; readonly key: Buffer }): HubStorage {
  const { file, key } = options;
  if (key.length !== 32) throw new CodedError('key-invalid', 'The key of the hub has to be 32 bytes.');
  let database: Database.Database | undefined;
  try {
    database = new Database(file);
    database.pragma("cipher = 'sqlcipher'");
    database.pragma(`key = "x'${key.toString('hex')}'"`);
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    migrate(database, file);
    return createSqliteStorage(database);
  } catch (error) {
    database?.close();
    throw openError(error, file);
  }
}

/** Runs the migrations that the file has not had, each in a transaction of its own with its number. */
function migrate(database: Database.Database, file: string): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw new CodedError(
      'storage-newer-schema',
      `${file} was written by a newer hub (schema ${version}, this hub knows ${migrations.length}). Start that hub, or choose another folder with --data DIR.`,
    );
  }
  for (const [index, statements] of migrations.entries()) {
    if (index < version) continue;
    database
      .transaction(() => {
        database.exec(statements);
        database.pragma(`user_version = ${index + 1}`);
      })
      .immediate();
  }
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

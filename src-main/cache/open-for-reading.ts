import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { CodedError, messageOf } from '#shared/domain/index.ts';
import { decrypt } from './open-cache.ts';
import { createRecordLinkStore, type RecordLinkStore } from './record-links.ts';

/**
 * The records of a seat that is not running, over a connection that can't write.
 *
 * @throws CodedError `cache-unavailable` when there is no file, the key is wrong, or the seat is running
 */
export function openRecordsForReading(
  directory: string,
  key: Buffer,
): { links: RecordLinkStore; close: () => void } {
  const file = join(directory, 'cache.db');
  if (!existsSync(file)) throw new CodedError('cache-unavailable', `There is no ${file}.`);
  const database = new Sqlite(file, { readonly: true, timeout: 500 });
  try {
    decrypt(database, key);
    return { links: createRecordLinkStore(database), close: () => database.close() };
  } catch (error) {
    database.close();
    const message = `${file} can't be read: ${messageOf(error)}. End the seat first; its page «班次与统计» verifies while it runs.`;
    throw new CodedError('cache-unavailable', message, { cause: error });
  }
}

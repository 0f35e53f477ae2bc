import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CodedError, messageOf } from '#shared/domain/index.ts';
import type { HubFlags } from './flags.ts';
import type { HubLog } from './log.ts';
import { readOrMakeKey } from './secret-file.ts';
import { type HubStorage, openPostgresStorage, openSqliteStorage } from './storage/index.ts';

/** The data folder, made when it is missing. @throws CodedError `data-unwritable` */
export function openDirectory(given: string): string {
  const directory = resolve(given);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CodedError(
      'data-unwritable',
      `The data folder ${directory} can't be written: ${messageOf(error)}. Choose another with --data DIR.`,
      { cause: error },
    );
  }
  return directory;
}

/** Files of a hub on SQLite. */
export function sqliteFiles(directory: string, flags: HubFlags): { file: string; keyFile: string } {
  return {
    file: join(directory, 'hub.db'),
    keyFile: flags['key-file'] ?? join(directory, 'hub.key'),
  };
}

/** After some milliseconds; answers what cancels it. A timer that waits keeps no program alive. */
export function scheduleTimer(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}

/**
 * PostgreSQL where `DATABASE_URL` names one, else the encrypted file in the data folder.
 *
 * @throws CodedError `key-missing` and those of the two engines
 */
export async function openStorage(
  directory: string,
  flags: HubFlags,
  databaseUrl: string | undefined,
  log: HubLog,
): Promise<HubStorage> {
  if (databaseUrl !== undefined && databaseUrl !== '') {
    if (!/^postgres(ql)?:\/\//.test(databaseUrl)) {
      throw new CodedError('usage', 'DATABASE_URL has to begin with postgres://');
    }
    return openPostgresStorage({
      url: databaseUrl,
      schedule: scheduleTimer,
      random: Math.random,
      onNotice: (event, data) => log.warn(event, data),
    });
  }
  const { file, keyFile } = sqliteFiles(directory, flags);
  if (existsSync(file) && !existsSync(keyFile)) {
    throw new CodedError('key-missing', `${keyFile} is missing, and ${file} can't be read without it.`);
  }
  return openSqliteStorage({ file, key: readOrMakeKey(keyFile) });
}

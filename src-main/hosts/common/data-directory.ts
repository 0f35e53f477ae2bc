import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import envPaths from 'env-paths';
import { CodedError, messageOf } from '#shared/domain/index.ts';

/**
 * The data folder: the one given, else the platform's place for application data. Made if missing, for this
 * user only.
 *
 * @throws CodedError `data-unwritable`
 */
export function openDataDirectory(given: string | undefined): string {
  const directory = given === undefined ? envPaths('lianxinqiao', { suffix: '' }).data : resolve(given);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK | constants.R_OK | constants.X_OK);
  } catch (error) {
    throw new CodedError(
      'data-unwritable',
      `The data folder ${directory} can't be written: ${messageOf(error)}. Choose another with --data DIR.`,
      { cause: error },
    );
  }
  return directory;
}

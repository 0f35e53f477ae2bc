// @ts-check
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf, Stop } from './stop.mjs';

/** The hosts' own exit code for a data folder that can't be written. */
const EXIT_CODE = 97;

/** @type {Readonly<Record<string, string>>} */
const REASONS = {
  EACCES: 'you have no right to write there',
  EPERM: 'you have no right to write there',
  EROFS: 'that disk is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a file is in the way',
  EEXIST: 'a file is in the way',
};

/**
 * Tries a data folder before minutes are spent on installing. A folder that is new is left there, empty.
 *
 * @param {string} folder
 * @throws {Stop}
 */
export function checkDataFolder(folder) {
  const probe = join(folder, `.write-test-${process.pid}`);
  try {
    makeFolder(folder);
    writeFileSync(probe, 'x');
    rmSync(probe);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new Stop(
      `The data folder ${folder} can't be written: ${REASONS[code] ?? code}. Choose another with --data DIR.`,
      EXIT_CODE,
    );
  }
}

/**
 * Node's own recursive mkdir never returns on file systems that answer ENOENT for a name in an existing folder
 * (/proc, some automounts).
 *
 * @param {string} folder
 */
function makeFolder(folder) {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Why a file was set aside; it becomes part of the name. */
export type SetAsideReason = 'damaged' | 'wrong-key' | 'newer-schema';

/** SQLite finds a log by its file's name, so they move together; the key's identifier belongs to them. */
const PARTS = [
  ['cache.db', '.db'],
  ['cache.db-wal', '.db-wal'],
  ['cache.db-shm', '.db-shm'],
  ['cache.db-journal', '.db-journal'],
  ['cache.key-id', '.key-id'],
] as const;

/**
 * Renames the cache's files to `cache.<reason>-<local time>.db` and so on. Never overwrites: a taken name gets
 * a number.
 *
 * @param at epoch ms
 * @returns the new path of the database file
 */
export function setAside(directory: string, reason: SetAsideReason, at: number): string {
  const stem = `cache.${reason}-${timeStamp(at)}`;
  let name = stem;
  for (let copy = 2; PARTS.some(([, end]) => existsSync(join(directory, name + end))); copy += 1) {
    name = `${stem}-${copy}`;
  }
  for (const [from, end] of PARTS) {
    if (existsSync(join(directory, from))) renameSync(join(directory, from), join(directory, name + end));
  }
  return join(directory, `${name}.db`);
}

/** How many files were ever set aside in this folder. */
export function countSetAside(directory: string): number {
  return readdirSync(directory).filter((name) =>
    /^cache\.(damaged|wrong-key|newer-schema)-.*\.db$/.test(name),
  ).length;
}

/** `20261122-224500`, local time. */
function timeStamp(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

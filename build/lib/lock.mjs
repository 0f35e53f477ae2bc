// @ts-check
/**
 * One process at a time in a clone. The lock is a file that names its holder:
 *
 *   free ──create──► held ──remove──► free
 *                     │
 *                     └─ holder dead, or silent for SILENT_MILLISECONDS ──► moved aside by a waiter ──► free
 *
 * The holder touches the file every BEAT_MILLISECONDS, so that a process number given to another program after
 * a power cut, or a process of another container, can't hold it for ever.
 */
import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, Stop } from './stop.mjs';

const BEAT_MILLISECONDS = 2_000;
const POLL_MILLISECONDS = 300;
export const SILENT_MILLISECONDS = 20_000;

/**
 * @typedef {object} LockOptions
 * @property {(holder: string) => void} [onWait] called once if somebody else holds it
 * @property {(pid: number) => boolean} [isAlive]
 * @property {(milliseconds: number) => Promise<unknown>} [sleep]
 * @property {() => number} [now] milliseconds of a clock that only goes forward
 */

/**
 * Waits for the lock and takes it.
 *
 * @param {string} file
 * @param {LockOptions} [options]
 * @returns {Promise<() => void>} gives it back
 * @throws {Stop} when the folder can't be written
 */
export async function acquireLock(file, options = {}) {
  const { onWait, isAlive = processIsAlive, sleep = delay, now = () => performance.now() } = options;
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw unwritable(file, error);
  }
  let told = false;
  let watched = { text: '', touched: 0, since: now() };
  while (!create(file, mine)) {
    const held = readHeld(file);
    if (held === undefined) continue;
    if (held.text !== watched.text || held.touched !== watched.touched) watched = { ...held, since: now() };
    const holder = parseHolder(held.text);
    const dead = holder !== undefined && holder.host === hostname() && !isAlive(holder.pid);
    if (dead || now() - watched.since >= SILENT_MILLISECONDS) {
      moveAside(file, held.text);
      continue;
    }
    if (!told) onWait?.(holder === undefined ? 'another process' : `process ${holder.pid}`);
    told = true;
    await sleep(POLL_MILLISECONDS);
  }
  const beat = setInterval(() => {
    if (readHeld(file)?.text !== mine) return;
    const date = new Date();
    utimesSync(file, date, date);
  }, BEAT_MILLISECONDS);
  beat.unref();
  return () => {
    clearInterval(beat);
    if (readHeld(file)?.text === mine) rmSync(file, { force: true });
  };
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {boolean} false if it exists
 */
function create(file, text) {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unwritable(file, error);
  }
}

/**
 * @param {string} file
 * @param {unknown} error
 * @returns {unknown}
 */
function unwritable(file, error) {
  const code = codeOf(error);
  if (code === undefined) return error;
  if (code === 'ENOSPC') return new Stop('The disk is full. Free some space and start again.');
  return new Stop(
    `This folder can't be written (${code}: ${file}). Copy or clone the project to a folder of your own, or give yourself the right to write here.`,
  );
}

/** @param {string} file */
function readHeld(file) {
  try {
    return { text: readFileSync(file, 'utf8'), touched: statSync(file).mtimeMs };
  } catch (error) {
    // Gone between two looks: free now. Windows says EPERM or EBUSY while a removal is under way.
    if (['ENOENT', 'EPERM', 'EBUSY'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

/**
 * @param {string} text
 * @returns {{ pid: number, host: string } | undefined} undefined while the holder is still writing its name
 */
function parseHolder(text) {
  const match = /^\{"pid":(\d+),"host":"([^"]*)"/.exec(text);
  return match ? { pid: Number(match[1]), host: match[2] ?? '' } : undefined;
}

/**
 * Removes a dead holder's lock. Two waiters may come to the same end at once: the slower one would remove the
 * faster one's new lock, so what was moved is looked at again and put back if it is not the dead one.
 *
 * @param {string} file
 * @param {string} deadText
 */
function moveAside(file, deadText) {
  const aside = `${file}.${process.pid}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    if (readFileSync(aside, 'utf8') !== deadText) linkSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {number} pid */
function processIsAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

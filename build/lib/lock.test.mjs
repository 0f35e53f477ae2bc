// @ts-check
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { acquireLock, SILENT_MILLISECONDS } from './lock.mjs';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  file = join(folder, 'sub', 'install.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const held = (pid = 4242, host = hostname()) => JSON.stringify({ pid, host, id: 'theirs' });

/** @param {string} text */
async function holdBy(text) {
  const release = await acquireLock(file);
  release();
  writeFileSync(file, text);
}

describe('acquireLock', () => {
  it('makes the folder, names its holder, and gives the lock back', async () => {
    const release = await acquireLock(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    release();
    expect(existsSync(file)).toBe(false);
  });

  it('takes over from a dead process at once and leaves nothing behind', async () => {
    await holdBy(held());
    const sleep = vi.fn(async () => undefined);
    const release = await acquireLock(file, { isAlive: () => false, sleep });
    expect(sleep).not.toHaveBeenCalled();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    expect(readdirSync(join(folder, 'sub'))).toEqual(['install.lock']);
    release();
  });

  it('waits for a living process, says so once, and goes on when it is done', async () => {
    await holdBy(held());
    const onWait = vi.fn();
    let naps = 0;
    const sleep = async () => {
      naps += 1;
      if (naps === 3) rmSync(file);
    };
    const release = await acquireLock(file, { isAlive: () => true, now: () => 0, sleep, onWait });
    expect(naps).toBe(3);
    expect(onWait.mock.calls).toEqual([['process 4242']]);
    release();
  });

  it('takes over from a living process that has been silent too long: its number may be somebody else now', async () => {
    await holdBy(held());
    let clock = 0;
    const sleep = async () => {
      clock += 1000;
    };
    const release = await acquireLock(file, { isAlive: () => true, now: () => clock, sleep });
    expect(clock).toBe(SILENT_MILLISECONDS);
    release();
  });

  it('judges a process of another machine by silence only', async () => {
    await holdBy(held(4242, 'another-machine'));
    let clock = 0;
    const isAlive = vi.fn(() => false);
    const sleep = async () => {
      clock += 1000;
    };
    const release = await acquireLock(file, { isAlive, now: () => clock, sleep });
    expect(clock).toBe(SILENT_MILLISECONDS);
    expect(isAlive).not.toHaveBeenCalled();
    release();
  });

  it('does not remove a lock that was taken from it', async () => {
    const release = await acquireLock(file);
    writeFileSync(file, held());
    release();
    expect(readFileSync(file, 'utf8')).toBe(held());
  });

  it('says so when the folder cannot be written', async () => {
    writeFileSync(join(folder, 'sub'), 'a file where a folder should be');
    await expect(acquireLock(file)).rejects.toThrow(/can't be written/);
  });

  it('lets one of many in at a time', async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const release = await acquireLock(file, {
          sleep: () => new Promise((resolve) => setImmediate(resolve)),
        });
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        release();
      }),
    );
    expect(most).toBe(1);
  });
});

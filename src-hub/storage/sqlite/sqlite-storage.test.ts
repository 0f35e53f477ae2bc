import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyBatch } from '../../operations.ts';
import { CITIZEN, submission } from '../../testing/index.ts';
import { describeHubStorage } from '../contract-suite.ts';
import { migrations } from './migrations.ts';
import { openSqliteStorage } from './open.ts';

describeHubStorage('SQLite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-storage-'));
  const key = randomBytes(32);
  return {
    open: async () => openSqliteStorage({ file: join(directory, 'hub.db'), key }),
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  };
});

describe('SQLite file of the hub', () => {
  let directory: string;
  let file: string;
  const key = randomBytes(32);
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'hub-file-'));
    file = join(directory, 'hub.db');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** The file as an administrator with the key would open it. */
  function openRaw(): Database.Database {
    const database = new Database(file);
    database.pragma("cipher = 'sqlcipher'");
    database.pragma(`key = "x'${key.toString('hex')}'"`);
    return database;
  }

  it('HF-1 holds nothing readable, not in its log of changes either', async () => {
    const storage = openSqliteStorage({ file, key });
    await applyBatch(storage, { protocol: 1, seat: 7, operations: [submission()] }, 1);
    const bytesNow = () =>
      Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name))));
    const open = bytesNow();
    await storage.close();
    for (const bytes of [open, bytesNow()]) {
      expect(bytes.length).toBeGreaterThan(4000);
      for (const secret of [CITIZEN.name, CITIZEN.number, 'work_order', 'SQLite format']) {
        expect(bytes.includes(secret), secret).toBe(false);
      }
    }
  });

  it('HF-2 a wrong key is told, and the file stays as it was', async () => {
    await openSqliteStorage({ file, key }).close();
    const before = readFileSync(file);
    expect(() => openSqliteStorage({ file, key: randomBytes(32) })).toThrow(
      expect.objectContaining({ code: 'storage-unreadable' }),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('HF-3 a damaged file is told, and stays as it was', () => {
    const damaged = randomBytes(8192);
    writeFileSync(file, damaged);
    expect(() => openSqliteStorage({ file, key })).toThrow(
      expect.objectContaining({ code: 'storage-unreadable' }),
    );
    expect(readFileSync(file).equals(damaged)).toBe(true);
  });

  it('HF-4 the file of a newer hub is refused with both numbers', async () => {
    await openSqliteStorage({ file, key }).close();
    const raw = openRaw();
    expect(raw.pragma('user_version', { simple: true })).toBe(migrations.length);
    raw.pragma(`user_version = ${migrations.length + 1}`);
    raw.close();
    expect(() => openSqliteStorage({ file, key })).toThrow(
      expect.objectContaining({
        code: 'storage-newer-schema',
        message: expect.stringContaining(
          `schema ${migrations.length + 1}, this hub knows ${migrations.length}`,
        ),
      }),
    );
  });

  it('HF-5 commits durably: write-ahead log, synchronous FULL, owned by one process', async () => {
    const storage = openSqliteStorage({ file, key });
    const raw = openRaw();
    raw.pragma('busy_timeout = 1');
    expect(() => raw.prepare('SELECT * FROM work_order').all()).toThrow(/locked/);
    raw.close();
    await storage.close();
    const later = openRaw();
    expect(later.pragma('journal_mode', { simple: true })).toBe('wal');
    later.close();
  });

  it('HF-6 a folder that is not there is told in plain words', () => {
    expect(() => openSqliteStorage({ file: join(directory, 'none', 'hub.db'), key })).toThrow(
      expect.objectContaining({ code: 'storage-unavailable', message: expect.stringContaining('hub.db') }),
    );
  });
});

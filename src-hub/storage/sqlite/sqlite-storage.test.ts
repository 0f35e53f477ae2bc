import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyBatch } from '../../operations/index.ts';
import { CITIZEN, submission, testBook } from '../../testing/index.ts';
import { describeHubStorage } from '../contract-suite.ts';
import { migrations, SQL_WORDS } from '../migrations/index.ts';
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
    const storage = await openSqliteStorage({ file, key });
    await applyBatch(
      storage,
      { protocol: 1, seat: 7, operations: [submission()] },
      { book: testBook, now: 1, seat: null },
    );
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
    await (await openSqliteStorage({ file, key })).close();
    const before = readFileSync(file);
    await expect(openSqliteStorage({ file, key: randomBytes(32) })).rejects.toThrow(
      expect.objectContaining({ code: 'storage-unreadable' }),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('HF-3 a damaged file is told, and stays as it was', async () => {
    const damaged = randomBytes(8192);
    writeFileSync(file, damaged);
    await expect(openSqliteStorage({ file, key })).rejects.toThrow(
      expect.objectContaining({ code: 'storage-unreadable' }),
    );
    expect(readFileSync(file).equals(damaged)).toBe(true);
  });

  it('HF-4 the file of a newer hub is refused, and it says by what', async () => {
    await (await openSqliteStorage({ file, key })).close();
    const raw = openRaw();
    expect(raw.prepare('SELECT count(*) AS count FROM hub_migration').get()).toEqual({
      count: migrations.length,
    });
    raw.exec("INSERT INTO hub_migration (name, timestamp) VALUES ('9999-of-a-newer-hub', '')");
    raw.close();
    await expect(openSqliteStorage({ file, key })).rejects.toThrow(
      expect.objectContaining({
        code: 'storage-newer-schema',
        message: expect.stringContaining(`9999-of-a-newer-hub; this hub knows ${migrations.length} steps`),
      }),
    );
  });

  it('HF-5 commits durably: write-ahead log, synchronous FULL, owned by one process', async () => {
    const storage = await openSqliteStorage({ file, key });
    const raw = openRaw();
    raw.pragma('busy_timeout = 1');
    expect(() => raw.prepare('SELECT * FROM work_order').all()).toThrow(/locked/);
    raw.close();
    await storage.close();
    const later = openRaw();
    expect(later.pragma('journal_mode', { simple: true })).toBe('wal');
    later.close();
  });

  it('HF-6 a folder that is not there is told in plain words', async () => {
    await expect(openSqliteStorage({ file: join(directory, 'none', 'hub.db'), key })).rejects.toThrow(
      expect.objectContaining({ code: 'storage-unavailable', message: expect.stringContaining('hub.db') }),
    );
  });

  it('HF-7 takes up a file of the first hubs, which had no table of migrations', async () => {
    const raw = openRaw();
    const words = SQL_WORDS.sqlite;
    for (const statement of migrations[0]?.statements(words) ?? []) raw.exec(statement);
    raw.exec(
      "INSERT INTO operation_outcome (operation_id, outcome, received_at) VALUES ('01939d2e-0000-7000-8000-000000000001', 'accepted', 5)",
    );
    raw.pragma('user_version = 1');
    raw.close();
    const storage = await openSqliteStorage({ file, key });
    const id = '01939d2e-0000-7000-8000-000000000001';
    expect((await storage.read.outcomes.find([id])).get(id)).toMatchObject({ receivedAt: 5 });
    await storage.close();
  });

  it('HF-8 a backup of a hub at work opens with its key and holds what was committed', async () => {
    const storage = await openSqliteStorage({ file, key });
    const copy = join(directory, 'copy.db');
    await storage.transaction((unit) => unit.feeds.put('units', 'all', [{ key: 'a', body: '备份' }]));
    await storage.backup(copy);
    await storage.transaction((unit) => unit.feeds.put('units', 'all', [{ key: 'b', body: 2 }]));
    await expect(storage.backup(copy)).rejects.toThrow(expect.objectContaining({ code: 'backup-exists' }));
    expect(readFileSync(copy).includes('备份')).toBe(false);
    const restored = await openSqliteStorage({ file: copy, key });
    expect(await restored.read.feeds.list('units', 'all')).toEqual([{ key: 'a', body: '备份' }]);
    await restored.close();
    await storage.close();
  });
});

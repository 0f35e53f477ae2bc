import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { CodedError } from '#shared/domain/index.ts';
import { createCache } from './cache.ts';
import { openCache } from './index.ts';
import { migrations } from './migrations/index.ts';
import { unavailable, unlock } from './open-cache.ts';
import {
  cacheOptions,
  draft,
  id,
  KEY,
  NOW,
  operation,
  order,
  removeTemporaryDirectories,
  temporaryDirectory,
} from './testing/samples.ts';

afterEach(removeTemporaryDirectories);

const OTHER_KEY = Buffer.alloc(32, 8);
const NAME = '诸葛不亮';
const NUMBER = '13812345678';

/** A closed cache with one draft and one order. */
function filled() {
  const options = cacheOptions();
  const { cache } = openCache(options);
  cache.drafts.insert(draft(1, { callerName: NAME, callerNumber: NUMBER }));
  cache.drafts.insert(draft(2));
  cache.orders.submit({ draftId: id(2), order: order(2), operation: operation(2, order(2)) });
  cache.close();
  return options;
}

/** The files of a program that was killed with two more drafts in the log. */
function killed() {
  const options = filled();
  const { cache } = openCache(options);
  cache.drafts.insert(draft(3));
  cache.drafts.insert(draft(4));
  const part = (name: string) => readFileSync(file(options.directory, name));
  const parts = {
    'cache.db': part('cache.db'),
    'cache.db-wal': part('cache.db-wal'),
    'cache.key-id': part('cache.key-id'),
  };
  cache.close();
  return { options, parts };
}

function write(directory: string, files: Record<string, Buffer>): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(file(directory, name), bytes);
}

const file = (directory: string, name = 'cache.db') => join(directory, name);
const filesOf = (directory: string) => readdirSync(directory).sort();

describe('opening', () => {
  it('CF-1 makes folder and files that only their owner can read', () => {
    const options = cacheOptions();
    const { cache, faults } = openCache(options);
    expect(faults).toEqual([]);
    expect(statSync(options.directory).mode & 0o777).toBe(0o700);
    const modes = filesOf(options.directory).map((name) => [
      name,
      (statSync(file(options.directory, name)).mode & 0o777).toString(8),
    ]);
    expect(modes).toEqual([
      ['cache.db', '600'],
      ['cache.db-wal', '600'],
      ['cache.key-id', '600'],
      ['cache.lock', '600'],
    ]);
    cache.close();
  });

  it('CF-2 leaves nothing typed readable on disk', () => {
    const options = cacheOptions();
    const { cache } = openCache(options);
    cache.drafts.insert(draft(1));
    const fields = { callerName: NAME, callerNumber: NUMBER };
    cache.drafts.patch({ draftId: id(1), writer: id(2), operator: '李敏', sequence: 1, fields, at: NOW });
    const raw = () =>
      Buffer.concat(filesOf(options.directory).map((name) => readFileSync(file(options.directory, name))));
    const open = raw();
    cache.close();
    for (const bytes of [open, raw()]) {
      expect(bytes.length).toBeGreaterThan(4096);
      for (const text of [NAME, NUMBER, 'callerName', 'SQLite format']) {
        expect(bytes.includes(text)).toBe(false);
      }
    }
  });

  it('CF-4 a second copy on the same folder is refused and harms nothing', () => {
    const options = filled();
    const { cache } = openCache(options);
    const before = filesOf(options.directory);
    expect(() => openCache(options)).toThrow(
      expect.objectContaining({
        code: 'cache-unavailable',
        message: expect.stringContaining('Another copy'),
      }),
    );
    expect(() => openCache({ ...options, key: OTHER_KEY })).toThrow(
      expect.objectContaining({ code: 'cache-unavailable' }),
    );
    expect(filesOf(options.directory)).toEqual(before);
    expect(cache.drafts.list()).toHaveLength(1);
    cache.close();
    openCache(options).cache.close();
  });

  it('a folder that can not be made is unavailable', () => {
    const directory = temporaryDirectory();
    writeFileSync(directory, 'a file in the way');
    expect(() => openCache(cacheOptions(directory))).toThrow(
      expect.objectContaining({ code: 'cache-unavailable' }),
    );
  });
});

describe('setting aside', () => {
  it('CF-5 a wrong key is told from damage, and the file opens again with the right one', () => {
    const options = filled();
    const before = readFileSync(file(options.directory));
    const { cache, faults } = openCache({ ...options, key: OTHER_KEY });
    expect(cache.drafts.list()).toEqual([]);
    cache.close();
    expect(faults).toMatchObject([{ code: 'cache-wrong-key', details: { file: file(options.directory) } }]);
    expect(options.log.lines).toMatchObject([
      { event: 'cache-set-aside', data: { code: 'cache-wrong-key' } },
    ]);
    const keptAs = faults[0]?.details['keptAs'] ?? '';
    expect(keptAs).toMatch(/cache\.wrong-key-\d{8}-\d{6}\.db$/);
    expect(readFileSync(keptAs).equals(before)).toBe(true);
    renameSync(keptAs, file(options.directory));
    const again = openCache(options);
    expect(again.faults).toEqual([]);
    expect(again.cache.drafts.list()).toHaveLength(1);
    again.cache.close();
  });

  it('CF-5 a wrong key leaves the log of a killed program as it was', () => {
    const { options, parts } = killed();
    const { directory } = cacheOptions();
    write(directory, parts);
    const { cache: fresh, faults } = openCache({ ...options, directory, key: OTHER_KEY });
    fresh.close();
    const keptAs = faults[0]?.details['keptAs'] ?? '';
    expect(readFileSync(`${keptAs}-wal`).equals(parts['cache.db-wal'])).toBe(true);
    for (const end of ['', '-wal']) renameSync(keptAs + end, file(directory, `cache.db${end}`));
    const again = openCache({ ...options, directory });
    expect(again.cache.drafts.list()).toHaveLength(3);
    again.cache.close();
  });

  it('a program killed while it made the file hinders nothing', () => {
    const { options, parts } = killed();
    const cases = [
      { 'cache.db': Buffer.alloc(0) },
      { 'cache.db': parts['cache.db'] },
      { 'cache.db': Buffer.alloc(0), 'cache.db-journal': Buffer.alloc(512) },
    ];
    for (const files of cases) {
      const { directory } = cacheOptions();
      write(directory, files);
      const { cache, faults } = openCache({ ...options, directory });
      expect(faults).toEqual([]);
      cache.close();
      expect(filesOf(directory).filter((name) => name.endsWith('.db'))).toEqual(['cache.db']);
    }
  });

  it('CF-6 a newer schema is kept, with both versions in the fault', () => {
    const options = filled();
    const database = new Sqlite(file(options.directory));
    unlock(database, KEY);
    database.pragma('user_version = 99');
    database.close();
    const { cache, faults } = openCache(options);
    cache.close();
    expect(faults).toMatchObject([
      { code: 'cache-newer-schema', details: { found: '99', known: String(migrations.length) } },
    ]);
  });

  it('tables that do not fit the version are damage', () => {
    const options = filled();
    const database = new Sqlite(file(options.directory));
    unlock(database, KEY);
    database.exec('DROP TABLE calls');
    database.close();
    const { cache, faults } = openCache(options);
    cache.close();
    expect(faults).toMatchObject([{ code: 'cache-damaged' }]);
  });

  it('CF-7 any damage ends in a fresh file, and the damaged one is kept byte for byte', () => {
    const { options, parts } = killed();
    const good = parts['cache.db'];
    const damage = fc.oneof(
      fc.nat(good.length - 1).map((length) => good.subarray(0, length)),
      fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
        const bytes = Buffer.from(good);
        bytes.writeUInt8(bytes.readUInt8(at) ^ by, at);
        return bytes;
      }),
      fc.uint8Array({ minLength: 1, maxLength: 9000 }).map((bytes) => Buffer.from(bytes)),
    );
    let setAside = 0;
    fc.assert(
      fc.property(damage, fc.boolean(), (bytes, withLog) => {
        const { directory } = cacheOptions();
        const log = parts['cache.db-wal'];
        write(directory, { ...parts, 'cache.db': bytes, 'cache.db-wal': withLog ? log : Buffer.alloc(0) });
        const { cache, faults } = openCache({ ...options, directory });
        const drafts = cache.drafts.list().length;
        cache.drafts.insert(draft(5));
        cache.close();
        const keptAs = faults[0]?.details['keptAs'];
        if (keptAs === undefined) {
          // The byte is one that SQLite makes no use of, or the log has its page anew.
          expect(drafts).toBe(withLog ? 3 : 1);
          return;
        }
        setAside += 1;
        expect(faults).toMatchObject([{ code: 'cache-damaged' }]);
        expect(readFileSync(keptAs).equals(bytes)).toBe(true);
        if (withLog) expect(readFileSync(`${keptAs}-wal`).equals(log)).toBe(true);
      }),
      { numRuns: 100 },
    );
    expect(setAside).toBeGreaterThan(50);
  });

  it('CF-7 a log without its file is kept too', () => {
    const options = cacheOptions();
    mkdirSync(options.directory, { recursive: true });
    writeFileSync(file(options.directory, 'cache.db-wal'), 'log');
    const { cache, faults } = openCache(options);
    cache.close();
    expect(faults).toMatchObject([{ code: 'cache-damaged' }]);
    expect(readFileSync(`${faults[0]?.details['keptAs']}-wal`, 'utf8')).toBe('log');
  });

  it('CF-7 a second one in the same second gets a name of its own', () => {
    const options = cacheOptions();
    const kept = [1, 2, 3].map((n) => {
      mkdirSync(options.directory, { recursive: true });
      writeFileSync(file(options.directory), `garbage ${n}`.repeat(200));
      const { cache, faults } = openCache(options);
      cache.close();
      return readFileSync(faults[0]?.details['keptAs'] ?? '', 'utf8').slice(0, 9);
    });
    expect(kept).toEqual(['garbage 1', 'garbage 2', 'garbage 3']);
    expect(filesOf(options.directory).filter((name) => name.endsWith('.db'))).toHaveLength(4);
  });

  it('WO-12 a fresh file in the place of a lost one does not give a number twice', () => {
    const options = filled();
    writeFileSync(file(options.directory), 'x'.repeat(9000));
    const { cache } = openCache(options);
    expect(cache.orders.nextCount('2026-11-22', 1)).toBe(501);
    const next = { ...order(3), number: '261122-001-501' };
    cache.drafts.insert(draft(3));
    cache.orders.submit({ draftId: id(3), order: next, operation: operation(3, next) });
    expect(cache.orders.nextCount('2026-11-22', 1)).toBe(502);
    options.time.now += 24 * 60 * 60 * 1000;
    expect(cache.orders.nextCount('2026-11-23', 1)).toBe(1);
    cache.close();
  });
});

describe('writing', () => {
  it('CF-8 a full disk is said, loses nothing acknowledged, and ends when there is room', () => {
    const options = filled();
    const database = new Sqlite(file(options.directory));
    unlock(database, KEY);
    const cache = createCache(
      database,
      () => NOW,
      () => undefined,
    );
    database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
    const content = '满'.repeat(2000);
    const patch = (sequence: number) =>
      cache.drafts.patch({
        draftId: id(1),
        writer: id(2),
        operator: '李敏',
        sequence,
        fields: { content },
        at: NOW,
      });
    const fill = () => {
      for (let n = 10; n < 100; n += 1) cache.drafts.insert(draft(n, { content }));
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'disk-full' }));
    const before = cache.drafts.list();
    expect(() => patch(1)).toThrow(expect.objectContaining({ code: 'disk-full' }));
    expect(cache.drafts.list()).toEqual(before);
    database.pragma('max_page_count = 100000');
    expect(patch(1)).toEqual({ sequence: 1 });
    expect(cache.drafts.get(id(1))?.fields.content).toBe(content);
    database.close();
  });

  it('CF-8 names what ends the start', () => {
    const code = (error: unknown) => {
      const named = unavailable(error, 'seat');
      return named instanceof CodedError ? named.code : named;
    };
    expect(code(new Sqlite.SqliteError('full', 'SQLITE_FULL'))).toBe('cache-disk-full');
    expect(code(new CodedError('disk-full', 'full'))).toBe('cache-disk-full');
    expect(code(Object.assign(new Error('no room'), { code: 'ENOSPC' }))).toBe('cache-disk-full');
    expect(code(Object.assign(new Error('no right'), { code: 'EACCES' }))).toBe('cache-unavailable');
    expect(code(new Sqlite.SqliteError('io', 'SQLITE_IOERR_FSYNC'))).toBe('cache-unavailable');
    const bug = new TypeError('a mistake of ours');
    expect(code(bug)).toBe(bug);
  });

  it('CF-8 other faults of SQLite are coded and say nothing of the contents', () => {
    const options = filled();
    const { cache } = openCache(options);
    const twice = () => cache.drafts.insert(draft(1, { callerName: NAME }));
    expect(twice).toThrow(expect.objectContaining({ code: 'cache-unavailable' }));
    expect(twice).not.toThrow(new RegExp(NAME));
    cache.close();
  });

  it.each([1, 17, 230])('DR-6 SIGKILL after %i acknowledged patches loses none of them', async (after) => {
    const options = cacheOptions();
    const script = fileURLToPath(new URL('testing/write-until-killed.ts', import.meta.url));
    const child = spawn(process.execPath, [script, options.directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === after) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    const { cache, faults } = openCache(options);
    const fields = cache.drafts.get(id(1))?.fields;
    cache.close();
    expect(faults).toEqual([]);
    expect(acknowledged).toBeGreaterThanOrEqual(after);
    expect(Number(fields?.title)).toBeGreaterThanOrEqual(acknowledged);
    expect(fields?.content).toBe(`第${fields?.title}次输入`);
  });
});

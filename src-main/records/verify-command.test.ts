import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { afterEach, describe, expect, it } from 'vitest';
import { figureFormulaSchema, figuresOf } from '#shared/domain/index.ts';
import { sampleCallRecord } from '#test/support/calls.ts';
import { openCache } from '../cache/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createRecords } from './records.ts';
import { openSigner } from './signing.ts';
import { readSummary, signSummary } from './summary.ts';
import { verifyFolder } from './verify-command.ts';

const KEY = Buffer.alloc(32, 7);
const id = (n: number) => `01939d2e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A seat's folder with three calls in its chain, and the summary that was exported that evening. */
function evening() {
  const directory = mkdtempSync(join(tmpdir(), 'evening-'));
  folders.push(directory);
  writeFileSync(join(directory, 'cache.key'), KEY.toString('hex'));
  const clock = { wall: () => 5_000, monotonic: () => 5_000 };
  const log = createMemoryLog();
  const kept = new Map<string, string>();
  const signer = openSigner({ get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) });
  const { cache } = openCache({ directory, key: KEY, clock, log });
  let ids = 100;
  const newId = () => {
    ids += 1;
    return id(ids);
  };
  const { publicKey } = signer;
  const records = createRecords({ cache, clock, seat: 7, publicKey, newId, by: () => null, log });
  records.recover(() => false);
  const over = (n: number) =>
    sampleCallRecord({ id: id(n), ringAt: n * 1_000, endAt: n * 1_000 + 500, endReason: 'abandoned' });
  for (const n of [1, 2, 3]) records.saveCall(over(n));
  const formula = figureFormulaSchema.parse({});
  const content = {
    format: 'lianxinqiao-day/1' as const,
    seat: 7,
    day: '2026-11-22',
    from: 0,
    to: 86_400_000,
    madeAt: 5_000,
    formula,
    figures: figuresOf([], formula),
    states: [],
    calls: [],
    head: records.head(),
  };
  const summary = join(directory, 'day.json');
  writeFileSync(summary, JSON.stringify(signSummary(content, signer)));
  cache.close();
  const said: string[] = [];
  return {
    directory,
    summary,
    said,
    verify: (...summaries: string[]) => verifyFolder(directory, summaries, (line) => void said.push(line)),
    /** What somebody does who has the seat's key. */
    tamper: (sql: string) => {
      const database = new Sqlite(join(directory, 'cache.db'));
      database.pragma("cipher='sqlcipher'");
      database.pragma(`key="x'${KEY.toString('hex')}'"`);
      database.exec(sql);
      database.close();
    },
  };
}

describe('verify-records from the command line', () => {
  it('RC-8 says that all is intact, with the head, and holds it against the summary of that evening', () => {
    const { said, summary, verify } = evening();
    expect(verify(summary)).toBe(0);
    expect(said).toEqual([expect.stringMatching(/^4 records, head [0-9a-f]{64}: all intact$/)]);
  });

  it('RC-8 names a call whose row was changed, and one that was taken out', () => {
    const { said, tamper, verify } = evening();
    tamper(`UPDATE calls SET body = json_set(body, '$.endReason', 'rejected') WHERE id = '${id(2)}'`);
    tamper('DELETE FROM record_links WHERE sequence = 2');
    expect(verify()).toBeGreaterThanOrEqual(2);
    expect(said).toContainEqual('missing: record 2');
    expect(said).toContainEqual(`call-changed: record 3, call ${id(2)}`);
  });

  it('RC-9 a tail that was cut off is found by the summary alone', () => {
    const { said, summary, tamper, verify } = evening();
    tamper(`DELETE FROM record_links WHERE sequence = 4; DELETE FROM calls WHERE id = '${id(3)}'`);
    expect(verify()).toBe(0);
    expect(verify(summary)).toBe(1);
    expect(said).toContainEqual('head-differs: record 4');
  });

  it('RC-9 a summary in which anything was changed is none', () => {
    const { directory, summary, verify } = evening();
    const text = readFileSync(summary, 'utf8');
    expect(readSummary(text)).toMatchObject({ seat: 7, day: '2026-11-22' });
    const other = join(directory, 'other.json');
    for (const changed of [
      text.replace('"offered":0', '"offered":1'),
      text.replace('"seat":7', '"seat":8'),
      '{',
      '[]',
    ]) {
      expect(changed).not.toBe(text);
      writeFileSync(other, changed);
      expect(() => verify(other)).toThrow(expect.objectContaining({ code: 'summary-invalid' }));
    }
    expect(verify(summary)).toBe(0);
  });

  it('RC-8 a folder without a key is said to be locked, not intact', () => {
    const empty = mkdtempSync(join(tmpdir(), 'evening-'));
    folders.push(empty);
    expect(() => verifyFolder(empty, [], () => undefined)).toThrow(
      expect.objectContaining({ code: 'key-locked' }),
    );
  });
});

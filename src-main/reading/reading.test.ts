import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Divisions, epochOfLocal, type Landmark } from '#shared/domain/index.ts';
import type { DivisionRow } from '#shared/hub-protocol/index.ts';
import { joinDivisions } from '../lists/index.ts';
import { createReading } from './reading.ts';

const assetsDirectory = join(import.meta.dirname, '../../assets');
const clock = { wall: () => epochOfLocal('2026-11-25', '10:00') };
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('reading', () => {
  it('PL-8 places that people added are found, and gone when they are taken back', async () => {
    let added: Landmark[] = [{ code: 'a', name: '安侨公寓', parent: '370481002' }];
    const reading = createReading({ assetsDirectory, landmarks: () => added, clock });
    const first = async (query: string) =>
      (await reading.handlers.searchPlaces({ query, known: [], limit: 3 }))[0]?.line;
    await reading.prepare();
    expect(await first('tz lq aqgy')).toBe('滕州市龙泉街道安侨公寓');
    added = [{ code: 'b', name: '安侨新城', parent: '370481002' }];
    reading.landmarksChanged();
    expect(await first('lq aqxc')).toBe('滕州市龙泉街道安侨新城');
    expect(await first('lq aqgy')).not.toBe('滕州市龙泉街道安侨公寓');
  });

  it('LI-4 the hub’s divisions take the place of those that ship, while it runs', async () => {
    let rows: DivisionRow[] = [];
    const divisions = (shipped: Divisions) => (rows.length > 0 ? joinDivisions(rows, shipped) : undefined);
    const reading = createReading({ assetsDirectory, landmarks: () => [], divisions, clock });
    const first = async (query: string) =>
      (await reading.handlers.searchPlaces({ query, known: [], limit: 3 }))[0];
    const street = '滕州市荆河街道';
    expect((await first(street))?.streetCode).toMatch(/^370481/);
    rows = [
      { code: '370481', name: '滕州市' },
      { code: '370481099', name: '新河街道' },
    ];
    reading.divisionsChanged();
    expect(await first('xhjd')).toMatchObject({ line: '滕州市新河街道', streetCode: '370481099' });
    expect((await first(street))?.streetCode).toBe('');
    // Rows that make no city change nothing.
    rows = [{ code: '370481099', name: '新河街道' }];
    reading.divisionsChanged();
    expect((await first(street))?.streetCode).toMatch(/^370481/);
  });

  it('RD-1 a paragraph is read with the clock and the places of the seat', async () => {
    const reading = createReading({ assetsDirectory, landmarks: () => [], clock });
    const found = await reading.handlers.readParagraph({ text: '昨天下午三点,荆河办事处停水,电话3312345' });
    expect(found.map(({ field, value }) => `${field} ${value}`)).toEqual([
      'time 昨天下午三点',
      'place 滕州市荆河街道',
      'phone 06323312345',
    ]);
  });

  it('PL-9 a folder with two cities is refused by name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'divisions-'));
    folders.push(folder);
    mkdirSync(join(folder, 'divisions'));
    for (const name of ['one.json', 'two.json'])
      cpSync(join(assetsDirectory, 'divisions/zaozhuang.json'), join(folder, 'divisions', name));
    const reading = createReading({ assetsDirectory: folder, landmarks: () => [], clock });
    await expect(reading.prepare()).rejects.toMatchObject({ code: 'no-divisions' });
  });
});

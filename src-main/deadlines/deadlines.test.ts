import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type CalendarYear,
  epochOfLocal,
  localDateAt,
  noDeadlineFacts,
  readHolidayNotice,
} from '#shared/domain/index.ts';
import { createDeadlines } from './deadlines.ts';

const assetsDirectory = join(import.meta.dirname, '../../assets');
let dataDirectory = '';
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'deadlines-'));
});
afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }));

const make = (mayImport = true) =>
  createDeadlines({ assetsDirectory, dataDirectory, mayImport: () => mayImport });
const facts = { ...noDeadlineFacts, receivedAt: epochOfLocal('2026-12-30', '10:00') };
const NOTICE =
  '国务院办公厅关于2027年部分节假日安排的通知\n一、元旦:1月1日(周五)至3日(周日)放假,共3天。1月4日(周一)上班。';

describe('deadlines of the centre', () => {
  it('DL-9 an imported notice makes the year covered, here and after a restart', async () => {
    const deadlines = make();
    const seen: number[] = [];
    deadlines.onChanged(({ years }) => seen.push(years.length));
    expect(deadlines.of(facts).provisional).toBe(true);
    expect(await deadlines.handlers.importNotice({ text: NOTICE, year: null })).toEqual({
      year: 2027,
      problems: [],
    });
    expect(deadlines.of(facts)).toMatchObject({ provisional: false, reason: null });
    expect(localDateAt(make().of(facts).at)).toBe('2027-01-07');
    expect(seen).toEqual([3]);
    expect((await make().handlers.snapshot(null)).years.at(-1)).toMatchObject({ year: 2027, origin: 'seat' });
  });

  it('DL-14 what a notice would change is told before it is taken over, and changes nothing', async () => {
    const deadlines = make(false);
    const read = await deadlines.handlers.readNotice({
      text: NOTICE.replace(/1月1日.*/, '1月1日(周五)至5日(周二)放假,共5天。'),
      year: null,
    });
    expect(read.year).toMatchObject({ year: 2027, days: [{ kind: 'holiday' }] });
    expect(read).toMatchObject({ problems: [], replaces: false });
    // The fifth working day after 28 December: 31 December, then 4, 5, 6 … without the notice.
    expect(read.moved).toContainEqual({ received: '2026-12-28', before: '2027-01-05', after: '2027-01-07' });
    expect(read.movedDays).toBeGreaterThanOrEqual(read.moved.length);
    expect(read.moved.every(({ before, after }) => after > before)).toBe(true);
    expect(deadlines.of(facts).provisional).toBe(true);
    const wrong = await deadlines.handlers.readNotice({ text: '没有日期', year: 2027 });
    expect(wrong).toMatchObject({ year: null, moved: [], problems: [{ code: expect.any(String) }] });
    expect((await deadlines.handlers.snapshot(null)).mayImport).toBe(false);
  });

  it('LI-6 the hub’s year holds, sets aside what was imported here before, and an import is told on', async () => {
    const { year } = readHolidayNotice(NOTICE);
    const ofHub: CalendarYear[] = [];
    const told: number[] = [];
    const deadlines = createDeadlines({
      assetsDirectory,
      dataDirectory,
      mayImport: () => true,
      yearsOfHub: () => ofHub,
      onImported: (one) => told.push(one.year),
    });
    const last = async () => (await deadlines.handlers.snapshot(null)).years.at(-1);
    await deadlines.handlers.importNotice({ text: NOTICE, year: null });
    expect([told, (await last())?.origin]).toEqual([[2027], 'seat']);
    const before = deadlines.of(facts).at;
    // The centre’s own has two days more.
    if (year)
      ofHub.push({
        ...year,
        source: '中心',
        days: [{ from: '2027-01-01', to: '2027-01-05', kind: 'holiday', name: '元旦' }],
      });
    deadlines.yearsChanged();
    expect(await last()).toMatchObject({ year: 2027, origin: 'hub', source: '中心' });
    expect(deadlines.of(facts).at).toBeGreaterThan(before);
    expect(readdirSync(join(dataDirectory, 'calendar'))).toEqual(['2027.before-hub.json']);
  });

  it('WD-8 a notice with a fault changes nothing', async () => {
    const deadlines = make();
    const answer = await deadlines.handlers.importNotice({
      text: NOTICE.replace('周五', '周四'),
      year: null,
    });
    expect(answer).toMatchObject({ year: null, problems: [{ line: 2, code: 'wrong-weekday' }] });
    expect(deadlines.of(facts).provisional).toBe(true);
  });

  it('DL-13 only who may do so imports; a file of the data folder goes before the shipped one, or is named', async () => {
    expect(() => make(false).handlers.importNotice({ text: NOTICE, year: null })).toThrow('supervisor');
    const shipped = JSON.parse(readFileSync(join(assetsDirectory, 'rules/deadlines.json'), 'utf8')) as object;
    mkdirSync(join(dataDirectory, 'rules'));
    writeFileSync(
      join(dataDirectory, 'rules/deadlines.json'),
      JSON.stringify({ ...shipped, dayEndsAt: '17:00' }),
    );
    expect(new Date(make().of(facts).at).toISOString().slice(11, 16)).toBe('09:00');
    writeFileSync(join(dataDirectory, 'rules/deadlines.json'), '{"version":1}');
    const state = await make().handlers.snapshot(null);
    expect(state.unusable.map(({ file }) => file)).toEqual([join('rules', 'deadlines.json')]);
    expect(state.rules.length).toBeGreaterThan(5);
  });
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptsState, scriptsStateSchema } from '#shared/contract/index.ts';
import { emptyFields, type ScriptVersion } from '#shared/domain/index.ts';
import { type FeedItem, operationSchema, type UnitRow, unitRowSchema } from '#shared/hub-protocol/index.ts';
import { type Cache, openCache } from '../cache/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { writeEntry } from './file/write-entry.ts';
import { createScripts, type Scripts } from './index.ts';

const ASSETS = new URL('../../assets/scripts', import.meta.url).pathname;
const NOON = Date.UTC(2026, 10, 25, 4);
const localDate = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);

let directory: string;
let cache: Cache;
let scripts: Scripts;
let states: ScriptsState[];
let time: { now: number };
let feed: FeedItem[];
let feedChanged: () => void;
let timers: Array<() => void>;
let mayEdit: boolean;
let unitRows: UnitRow[] | undefined;
let unitsChanged: () => void = () => undefined;

async function start(): Promise<void> {
  const clock = { wall: () => time.now, monotonic: () => time.now };
  cache = openCache({ directory, key: Buffer.alloc(32, 1), clock, log: createMemoryLog() }).cache;
  timers = [];
  scripts = createScripts({
    folder: ASSETS,
    exports: join(directory, 'exports'),
    cache,
    clock,
    log: createMemoryLog(),
    newId: () => v7(),
    seat: 7,
    person: () => ({ name: '王编辑', mayEdit }),
    localDate,
    schedule: (_, run) => {
      timers.push(run);
      return () => undefined;
    },
    pause: () => Promise.resolve(),
    onOperation: () => undefined,
    units: () => unitRows,
    onUnits: (listener) => {
      unitsChanged = listener;
    },
    feeds: {
      list: () => feed,
      onChanged: (_, listener) => {
        feedChanged = listener;
        return () => undefined;
      },
    },
  });
  states = [];
  scripts.onChanged((state) => states.push(scriptsStateSchema.parse(state)));
  await scripts.start();
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'lianxinqiao-scripts-'));
  time = { now: NOON };
  feed = [];
  mayEdit = true;
  await start();
});
afterEach(async () => {
  await scripts.stop();
  cache.close();
  rmSync(directory, { recursive: true });
});

const search = async (query: string, more: { categoryCode?: string; guideId?: string } = {}) =>
  (await scripts.handlers.search({ query, categoryCode: '', guideId: null, limit: 20, ...more })).hits.map(
    ({ id }) => id,
  );
const operations = () => cache.outbox.next(100).map((one) => operationSchema.parse(one));
const rewritten = (text: string) => text.replace('title: 首问问候', 'title: 开口第一句');

/** Publishes a change of GR01 and answers the entry of it. */
async function publishGreeting() {
  const { text } = await scripts.editing.open({ id: 'GR01' });
  await scripts.editing.saveDraft({ id: 'GR01', text: rewritten(text) });
  return scripts.editing.publish({ id: 'GR01', comment: '更自然' });
}

describe('the library at a seat', () => {
  it('SC-10 tells its phrases and that it can be searched', () => {
    expect(states.at(-1)).toMatchObject({ ready: true, mayEdit: true, prompts: { on: true } });
    expect(states.at(-1)?.phrases.length).toBeGreaterThanOrEqual(40);
  });

  it('SC-12 an expired entry sinks below a valid one that fits no better, and says so', async () => {
    const { hits } = await scripts.handlers.search({
      query: '居民医保',
      categoryCode: '',
      guideId: null,
      limit: 9,
    });
    const ids = hits.map(({ id }) => id);
    expect(ids.indexOf('K-medical-resident')).toBeLessThan(ids.indexOf('K-medical-resident-2025'));
    expect(hits.find(({ id }) => id === 'K-medical-resident-2025')?.validity).toBe('expired');
    expect(await scripts.handlers.open({ id: 'K-medical-resident-2025' })).toMatchObject({
      validity: 'expired',
    });
  });

  it('SC-16 what is used comes first among equals, and is remembered', async () => {
    const [first, second] = await search('医保');
    if (second === undefined) throw new Error('Two entries are about it.');
    for (let times = 0; times < 6; times += 1) await scripts.handlers.used({ id: second, how: 'inserted' });
    expect((await search('医保'))[0]).toBe(second);
    expect((await search(''))[0]).toBe(second);
    await scripts.stop();
    cache.close();
    await start();
    expect((await search('医保'))[0]).toBe(second);
    expect(first).not.toBe(second);
  });

  it('SC-17 what belongs to the order’s category, and to the open guide, comes first', async () => {
    const heating = '城乡建设/城市建设和市政管理/冬季采暖';
    expect((await search('', { categoryCode: heating })).slice(0, 3)).toContain('U-heating');
    expect((await search('', { guideId: 'G-utility' })).slice(0, 6)).toContain('U-water');
  });

  it('SC-20 tells whom to go to above a unit, and who is responsible', async () => {
    const { chain } = await scripts.handlers.open({ id: 'U-cun-sample' });
    expect(chain.map(({ id }) => id)).toEqual(['U-shuiguo', 'U-shizhong', 'U-hotline']);
    expect((await scripts.handlers.open({ id: 'K-id-card' })).unit?.id).toBe('U-gongan');
    expect(() => scripts.handlers.open({ id: 'K-nothing' })).toThrow(
      expect.objectContaining({ code: 'no-such-script' }),
    );
  });

  it('SC-21 a guide’s progress stays with the draft, over a restart, and goes with it', async () => {
    const draftId = v7();
    const progress = {
      draftId,
      guideId: 'G-utility',
      path: [{ step: 'what', answer: 3 }],
      filled: { title: '居民家中暖气不热' },
      open: true,
    };
    await expect(async () => scripts.handlers.saveGuide(progress)).rejects.toMatchObject({
      code: 'no-such-draft',
    });
    cache.drafts.insert({ id: draftId, callId: null, createdAt: NOON, updatedAt: NOON, fields: emptyFields });
    await scripts.handlers.saveGuide(progress);
    await scripts.stop();
    cache.close();
    await start();
    expect(await scripts.handlers.guides({ draftId })).toEqual([progress]);
    cache.drafts.remove(draftId);
    expect(await scripts.handlers.guides({ draftId })).toEqual([]);
  });

  it('SC-23 a note goes to the editors, without who called', async () => {
    await scripts.handlers.note({
      entryId: null,
      query: '社保转移',
      comment: '没有',
      topic: '劳动和社会保障',
    });
    expect(operations()).toMatchObject([
      { kind: 'script.note', payload: { query: '社保转移', operator: '王编辑', seat: 7 } },
    ]);
    expect(await scripts.editing.notes(null)).toMatchObject([{ query: '社保转移', at: NOON }]);
  });

  it('SC-24 usage is told as totals, once', async () => {
    await scripts.handlers.used({ id: 'GR01', how: 'opened' });
    await scripts.handlers.used({ id: 'GR01', how: 'copied' });
    for (const run of timers.splice(0)) run();
    for (const run of timers.splice(0)) run();
    expect(operations()).toMatchObject([
      { kind: 'script.usage', payload: { totals: [{ id: 'GR01', opened: 1, used: 1 }] } },
    ]);
  });
});

describe('editing', () => {
  it('SC-25 refuses whoever is no editor', async () => {
    mayEdit = false;
    expect(() => scripts.editing.list(null)).toThrow(expect.objectContaining({ code: 'not-allowed' }));
    expect(() => scripts.editing.publishAll({ comment: '' })).toThrow(
      expect.objectContaining({ code: 'not-allowed' }),
    );
  });

  it('SC-26 a draft is nobody’s but the editors’ until it is published; then seats have it at once', async () => {
    const { text } = await scripts.editing.open({ id: 'GR01' });
    await scripts.editing.saveDraft({ id: 'GR01', text: rewritten(text) });
    expect((await scripts.handlers.open({ id: 'GR01' })).entry.title.zh).toBe('首问问候');
    expect((await scripts.editing.list(null))[0]).toMatchObject({ id: 'GR01', state: 'changed' });
    await scripts.editing.publish({ id: 'GR01', comment: '更自然' });
    expect(await scripts.handlers.open({ id: 'GR01' })).toMatchObject({
      version: 2,
      entry: { title: { zh: '开口第一句' } },
    });
    expect((await search('开口第一句'))[0]).toBe('GR01');
    expect(states.at(-1)?.phrases.find(({ id }) => id === 'GR01')?.title.zh).toBe('开口第一句');
    expect(operations()).toMatchObject([
      { kind: 'script.publish', subject: 'GR01', payload: { version: 2 } },
    ]);
  });

  it('SC-26 what is wrong is not published, and keeps its text', async () => {
    await scripts.editing.saveDraft({ id: 'GR01', text: 'kind: phrase' });
    await expect(scripts.editing.publish({ id: 'GR01', comment: '' })).rejects.toMatchObject({
      code: 'script-invalid',
    });
    expect(await scripts.editing.open({ id: 'GR01' })).toMatchObject({ text: 'kind: phrase', draft: true });
    expect(await scripts.editing.publishAll({ comment: '' })).toMatchObject({
      published: 0,
      problems: [{ file: 'GR01' }],
    });
  });

  it('SC-27 every version stays and can be restored, what was shipped too', async () => {
    const after = await publishGreeting();
    expect(after.versions.map(({ version, publishedAt }) => [version, publishedAt])).toEqual([
      [2, NOON],
      [1, null],
    ]);
    const { text } = await scripts.editing.version({ id: 'GR01', version: 1 });
    expect(text).toContain('title: 首问问候');
    const restored = await scripts.editing.restore({ id: 'GR01', version: 1 });
    expect(restored).toMatchObject({ draft: true, text });
    await scripts.editing.publish({ id: 'GR01', comment: '' });
    expect(await scripts.handlers.open({ id: 'GR01' })).toMatchObject({
      version: 3,
      entry: { title: { zh: '首问问候' } },
    });
  });

  it('SC-27 what is taken out is found no more, also after a restart, and can be brought back', async () => {
    await scripts.editing.retire({ id: 'K-lamp', comment: '并入道路' });
    expect(await search('路灯不亮')).not.toContain('K-lamp');
    await scripts.stop();
    cache.close();
    await start();
    expect(await search('路灯不亮')).not.toContain('K-lamp');
    expect((await scripts.editing.list(null)).find(({ id }) => id === 'K-lamp')).toMatchObject({
      state: 'retired',
      kind: 'knowledge',
    });
    await scripts.editing.restore({ id: 'K-lamp', version: 1 });
    await scripts.editing.publish({ id: 'K-lamp', comment: '' });
    expect(await search('路灯不亮')).toContain('K-lamp');
  });

  it('SC-28 a version from the hub takes its place while the seat works; a damaged one is left out', async () => {
    const { entry } = await scripts.handlers.open({ id: 'GR01' });
    const version: ScriptVersion = {
      id: 'GR01',
      version: 2,
      entry: { ...entry, title: { zh: '市里统一的开场', en: 'As the city says it' } },
      author: '李督导',
      comment: '',
      publishedAt: NOON + 5,
    };
    feed = [
      { key: 'GR01', body: version },
      { key: 'GR02', body: { id: 'GR02', version: 'two' } },
    ];
    feedChanged();
    await expect.poll(async () => (await scripts.handlers.open({ id: 'GR01' })).version).toBe(2);
    expect((await search('市里统一的开场'))[0]).toBe('GR01');
    await publishGreeting();
    feedChanged();
    await Promise.resolve();
    expect((await scripts.handlers.open({ id: 'GR01' })).version).toBe(3);
  });

  it('SC-29 is exported as files and as a workbook, and both come back unchanged', async () => {
    const { folder, files } = await scripts.editing.exportAll(null);
    const texts = ['phrases', 'guides', 'knowledge', 'units'].flatMap((kind) =>
      readdirSync(join(folder, kind)).map((name) => ({
        path: `${kind}/${name}`,
        text: readFileSync(join(folder, kind, name), 'utf8'),
      })),
    );
    expect(texts).toHaveLength(files);
    expect(await scripts.editing.importFiles({ files: texts })).toEqual({
      drafts: 0,
      unchanged: files,
      problems: [],
    });
    const base64 = readFileSync(join(folder, 'scripts.xlsx')).toString('base64');
    expect(await scripts.editing.importWorkbook({ base64 })).toEqual({
      drafts: 0,
      unchanged: files,
      problems: [],
    });
  });

  it('SC-29 what differs becomes a draft, what is wrong is told with its place', async () => {
    const { text } = await scripts.editing.open({ id: 'GR01' });
    const outcome = await scripts.editing.importFiles({
      files: [
        { path: 'phrases/GR01.md', text: rewritten(text) },
        { path: 'phrases/bad.md', text: text.replace('group: greeting', 'group: hello') },
      ],
    });
    expect(outcome).toMatchObject({ drafts: 1, problems: [{ file: 'phrases/bad.md', code: 'wrong-value' }] });
    expect(await scripts.editing.open({ id: 'GR01' })).toMatchObject({ draft: true });
    await expect(scripts.editing.importWorkbook({ base64: 'bm8=' })).rejects.toMatchObject({
      code: 'script-invalid',
    });
  });

  it('SC-26 a new entry begins with a text that is right', async () => {
    for (const kind of ['phrase', 'guide', 'knowledge', 'unit'] as const) {
      const { id, text } = await scripts.editing.create({ kind });
      expect([kind, await scripts.editing.check({ text })]).toMatchObject([
        kind,
        { entry: { id, kind }, problems: [] },
      ]);
    }
  });

  it('SC-2 a bad file of the program is left out, told in the log, and the others serve', async () => {
    const folder = join(directory, 'assets');
    mkdirSync(join(folder, 'phrases'), { recursive: true });
    const { entry } = await scripts.handlers.open({ id: 'GR01' });
    writeFileSync(join(folder, 'phrases', 'GR01.md'), writeEntry(entry));
    writeFileSync(join(folder, 'phrases', 'GR02.md'), '---\nkind: phrase\n---\n');
    const { loadFolder } = await import('./shipped.ts');
    const loaded = await loadFolder(folder, () => Promise.resolve());
    expect(loaded.entries.map(({ id }) => id)).toEqual(['GR01']);
    expect(loaded.problems[0]).toMatchObject({ file: 'phrases/GR02.md', code: 'missing' });
  });

  it('LI-3 the hub’s table of units is the directory, live; what the library says of a unit stays with it', async () => {
    const unitsOf = async (query: string) =>
      (await scripts.handlers.search({ query, categoryCode: '', guideId: null, limit: 40 })).hits
        .filter(({ kind }) => kind === 'unit')
        .map(({ title, detail }) => `${title.zh} ${detail}`.trim());
    const shipped = (await unitsOf('市教育局'))[0] ?? '';
    expect(shipped).toContain('市教育局');
    const row = (code: string, name: string, phone = '', parent = '') =>
      unitRowSchema.parse({ code, name, level: 'city', phone, parent });
    unitRows = [row('jy', '市教育局', '0632-999'), row('数', '市大数据局', '0632-888', 'jy')];
    const change = async () => {
      unitsChanged();
      await new Promise((resolve) => setImmediate(resolve));
      await scripts.handlers.search({ query: '', categoryCode: '', guideId: null, limit: 1 });
      await new Promise((resolve) => setTimeout(resolve, 0));
    };
    await change();
    await expect.poll(async () => (await unitsOf('市大数据局'))[0]).toBe('市大数据局 0632-888');
    expect((await unitsOf('市教育局'))[0]).toBe('市教育局 0632-999');
    const named = async (name: string) => (await unitsOf(name)).some((one) => one.startsWith(name));
    expect(await named('市公安局')).toBe(false);
    const { hits } = await scripts.handlers.search({
      query: '市大数据局',
      categoryCode: '',
      guideId: null,
      limit: 5,
    });
    const { chain } = await scripts.handlers.open({ id: hits[0]?.id ?? '' });
    expect(chain.map(({ title }) => title.zh)).toEqual(['市教育局']);
    unitRows = undefined;
    await change();
    await expect.poll(() => named('市大数据局')).toBe(false);
    expect(await named('市公安局')).toBe(true);
    expect((await unitsOf('市教育局'))[0]).toBe(shipped);
  });
});

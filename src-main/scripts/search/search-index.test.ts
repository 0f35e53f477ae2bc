import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Knowledge } from '#shared/domain/index.ts';
import { loadFolder } from '../shipped.ts';
import { SearchIndex } from './search-index.ts';
import { loadSpelling, type Spelling } from './spelling.ts';

interface Labelled {
  readonly way: string;
  readonly query: string;
  readonly expected: readonly string[];
  /** Kept apart while the order of results was made. */
  readonly heldOut: boolean;
}

const PLAIN = { bonusOf: () => 0, shareOf: () => 1 };
const pause = () => Promise.resolve();
let spelling: Spelling;
let shipped: SearchIndex;

beforeAll(async () => {
  spelling = await loadSpelling();
  shipped = new SearchIndex(spelling, pause);
  const { entries } = await loadFolder(new URL('../../../assets/scripts', import.meta.url).pathname, pause);
  await shipped.add(entries);
});

const knowledge = (id: string, zh: string, more: { keywords?: string[]; body?: string } = {}): Knowledge => ({
  kind: 'knowledge',
  id,
  title: { zh, en: 'x' },
  keywords: more.keywords ?? [],
  categories: [],
  sample: false,
  body: { zh: more.body ?? '', en: '' },
  source: '来源',
  issuer: '机关',
  validFrom: null,
  validUntil: null,
  reviewBy: '2030-01-01',
  unit: null,
});

async function found(entries: readonly Knowledge[], query: string): Promise<string[]> {
  const index = new SearchIndex(spelling, pause);
  await index.add(entries);
  return index.search(query, 20, PLAIN).map(({ entry }) => entry.id);
}

describe('search', () => {
  it('SC-13 SC-14 SC-15 finds what the labelled queries mean among the first three, the held out ones too', () => {
    const queries = JSON.parse(
      readFileSync(new URL('../../../test/support/script-queries.json', import.meta.url), 'utf8'),
    ) as Labelled[];
    const misses = (some: readonly Labelled[]) =>
      some.filter(({ query, expected }) => {
        const ids = shipped.search(query, 3, PLAIN).map(({ entry }) => entry.id);
        return !ids.some((id) => expected.includes(id));
      });
    expect(queries.length).toBeGreaterThanOrEqual(150);
    const share = (some: readonly Labelled[]) => 1 - misses(some).length / some.length;
    expect(share(queries), JSON.stringify(misses(queries))).toBeGreaterThanOrEqual(0.95);
    expect(share(queries.filter(({ heldOut }) => heldOut))).toBeGreaterThanOrEqual(0.95);
  });

  it('SC-13 by characters, pinyin, first letters and mixtures', async () => {
    const entries = [knowledge('K-1', '公积金提取'), knowledge('K-2', '公交线路')];
    for (const query of [
      '公积金',
      '积',
      'gongjijin',
      'gongjij',
      'gjjtq',
      'gjj提取',
      '公ji金',
      'GJJ',
      'gongjijing',
    ]) {
      expect([query, (await found(entries, query))[0]]).toEqual([query, 'K-1']);
    }
  });

  it('SC-14 with one mistake', async () => {
    const entries = [knowledge('K-1', '社会保障卡'), knowledge('K-2', '身份证')];
    for (const query of ['shehuibaozhnag', 'shehuibaozhng', '社会保章卡', 'shenfnezheng']) {
      expect([query, (await found(entries, query)).length > 0]).toEqual([query, true]);
    }
    expect((await found(entries, 'shenfnezheng'))[0]).toBe('K-2');
  });

  it('SC-15 titles before keywords before texts', async () => {
    const entries = [
      knowledge('K-text', '别的事', { body: '这里说到供暖费用' }),
      knowledge('K-word', '另一件事', { keywords: ['供暖费'] }),
      knowledge('K-title', '供暖费怎么交'),
    ];
    expect(await found(entries, '供暖费')).toEqual(['K-title', 'K-word', 'K-text']);
  });

  it('SC-30 an entry whose id is typed is the first, however little else of it fits', async () => {
    const { entries } = await loadFolder(new URL('../../../assets/scripts', import.meta.url).pathname, pause);
    for (const { id } of entries) expect(shipped.search(id, 3, PLAIN)[0]?.entry.id).toBe(id);
    const circumstances = { bonusOf: () => 0, shareOf: () => 0.1 };
    for (const typed of ['gr01', ' GR01 ', 'ｇｒ０１'])
      expect(shipped.search(typed, 1, circumstances)[0]?.entry.id).toBe('GR01');
    const index = new SearchIndex(spelling, pause);
    await index.add([knowledge('K-1', '公积金提取')]);
    index.remove('K-1');
    expect(index.search('K-1', 9, PLAIN)).toEqual([]);
  });

  it('SC-28 a changed entry is found as it is now, one that has gone no more', async () => {
    const index = new SearchIndex(spelling, pause);
    await index.add([knowledge('K-1', '旧的题目'), knowledge('K-2', '旧的题目')]);
    await index.add([knowledge('K-1', '新的标题')]);
    index.remove('K-2');
    const ids = (query: string) => index.search(query, 9, PLAIN).map(({ entry }) => entry.id);
    expect(ids('新的标题')).toEqual(['K-1']);
    expect(ids('旧的题目').filter((id) => id === 'K-2')).toEqual([]);
    expect(index.size).toBe(1);
  });

  it('SC-19 never throws, and marks are stretches of the shown text, in order', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.stringMatching(/^[a-z' ]{0,24}$/),
      fc.stringMatching(/^[夜间施工噪声怎么办请问物业费的a-z0-9,。{}%_\\]{0,20}$/),
    );
    fc.assert(
      fc.property(text, (query) => {
        for (const { entry, titleMarks, snippet, snippetMarks } of shipped.search(query, 20, PLAIN)) {
          for (const [shown, marks] of [
            [entry.title.zh, titleMarks] as const,
            [snippet, snippetMarks] as const,
          ]) {
            let before = 0;
            for (const [from, to] of marks) {
              expect(from).toBeGreaterThanOrEqual(before);
              expect(to).toBeGreaterThan(from);
              expect(to).toBeLessThanOrEqual(shown.length);
              before = to;
            }
          }
        }
      }),
    );
  });
});

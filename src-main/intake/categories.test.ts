import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { categorySchema, searchCategories } from '#shared/domain/index.ts';
import { loadCategories } from './categories.ts';

const aliases = readFileSync(new URL('../../assets/category-aliases.json', import.meta.url), 'utf8');
const csv = readFileSync(new URL('../../assets/category-tree.csv', import.meta.url), 'utf8');

describe('categories', () => {
  it('spells the shipped tree: 517 leaves with codes of their own', async () => {
    const categories = await loadCategories(csv)();
    expect(categories).toHaveLength(517);
    expect(new Set(categories.map((one) => one.code)).size).toBe(517);
    for (const one of categories) {
      expect(categorySchema.safeParse(one).success).toBe(true);
      expect(one.pinyin).toMatch(/^[a-z]+$/);
      const characters = `${one.level2}${one.level3}`.match(/\p{Script=Han}/gu);
      expect(one.initials).toMatch(new RegExp(`^[a-z]{${characters?.length}}$`));
    }
  });

  it('every leaf is found by its name, its first letters and its pinyin', async () => {
    const categories = await loadCategories(csv)();
    for (const one of categories) {
      for (const query of [`${one.level2} ${one.level3}`, one.initials, one.pinyin]) {
        expect(searchCategories(categories, query, 517), query).toContain(one);
      }
    }
  });

  it('spells ü as v, leaves punctuation out and works once', async () => {
    const source = loadCategories('\uFEFFlevel1,level2,level3\n城市,园林绿化,“旅游、女工”\n');
    expect(await source()).toEqual([
      {
        code: '城市/园林绿化/“旅游、女工”',
        level1: '城市',
        level2: '园林绿化',
        level3: '“旅游、女工”',
        initials: 'yllhlyng',
        pinyin: 'yuanlinlvhualvyounvgong',
      },
    ]);
    expect(source()).toBe(source());
  });

  it('LI-2 the hub’s tree takes the place of the shipped one, keeps the words that fit it, and is spelled once', async () => {
    let given: { level1: string; level2: string; level3: string }[] | undefined;
    const source = loadCategories(csv, aliases, () => given);
    expect(await source()).toHaveLength(517);
    given = [{ level1: '城市综合', level2: '市政设施', level3: '井盖' }];
    const tree = await source();
    expect(tree.map(({ code, initials }) => `${code} ${initials}`)).toEqual([
      '城市综合/市政设施/井盖 szssjg',
    ]);
    expect(source()).toBe(source());
    given = undefined;
    expect(await source()).toHaveLength(517);
  });

  it('refuses another file', async () => {
    await expect(loadCategories('a,b\n1,2\n')()).rejects.toThrow();
  });

  it('CA-1 what people say finds its leaf first, in Chinese, by first letters and by pinyin', async () => {
    const categories = await loadCategories(csv, aliases)();
    for (const [query, leaf] of [
      ['wygl', '城乡建设/住房保障与房地产/物业服务'],
      ['物业管理', '城乡建设/住房保障与房地产/物业服务'],
      ['ludeng', '城乡建设/城市建设和市政管理/城市公共设施'],
      ['井盖', '城乡建设/城市建设和市政管理/城市公共设施'],
      ['zhandaojingying', '城乡建设/城市建设和市政管理/城管执法'],
      ['sgzs', '环境保护/环境污染/噪音污染'],
      ['养殖污染', '环境保护/环境污染/水污染'],
      ['gongnuan', '城乡建设/城市建设和市政管理/冬季采暖'],
      ['停水', '城乡建设/城市建设和市政管理/自来水供应'],
      ['欠薪', '劳动和社会保障/工资福利/工资发放'],
      ['weiting', '政法/交通管理/交通安全管理'],
      ['入学', '教育文体/考试招生/招生录取'],
      ['社保', '劳动和社会保障/城镇职工社会保险/职工养老保险'],
      ['xftk', '商贸旅游/市场监管/商品质量'],
      ['企呼枣应', '经济管理/其他/其他'],
      ['低保', '民政/社会救助/农村低保'],
    ] as const)
      expect([query, searchCategories(categories, query, 1)[0]?.code]).toEqual([query, leaf]);
  });

  it('CA-2 every other word finds its leaf, and the names of the tree stay before it', async () => {
    const categories = await loadCategories(csv, aliases)();
    for (const one of categories)
      for (const { name, initials, pinyin } of one.aliases ?? [])
        for (const query of [name, initials, pinyin])
          if (query !== '') expect(searchCategories(categories, query, 517), query).toContain(one);
    expect(searchCategories(categories, '物业服务', 1)[0]?.level3).toBe('物业服务');
    expect(searchCategories(categories, '户籍管理', 1)[0]?.level3).toBe('户籍管理');
  });

  it('CA-3 a word for a leaf that the tree does not have is refused', async () => {
    const lost = JSON.stringify({
      version: 1,
      source: '',
      categories: [{ code: '无/此/类', aliases: ['路灯'] }],
    });
    await expect(loadCategories(csv, lost)()).rejects.toMatchObject({ code: 'no-such-category' });
  });
});

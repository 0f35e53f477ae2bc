import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { categorySchema, searchCategories } from '#shared/domain/index.ts';
import { loadCategories } from './categories.ts';

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

  it('refuses another file', async () => {
    await expect(loadCategories('a,b\n1,2\n')()).rejects.toThrow();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Category } from './category.ts';
import { searchCategories } from './category-search.ts';

function category(level1: string, level2: string, level3: string, pinyin: string): Category {
  const syllables = pinyin.split(' ');
  return {
    code: `${level1}/${level2}/${level3}`,
    level1,
    level2,
    level3,
    initials: syllables.map((one) => one[0]).join(''),
    pinyin: syllables.join(''),
  };
}

const tree = [
  category('城乡建设', '物业管理', '收费', 'wu ye guan li shou fei'),
  category('城乡建设', '物业管理', '维修', 'wu ye guan li wei xiu'),
  category('城乡建设', '市容环境', '噪声', 'shi rong huan jing zao sheng'),
  category('城乡建设', '噪声', '施工噪声', 'zao sheng shi gong zao sheng'),
  category('经济综合', '市场监管', '物业', 'shi chang jian guan wu ye'),
  category('经济综合', '观光', '管理“八大员”', 'guan guang guan li ba da yuan'),
];
const find = (query: string, limit = 10) =>
  searchCategories(tree, query, limit).map((one) => `${one.level2}/${one.level3}`);

describe('category search', () => {
  it('finds Chinese in every level, third level first, equal before beginning before part', () => {
    expect(find('噪声')).toEqual(['市容环境/噪声', '噪声/施工噪声']);
    expect(find('物业')).toEqual(['市场监管/物业', '物业管理/收费', '物业管理/维修']);
    expect(find('管理')).toEqual(['观光/管理“八大员”', '物业管理/收费', '物业管理/维修']);
    expect(find('经济')).toEqual(['市场监管/物业', '观光/管理“八大员”']);
    expect(find('没有')).toEqual([]);
  });

  it('finds first letters', () => {
    expect(find('zs')).toEqual(['市容环境/噪声', '噪声/施工噪声']);
    expect(find('sgzs')).toEqual(['噪声/施工噪声']);
    expect(find('wyglsf')).toEqual(['物业管理/收费']);
    expect(find('WY')).toEqual(['市场监管/物业', '物业管理/收费', '物业管理/维修']);
  });

  it('finds full pinyin from the beginning of a syllable, also half typed', () => {
    expect(find('weixiu')).toEqual(['物业管理/维修']);
    expect(find("wei'x")).toEqual(['物业管理/维修']);
    expect(find('zaosh')).toEqual(['市容环境/噪声', '噪声/施工噪声']);
    expect(find('wuyeguanlishou')).toEqual(['物业管理/收费']);
    expect(find('guanlibadayuan')).toEqual(['观光/管理“八大员”']);
    expect(find('huanjing')).toEqual(['市容环境/噪声']);
    expect(find('uanli')).toEqual([]);
  });

  it('wants every word, takes full width, and answers the tree to nothing', () => {
    expect(find('物业 wx')).toEqual(['物业管理/维修']);
    expect(find('物业　ｓｆ')).toEqual(['物业管理/收费']);
    expect(find('物业 噪声')).toEqual([]);
    expect(find('  ', 2)).toEqual(['物业管理/收费', '物业管理/维修']);
    expect(find('g', 1)).toHaveLength(1);
  });

  it('never throws, never answers more than asked or anything twice', () => {
    const query = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'物业 gzs(\\') }),
    );
    fc.assert(
      fc.property(query, fc.nat(8), (text, limit) => {
        const found = find(text, limit);
        expect(found.length).toBeLessThanOrEqual(limit);
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });
});

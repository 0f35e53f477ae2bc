import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Category, codePoints, FIELD_LIMITS, placeName, titleOf } from './index.ts';

const LAMPS: Category = {
  code: '城乡建设/城市建设和市政管理/城市公共设施',
  level1: '城乡建设',
  level2: '城市建设和市政管理',
  level3: '城市公共设施',
  initials: '',
  pinyin: '',
  aliases: ['路灯', '路灯不亮', '井盖'].map((name) => ({ name, initials: '', pinyin: '' })),
};
const order = {
  place: '青檀佳苑6号楼1单元',
  categoryCode: LAMPS.code,
  content: '小区门口的路灯不亮有一周了',
  requestType: 'TS' as const,
};
const NAMES = '市中区文化路街道青檀社区';

describe('the title that is offered', () => {
  it('FE-33 place and matter: the place’s own name, and the longest word that the text uses for the category', () => {
    expect(titleOf(order, NAMES, [LAMPS])).toBe('青檀佳苑路灯不亮问题');
    expect(titleOf({ ...order, place: '6号楼' }, NAMES, [LAMPS])).toBe(
      '市中区文化路街道青檀社区路灯不亮问题',
    );
    expect(titleOf({ ...order, content: '坏了' }, NAMES, [LAMPS])).toBe('青檀佳苑城市公共设施问题');
    expect(titleOf(order, NAMES, [])).toBe('青檀佳苑城市公共设施问题');
  });

  it('FE-33 a request says what it is: asked, proposed, praised; nothing twice', () => {
    expect(titleOf({ ...order, requestType: 'ZX' }, NAMES, [LAMPS])).toBe('青檀佳苑路灯不亮咨询');
    expect(titleOf({ ...order, requestType: 'JY' }, NAMES, [LAMPS])).toBe('青檀佳苑路灯不亮建议');
    const asked = { ...order, categoryCode: '社会事业/医疗/医保咨询', requestType: 'ZX' as const };
    expect(titleOf(asked, NAMES, [])).toBe('青檀佳苑医保咨询');
  });

  it('FE-33 nothing is offered while place or category is open, or where it would not fit; never half a title', () => {
    expect(titleOf({ ...order, categoryCode: '' }, NAMES, [LAMPS])).toBe('');
    expect(titleOf({ ...order, place: '' }, '', [LAMPS])).toBe('');
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, text, text, (place, names, content) => {
        const title = titleOf({ ...order, place, content }, names, [LAMPS]);
        expect(codePoints(title)).toBeLessThanOrEqual(FIELD_LIMITS.title);
        if (title !== '') expect(title.endsWith('问题')).toBe(true);
      }),
    );
  });

  it('FE-33 the name of a place ends before its first number', () => {
    expect(placeName('青檀佳苑6号楼')).toBe('青檀佳苑');
    expect(placeName('三号楼')).toBe('');
    expect(placeName('门口东侧')).toBe('');
    expect(titleOf({ ...order, place: '门口' }, NAMES, [LAMPS])).toBe('市中区文化路街道青檀社区路灯不亮问题');
  });
});

import { describe, expect, it } from 'vitest';
import {
  createPlaceIndex,
  epochOfLocal,
  type Finding,
  readParagraph,
  searchPlaces,
} from '#shared/domain/index.ts';
import { spellWithTable, zaozhuang } from '../support/places.ts';

const { divisions, landmarks } = zaozhuang();
const places = createPlaceIndex(divisions, landmarks, spellWithTable);
/** A Thursday. */
const now = epochOfLocal('2026-11-26', '10:00');
const read = (text: string): Finding[] => readParagraph(text, { now, places, localAreaCode: '0632' });
const valuesOf = (text: string, field: Finding['field']) =>
  read(text)
    .filter((one) => one.field === field)
    .map(({ value }) => value);
const times = (text: string) =>
  read(text).flatMap((one) => (one.field === 'time' ? [[one.words, one.iso]] : []));

/** What is pasted comes from messages, letters and other platforms, and each writes in its own way. */
describe('shapes of what is pasted', () => {
  it('RD-6 a date written in digits goes with its hour; a share, a price and a house number are no dates', () => {
    for (const [text, words, iso] of [
      ['2026-11-20 14:30停水', '2026-11-20 14:30', '2026-11-20T14:30+08:00'],
      ['2026-11-20停水', '2026-11-20', '2026-11-20'],
      ['11/20下午2点', '11/20下午2点', '2026-11-20T14:00+08:00'],
      ['11.20晚上', '11.20晚上', '2026-11-20T20:00+08:00'],
      ['12/3报修', '12/3', '2025-12-03'],
      ['20号的晚上', '20号的晚上', '2026-11-20T20:00+08:00'],
    ] as const)
      expect([text, times(text)]).toEqual([text, [[words, iso]]]);
    for (const text of ['交了1/3的钱', '涨到3.5元', '滕州市荆河街道善国路12号', '住在幸福里8号', '13/40'])
      expect([text, times(text)]).toEqual([text, []]);
    expect(times('12号晚上')).toEqual([['12号晚上', '2026-11-12T20:00+08:00']]);
  });

  it('RD-6 by when something is wanted is not when it happened', () => {
    for (const text of ['下周一之前给我答复', '明天以前修好', '后天之前', '下周五前必须解决'])
      expect([text, times(text)]).toEqual([text, []]);
    expect(times('昨天下午三点之前还有水')).toEqual([['昨天下午三点', '2026-11-25T15:00+08:00']]);
    expect(times('三天前报修')).toEqual([['三天前', '2026-11-23']]);
  });

  it('RD-6 a day of the lunar calendar keeps its words and has no moment; a daily span is one finding', () => {
    expect(times('去年腊月二十三停暖')).toEqual([['去年腊月二十三', '']]);
    expect(times('正月初五放炮')).toEqual([['正月初五', '']]);
    expect(times('农历八月十五')).toEqual([['农历八月十五', '']]);
    expect(times('每天早上五点到七点放广播')).toEqual([['每天早上五点到七点', '']]);
  });

  it('RD-2 an extension belongs to its number', () => {
    for (const text of ['座机0632-3312345转801', '座机 0632 3312345 转 801', '0632 3312345分机801'])
      expect([text, valuesOf(text, 'phone')]).toEqual([text, ['06323312345转801']]);
    expect(valuesOf('电话13806325678转告他', 'phone')).toEqual(['13806325678']);
  });

  it('RD-5 a name before its number in a message, a surname no list has, and man or woman in brackets', () => {
    expect(valuesOf('王小明 13806325678 路灯不亮', 'name')).toEqual(['王小明']);
    expect(valuesOf('王小明，电话：13806325678', 'name')).toEqual(['王小明']);
    expect(valuesOf('路灯不亮 13806325678', 'name')).toEqual([]);
    expect(valuesOf('我姓䶮，叫䶮小明', 'name')).toEqual(['䶮小明']);
    expect(valuesOf('我姓𬭎', 'name')).toEqual(['𬭎']);
    expect(valuesOf('我姓什么你别管', 'name')).toEqual([]);
    expect(read('诉求人刘桂英（女）反映')).toMatchObject([{ value: '刘桂英', genderTitle: 'madam' }]);
    expect(read('我叫刘强，男，68岁')).toMatchObject([{ value: '刘强', genderTitle: 'sir' }]);
  });

  it('RD-8 a compound that begins like a village, stages of one, a crossing before what stands there', () => {
    for (const [text, expected] of [
      ['市中区青檀佳苑小区6号楼2单元电梯坏了', '市中区青檀佳苑小区6号楼2单元'],
      ['枣庄高新区兴仁街道锦绣花园3期', '枣庄高新区兴仁街道锦绣花园3期'],
      ['枣庄高新区兴仁街道锦绣花园三期2号楼', '枣庄高新区兴仁街道锦绣花园三期2号楼'],
      ['滕州市荆河街道善国路与学院路交叉口信号灯坏了', '滕州市荆河街道善国路与学院路交叉口'],
    ] as const)
      expect([text, valuesOf(text, 'place')]).toEqual([text, [expected]]);
  });

  it('RD-9 «我们公司是…» names the requester, without its verb', () => {
    expect(read('我们公司是山东鲁南装备制造有限公司')).toMatchObject([
      { field: 'organisation', value: '山东鲁南装备制造有限公司', role: 'requester' },
    ]);
  });

  it('PL-14 a short name and what stands right behind it are never torn out of another name', () => {
    const lines = (query: string) => searchPlaces(places, query, 8, []).map(({ line }) => line);
    expect(lines('市中区青檀佳苑6号楼')[0]).toBe('市中区青檀佳苑6号楼');
    expect(lines('青檀佳苑')).toEqual([]);
    expect(lines('青檀')[0]).toBe('市中区文化路街道青檀社区');
    expect(lines('荆河善国路12号')[0]).toBe('滕州市荆河街道善国路12号');
  });
});

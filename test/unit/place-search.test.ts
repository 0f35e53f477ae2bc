import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createPlaceIndex,
  divisionsSchema,
  type KnownPlace,
  landmarkOf,
  searchPlaces,
  spokenName,
} from '#shared/domain/index.ts';
import { labelledQueries, spellWithTable, zaozhuang } from '../support/places.ts';

const { divisions, landmarks } = zaozhuang();
const index = createPlaceIndex(divisions, landmarks, spellWithTable);
const lines = (query: string, known: readonly KnownPlace[] = []) =>
  searchPlaces(index, query, 8, known).map(({ line }) => line);

describe('place search', () => {
  it('PL-1 labelled queries: recall in the first line and the first three', () => {
    expect(labelledQueries.length).toBeGreaterThanOrEqual(120);
    const missed = labelledQueries
      .map(({ query, expected }) => ({ query, expected, rank: lines(query).indexOf(expected) }))
      .filter(({ rank }) => rank !== 0);
    const share = (limit: number) =>
      1 - missed.filter(({ rank }) => rank < 0 || rank >= limit).length / labelledQueries.length;
    process.stdout.write(
      `place search: ${labelledQueries.length} queries, recall at 1 ${share(1).toFixed(3)}, at 3 ${share(3).toFixed(3)}\n`,
    );
    for (const one of missed)
      process.stdout.write(`  ${one.rank + 1} ${one.query}: ${one.expected} | ${lines(one.query)[0]}\n`);
    expect(share(1)).toBeGreaterThanOrEqual(0.95);
    expect(share(3)).toBeGreaterThanOrEqual(0.98);
  });

  it('PL-2 parts of any level in any order, with or without blanks, in full width, with apostrophes', () => {
    for (const query of [
      '滕州荆河',
      '荆河滕州',
      'tz jinghe',
      'jinghetz',
      "Teng'zhou jinghe",
      'ｔｚ　荆河',
      '滕州市荆河街道',
    ])
      expect([query, lines(query)[0]]).toEqual([query, '滕州市荆河街道']);
  });

  it('PL-3 names are read as the place says them, and every other usual reading is taken too', () => {
    for (const [query, expected] of [
      ['zaozhuang', '枣庄市'],
      ['taierzhuang', '台儿庄区'],
      ['yicheng', '峄城区'],
      ['tengzhou', '滕州市'],
      ['xuecheng', '薛城区'],
      ['pizhuang', '台儿庄区邳庄镇'],
      ['dawu shanzhuang', '滕州市大坞镇单庄村'],
      ['dawu danzhuang', '滕州市大坞镇单庄村'],
    ] as const)
      expect([query, lines(query)[0]]).toEqual([query, expected]);
    for (const node of index.nodes.filter(({ level }) => level !== 'landmark'))
      node.characters.forEach((character, position) => {
        if (/\p{Script=Han}/u.test(character))
          expect([node.name, node.readings[position]?.length]).not.toEqual([node.name, 0]);
      });
  });

  it('PL-4 what stands behind a whole name is the address; the codes are those of the divisions', () => {
    const [hit] = searchPlaces(index, '荆河办事处永福路12号3单元', 3);
    expect(hit).toMatchObject({
      line: '滕州市荆河街道永福路12号3单元',
      areaCode: '370481',
      streetCode: '370481001',
      villageCode: '',
      place: '永福路12号3单元',
    });
    const [village] = searchPlaces(index, '官桥前掌大', 3);
    expect(village).toMatchObject({
      areaCode: '370481',
      streetCode: '370481110',
      villageCode: '370481110209',
      place: '',
    });
    const [landmark] = searchPlaces(index, '台儿庄古城', 3);
    expect(landmark).toMatchObject({
      areaCode: '370405',
      streetCode: '370405001',
      villageCode: '',
      place: '台儿庄古城',
    });
  });

  it('PL-5 places of this number come first, then of this seat; an empty query answers them', () => {
    const base = { areaCode: '370481', streetCode: '370481112', villageCode: '', place: '羊庄西村3号' };
    const known: KnownPlace[] = [
      { ...base, of: 'seat', streetCode: '370481108', place: '' },
      { ...base, of: 'number' },
    ];
    expect(lines('', known)).toEqual(['滕州市羊庄镇羊庄西村3号', '滕州市鲍沟镇']);
    const found = searchPlaces(index, 'yz', 8, known);
    expect(found.slice(0, 2).map(({ line, of }) => [line, of])).toEqual([
      ['滕州市羊庄镇羊庄西村3号', 'number'],
      ['滕州市羊庄镇', 'number'],
    ]);
    expect(lines('bg', known)[0]).toBe('滕州市鲍沟镇');
  });

  it('PL-6 a place that is not among the divisions is kept as it was written', () => {
    const known = {
      areaCode: '',
      streetCode: '',
      villageCode: '',
      place: '济南市历下区',
      of: 'number',
    } as const;
    expect(searchPlaces(index, '', 3, [known])[0]).toMatchObject({
      line: '济南市历下区',
      code: '',
      place: '济南市历下区',
    });
  });

  it('PL-7 a small slip finds the place, and never goes before what fits as it stands', () => {
    expect(lines('tenzhou shannan')[0]).toBe('滕州市善南街道');
    expect(lines('滕洲善南')[0]).toBe('滕州市善南街道');
    expect(lines('xuechegn')[0]).toBe('薛城区');
    expect(lines('qqqqq')).toEqual([]);
  });

  it('PL-8 landmarks are found beside the divisions; one that was added is found at once', () => {
    const own = createPlaceIndex(divisions, [], spellWithTable);
    const compound = { code: '0198f1b2-0000-7000-8000-000000000001', name: '安侨公寓', parent: '370481002' };
    expect(own.add(compound)).toBe(true);
    expect(searchPlaces(own, 'tz aqgy', 3)[0]?.line).toBe('滕州市龙泉街道安侨公寓');
    expect(own.add({ ...compound, name: '安侨花园' })).toBe(true);
    expect(searchPlaces(own, '龙泉安侨', 3).map(({ line }) => line)).toEqual(['滕州市龙泉街道安侨花园']);
    const base = {
      areaCode: '370481',
      streetCode: '370481002',
      villageCode: '',
      longitude: null,
      latitude: null,
    };
    const local = {
      ...base,
      id: compound.code,
      kind: 'compound',
      name: '安侨新村',
      address: '',
      addedAt: 0,
      addedBy: '',
    } as const;
    expect(own.add(landmarkOf(local))).toBe(true);
    expect(searchPlaces(own, '安侨新村', 3)[0]).toMatchObject({
      line: '滕州市龙泉街道安侨新村',
      streetCode: '370481002',
    });
    own.remove(compound.code);
    expect(searchPlaces(own, '安侨花园', 3).some(({ code }) => code === compound.code)).toBe(false);
    expect(own.add({ ...compound, parent: '110101' })).toBe(false);
  });

  it('PL-9 another city’s file takes the place of this one; what its file does not spell is spelled', () => {
    const other = divisionsSchema.parse({
      version: 1,
      source: 'invented',
      city: ['3799', '重阳市'],
      areas: [['379901', '长乐区']],
      streets: [['379901001', '朝阳街道']],
      villages: [['379901001001', '行知社区居委会']],
      virtualAreas: [],
      readings: { 行: ['xing', 'hang'] },
    });
    const small = createPlaceIndex(other, [], spellWithTable);
    expect(searchPlaces(small, 'cl xingzhi', 3)[0]?.line).toBe('长乐区朝阳街道行知社区');
    expect(searchPlaces(small, 'hangzhi', 3)[0]?.villageCode).toBe('379901001001');
    const broken = { ...other, villages: [['379902001001', '无处村委会']] };
    expect(divisionsSchema.safeParse(broken).success).toBe(false);
    expect(divisionsSchema.safeParse({ ...other, areas: [['3799', '短码区']] }).success).toBe(false);
  });

  it('PL-10 the spoken name is a beginning of the official one', () => {
    for (const [official, spoken] of [
      ['官庄村委会', '官庄村'],
      ['任村村民委员会', '任村'],
      ['平等社区居民委员会', '平等社区'],
      ['陈湖农村社区村委会', '陈湖农村社区'],
      ['铁西居委会', '铁西居委会'],
      ['牌坊社区居(1)', '牌坊社区'],
    ] as const)
      expect(spokenName(official)).toBe(spoken);
    for (const [, name = ''] of divisions.villages) expect(name.startsWith(spokenName(name))).toBe(true);
  });

  it('PL-11 any text: no error, no more than asked, each line once, marks inside the line', () => {
    const piece = fc.constantFrom(
      'tz',
      '滕州',
      'jinghe',
      '荆河',
      '办事处',
      ' ',
      '12号',
      'zh',
      '庄',
      '𠮷',
      '\ud842',
      "'",
      'ü',
      '(',
      '[',
    );
    const query = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(query, fc.integer({ min: 0, max: 9 }), (text, limit) => {
        const hits = searchPlaces(index, text, limit);
        expect(hits.length).toBeLessThanOrEqual(limit);
        expect(new Set(hits.map(({ line }) => line)).size).toBe(hits.length);
        for (const { line, marks } of hits)
          for (const [from, to] of marks) {
            expect(from).toBeLessThan(to);
            expect(to).toBeLessThanOrEqual(line.length);
          }
      }),
      { numRuns: 300 },
    );
  });

  it('PL-13 a place written out in full has its codes, whatever its address resembles', () => {
    const written = '市中区文化路街道青檀佳苑6号楼1单元';
    expect(searchPlaces(index, written, 8).find(({ line }) => line === written)).toMatchObject({
      areaCode: '370402',
      streetCode: '370402004',
      place: '青檀佳苑6号楼1单元',
    });
    expect(searchPlaces(index, '枣庄高新区', 3)[0]).toMatchObject({
      areaCode: '370400',
      place: '枣庄高新区',
    });
    expect(searchPlaces(index, '解放路北段', 8).every(({ line }) => line !== '解放路北段')).toBe(true);
  });

  it('PL-12 every place is found by its own whole line and by its whole pinyin', () => {
    for (const node of index.nodes.filter((_, position) => position % 17 === 0)) {
      const whole = [...node.above.filter(({ level }) => level !== 'city').toReversed(), node];
      const spelled = whole.map(({ readings, characters }) =>
        readings.map((list, position) => list[0] ?? characters[position]).join(''),
      );
      // A query is read up to its thirtieth unit; a whole line may be longer in pinyin.
      if (spelled.join('').length > 30) continue;
      for (const query of [whole.map(({ name }) => name).join(''), spelled.join(' ')])
        expect([query, searchPlaces(index, query, 5).some(({ code }) => code === node.code)]).toEqual([
          query,
          true,
        ]);
    }
  });
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createPlaceIndex,
  creditCheck,
  epochOfLocal,
  type Finding,
  type FindingField,
  type FindingOf,
  festivalDate,
  findingSchema,
  identityCheck,
  isCreditCode,
  isIdentityNumber,
  numberOf,
  readParagraph,
} from '#shared/domain/index.ts';
import { spellWithTable, zaozhuang } from '../support/places.ts';

const { divisions, landmarks } = zaozhuang();
const places = createPlaceIndex(divisions, landmarks, spellWithTable);
/** A Wednesday. */
const now = epochOfLocal('2026-11-25', '10:00');
const read = (text: string): Finding[] => readParagraph(text, { now, places, localAreaCode: '0632' });
function of<F extends FindingField>(text: string, field: F): FindingOf<F>[] {
  return read(text).filter((one): one is FindingOf<F> => one.field === field);
}
const valuesOf = (text: string, field: FindingField) => of(text, field).map(({ value }) => value);
const iso = (text: string) => of(text, 'time').map((one) => one.iso);

const FIELDS = [
  'phone',
  'name',
  'time',
  'place',
  'organisation',
  'credit-code',
  'plate',
  'respondent',
  'aim',
] as const;
const list = z.array(z.string()).default([]);
const paragraphs = z
  .array(
    z
      .strictObject({
        text: z.string(),
        phone: list,
        name: list,
        time: list,
        place: list,
        organisation: list,
        credit: list,
        plate: list,
        respondent: list,
        aim: list,
        identity: z.number().default(0),
      })
      .transform(({ credit, ...rest }) => ({ ...rest, 'credit-code': credit })),
  )
  .parse(JSON.parse(readFileSync(new URL('../support/paragraphs.json', import.meta.url), 'utf8')));

/** What the screen offers at first sight. */
const offered = (text: string, field: (typeof FIELDS)[number]) =>
  of(text, field)
    .filter(({ confidence }) => confidence >= 0.5)
    .map((one) => (one.field === 'time' ? one.iso : one.value));

describe('reading a paragraph', () => {
  it('RD-1 labelled paragraphs: precision and recall of each field', () => {
    expect(paragraphs.length).toBeGreaterThanOrEqual(80);
    for (const field of FIELDS) {
      let right = 0;
      let found = 0;
      let expected = 0;
      for (const paragraph of paragraphs) {
        const left = [...paragraph[field]];
        expected += left.length;
        for (const value of offered(paragraph.text, field)) {
          found += 1;
          // A place is right when it names the division; the address behind it may be longer.
          const at = left.findIndex((one) => (field === 'place' ? value.startsWith(one) : value === one));
          if (at < 0) continue;
          right += 1;
          left.splice(at, 1);
        }
      }
      const precision = right / found;
      const recall = right / expected;
      process.stdout.write(
        `reading: ${field} precision ${precision.toFixed(3)} recall ${recall.toFixed(3)} of ${expected}\n`,
      );
      expect([field, precision >= 0.9, recall >= 0.9]).toEqual([field, true, true]);
    }
    for (const { text, identity } of paragraphs) expect(of(text, 'identity-number').length).toBe(identity);
  });

  it('RD-2 telephone numbers: mobile, landline, +86, blanks, full width, spoken', () => {
    for (const [text, value] of [
      ['电话138 0632 1234', '13806321234'],
      ['+86-138-0632-1234', '13806321234'],
      ['008613806321234', '13806321234'],
      ['１３８０６３２１２３４', '13806321234'],
      ['号码是幺三八零六三二幺二三四', '13806321234'],
      ['一三八〇六三二一二三四', '13806321234'],
      ['0632-3312345', '06323312345'],
      ['(0632)3312345', '06323312345'],
      ['座机3312345', '06323312345'],
      ['010-12345678', undefined],
      ['工单号261120-012-003', undefined],
      ['一共12345678元', undefined],
      ['尾号1234', undefined],
    ] as const)
      expect([text, valuesOf(text, 'phone')]).toEqual([text, value === undefined ? [] : [value]]);
    expect(valuesOf('13806320001或者13806320002', 'phone')).toEqual(['13806320001', '13806320002']);
  });

  it('RD-3 an identity number is a warning without the number, never a value and never a telephone number', () => {
    const number = `37040219900307772${identityCheck('37040219900307772')}`;
    const found = read(`身份证号${number},电话13806320001`);
    const [warning] = found.filter(({ field }) => field === 'identity-number');
    expect(warning).toMatchObject({ value: '', words: '*'.repeat(18), confidence: 1 });
    expect(JSON.stringify(found)).not.toContain(number.slice(0, 14));
    expect(valuesOf(`身份证号${number},电话13806320001`, 'phone')).toEqual(['13806320001']);
    expect(of('370402199003077720', 'identity-number')[0]?.rule).toMatch(/^identity\./);
    expect(of('370402199013077720', 'identity-number')).toEqual([]);
  });

  it('RD-4 check characters: GB 11643 and GB 32100; one changed digit is noticed', () => {
    // The example that the standard itself prints.
    expect(isIdentityNumber('11010519491231002X')).toBe(true);
    expect(isIdentityNumber('110105194912310021')).toBe(false);
    const digits = (length: number) =>
      fc
        .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
        .map((all) => all.join(''));
    fc.assert(
      fc.property(
        digits(3),
        fc.integer({ min: 0, max: 16 }),
        fc.integer({ min: 1, max: 9 }),
        (order, at, change) => {
          const first = `37040219900307${order}`;
          expect(isIdentityNumber(first + identityCheck(first))).toBe(true);
          const other = [...first];
          other[at] = String((Number(other[at]) + change) % 10);
          expect(identityCheck(other.join(''))).not.toBe(identityCheck(first));
        },
      ),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^9137040[0-9]MA[0-9A-HJ-NPQRTUWXY]{7}$/), (first) => {
        expect(isCreditCode(first + creditCheck(first))).toBe(true);
        expect(isCreditCode(first + (creditCheck(first) === '0' ? '1' : '0'))).toBe(false);
      }),
    );
  });

  it('RD-5 names: called, surname, titled, spelled, rare characters, minorities; not villages and not words', () => {
    for (const [text, names] of [
      ['我叫张建国,住滕州', ['张建国']],
      ['我姓王', ['王']],
      ['市民李女士反映', ['李']],
      ['俺叫秦桂芝', ['秦桂芝']],
      ['我叫𠮷田保国,住在官桥', ['𠮷田保国']],
      ['我叫王䶮,电话', ['王䶮']],
      ['我叫张𬎆', ['张𬎆']],
      ['我姓张,弓长张', ['张']],
      ['我叫买买提·艾力', ['买买提·艾力']],
      ['我姓欧阳,欧阳雪梅', ['欧阳雪梅']],
      ['我是高铁站旁边的', []],
      ['我是滕州的', []],
      ['叫他们别施工了', []],
    ] as const)
      expect([text, offered(text, 'name')]).toEqual([text, names]);
    expect(of('李女士反映', 'name')[0]?.genderTitle).toBe('madam');
    expect(of('我叫王刚,王先生', 'name')).toMatchObject([{ value: '王刚', genderTitle: 'sir' }]);
  });

  it('RD-6 dates and times are counted from now, in the past, with whether they are exact', () => {
    for (const [text, expected, exact] of [
      ['昨天下午三点', '2026-11-24T15:00+08:00', true],
      ['上周五', '2026-11-20', false],
      ['大前天晚上八点半', '2026-11-22T20:30+08:00', true],
      ['国庆节', '2026-10-01', false],
      ['去年国庆', '2025-10-01', false],
      ['中秋节那天', '2026-09-25', false],
      ['春节前后', '2026-02-17', false],
      ['从去年10月', '2025-10', false],
      ['12月3号', '2025-12-03', false],
      ['11月3日上午9点20分', '2026-11-03T09:20+08:00', true],
      ['2026年11月18日下午5点', '2026-11-18T17:00+08:00', true],
      ['上个月15号', '2026-10-15', false],
      ['30号', '2026-10-30', false],
      ['星期六', '2026-11-21', false],
      ['周三', '2026-11-25', false],
      ['昨晚十一点左右', '2026-11-24T23:00+08:00', false],
      ['昨天晚上十二点', '2026-11-25T00:00+08:00', true],
      ['今早六点一刻', '2026-11-25T06:15+08:00', true],
      ['昨天23:40', '2026-11-24T23:40+08:00', true],
      ['三天前', '2026-11-22', false],
      ['两个小时前', '2026-11-25T08:00+08:00', false],
      ['二十天前', '2026-11-05', false],
      ['两个月前', '2026-09-25', false],
    ] as const)
      expect([text, of(text, 'time').map((one) => [one.iso, one.exact])]).toEqual([
        text,
        [[expected, exact]],
      ]);
    expect(of('连续三天没水', 'time')).toMatchObject([{ iso: '2026-11-22', ongoing: true, exact: false }]);
    expect(of('每天晚上十点放音响', 'time')).toMatchObject([{ iso: '', at: null, ongoing: true }]);
    for (const text of ['3号楼', '有两点建议', '一点小事', '鲁D12345', '10路公交', '八十岁', '2月30日'])
      expect([text, iso(text)]).toEqual([text, []]);
  });

  it('RD-7 festivals of the Chinese calendar are those of a second, independent table', () => {
    // The package's ES module does not load in Node; its `main` (UMD) does.
    const published = createRequire(import.meta.url)('chinese-days') as {
      getSolarDateFromLunar(date: string): { date: string };
    };
    for (let year = 2015; year <= 2040; year += 1)
      for (const [name, day] of [
        ['春节', '01-01'],
        ['元宵节', '01-15'],
        ['端午节', '05-05'],
        ['中秋节', '08-15'],
      ] as const)
        expect([name, festivalDate(name, year)]).toEqual([
          name,
          published.getSolarDateFromLunar(`${year}-${day}`).date,
        ]);
    expect(festivalDate('清明节', 2026)).toBe('2026-04-05');
    expect(festivalDate('清明', 2025)).toBe('2025-04-04');
    expect(festivalDate('春节', 2041)).toBeUndefined();
    expect(festivalDate('愚人节', 2026)).toBeUndefined();
  });

  it('RD-8 places: a line of divisions with the address behind it; landmarks; what lies in what was named before', () => {
    const [place] = of('住在荆河办事处平等社区3号楼2单元401', 'place');
    expect(place).toMatchObject({
      value: '滕州市荆河街道平等社区3号楼2单元401',
      areaCode: '370481',
      streetCode: '370481001',
      place: '3号楼2单元401',
    });
    expect(valuesOf('台儿庄古城旁边', 'place')).toEqual(['台儿庄区运河街道台儿庄古城']);
    expect(valuesOf('我住在市中心', 'place')).toEqual([]);
    expect(valuesOf('我在薛城买了房,小区叫锦绣华府', 'place')).toEqual(['薛城区锦绣华府']);
    expect(valuesOf('薛城区光明西路施工噪音大', 'place')).toEqual(['薛城区光明西路']);
    expect(valuesOf('城头镇西城头村村民赵某反映村内道路破损', 'place')).toEqual(['山亭区城头镇西城头村']);
    expect(valuesOf('薛城区和平小区北门路灯坏了', 'place')).toEqual(['薛城区和平小区北门']);
  });

  it('RD-9 organisations with their part in the matter, and whom the caller complains of', () => {
    expect(of('我们是枣庄市宏远建材有限公司,想咨询', 'organisation')).toMatchObject([
      { value: '枣庄市宏远建材有限公司', role: 'requester' },
    ]);
    expect(valuesOf('我们公司不给钱', 'organisation')).toEqual([]);
    expect(valuesOf('投诉富民养殖专业合作社偷排', 'respondent')).toEqual(['富民养殖专业合作社']);
    expect(valuesOf('村里养猪场往河里排污', 'respondent')).toEqual(['养猪场']);
    expect(valuesOf('鲁D·A1234', 'plate')).toEqual(['鲁DA1234']);
    expect(valuesOf('鲁DF12345', 'plate')).toEqual(['鲁DF12345']);
  });

  it('RD-10 the wish is its clause; what somebody else demands is none', () => {
    expect(valuesOf('路灯坏了,希望尽快维修。谢谢', 'aim')).toEqual(['希望尽快维修']);
    expect(valuesOf('物业要求我们先交钱', 'aim')).toEqual([]);
    expect(valuesOf('扰民，要求停工，给个说法。', 'aim')).toEqual(['要求停工，给个说法']);
    expect(valuesOf('请问医保怎么转移?', 'aim')).toEqual(['请问医保怎么转移']);
  });

  it('RD-11 any text: no error, spans are real, in order, each finding whole by its schema', () => {
    const piece = fc.constantFrom(
      ...[
        '我叫',
        '张',
        '建国',
        '昨天',
        '下午',
        '三点',
        '半',
        '电话',
        '一三八零六三二',
        '13806320001',
        '滕州',
        '荆河街道',
        '3号楼',
      ],
      ...[
        '有限公司',
        '希望',
        '投诉',
        '物业',
        ',',
        '。',
        ' ',
        '鲁D',
        '12345',
        '每天',
        '上周',
        '五',
        '去年',
        '月',
        '号',
        '𠮷',
        '\ud842',
      ],
      ...['370402199003077724', '国庆节', '连续', '天', '了', '养猪场', '的', '在'],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(piece, { maxLength: 25 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (words) => {
        let before = 0;
        for (const one of read(words)) {
          findingSchema.parse(one);
          expect(one.from).toBeGreaterThanOrEqual(before);
          expect(one.to).toBeGreaterThan(one.from);
          expect(one.to).toBeLessThanOrEqual(words.length);
          if (one.field !== 'identity-number') expect(one.words).toBe(words.slice(one.from, one.to));
          before = one.from;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('RD-12 a normalised number is read as itself', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^1[3-9][0-9]{9}$/),
        fc.constantFrom('', ' ', '-'),
        (number, separator) => {
          const spoken = [...number].map((digit) => '零幺二三四五六七八九'[Number(digit)]).join('');
          const grouped = [number.slice(0, 3), number.slice(3, 7), number.slice(7)].join(separator);
          for (const form of [number, grouped, `+86${grouped}`, spoken]) {
            const [value] = valuesOf(`电话${form}`, 'phone');
            expect(value).toBe(number);
            expect(valuesOf(value ?? '', 'phone')).toEqual([number]);
          }
        },
      ),
    );
    for (const [text, number] of [
      ['十一', 11],
      ['二十', 20],
      ['一百零五', 105],
      ['两', 2],
      ['二〇二六', 2026],
      ['一十百', undefined],
    ] as const)
      expect([text, numberOf(text)]).toEqual([text, number]);
  });
});

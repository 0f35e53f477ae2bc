import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHolidayNotice } from './holiday-notice.ts';
import { calendarYearSchema, createWorkCalendar } from './work-calendar.ts';

const shipped = (year: number): string =>
  readFileSync(new URL(`../../../assets/calendar/${year}.json`, import.meta.url), 'utf8');

/** The notice of 2026, in the words such notices are written in. */
const NOTICE = `国务院办公厅关于2026年
部分节假日安排的通知
国办发明电〔2025〕7号

现将2026年元旦、春节等节假日放假调休日期的具体安排通知如下。
一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。
二、春节:2月15日(农历腊月二十八、周日)至23日(农历正月初七、周一)放假调休,共9天。2月14日(周六)、2月28日(周六)上班。
三、清明节:4月4日(周六)至6日(周一)放假,共3天。
四、劳动节:5月1日(周五)至5日(周二)放假调休,共5天。5月9日(周六)上班。
五、端午节:6月19日(周五)至21日(周日)放假,共3天。
六、中秋节:9月25日(周五)至27日(周日)放假,共3天。
七、国庆节:10月1日(周四)至7日(周三)放假调休,共7天。9月20日(周日)、10月10日(周六)上班。
节假日期间,各地区、各部门要妥善安排好值班和安全、保卫等工作。`;

const problemsOf = (text: string, year?: number) =>
  readHolidayNotice(text, year).problems.map(({ line, code }) => `${line} ${code}`);

describe('import of a holiday notice', () => {
  it('WD-7 the notice’s own words give the shipped table', () => {
    const { year } = readHolidayNotice(NOTICE.replace('2026年\n', '2026年'));
    const own = calendarYearSchema.parse(JSON.parse(shipped(2026)));
    expect(year?.source).toBe(own.source);
    const days = (table: typeof own) =>
      table.days.map(({ from, to, kind, name }) => `${from} ${to} ${kind} ${name}`).sort();
    expect(year && days(year)).toEqual(days(own));
    if (year) expect(createWorkCalendar([year]).workdayAfter('2026-09-30', 5)).toBe('2026-10-13');
  });

  it('WD-7 a table with commas or tabs, and a file of ours', () => {
    const table = '开始,结束,类型,名称\n2027-01-01,2027-01-03,放假,元旦\n2027/1/9\t上班\t元旦\n';
    expect(readHolidayNotice(table).year?.days).toEqual([
      { from: '2027-01-01', to: '2027-01-03', kind: 'holiday', name: '元旦' },
      { from: '2027-01-09', to: '2027-01-09', kind: 'workday', name: '元旦' },
    ]);
    expect(readHolidayNotice(shipped(2025)).year).toEqual(JSON.parse(shipped(2025)));
  });

  it('WD-8 what is wrong is said with its line', () => {
    const wrongYear = NOTICE.replaceAll('2026', '2027').replace('2027年\n', '2027年');
    expect(problemsOf(wrongYear)).toContain('5 wrong-weekday');
    expect(problemsOf('2027年节假日\n一、元旦:1月1日至3日放假,共4天。')).toEqual(['2 wrong-count']);
    expect(problemsOf('2027年节假日\n一、元旦:1月1日至32日放假。')).toEqual(['2 no-such-date']);
    expect(problemsOf('日期,类型,名称\n2027-01-01,放假,元旦\n2027-02-30,放假,春节\n')).toEqual([
      '3 no-such-date',
    ]);
    expect(problemsOf('2027-01-01,庆祝,元旦')).toEqual(['1 wrong-kind']);
    expect(problemsOf('2027-01-05,2027-01-01,放假,元旦')).toEqual(['1 end-before-beginning']);
    expect(problemsOf('2027-01-01,放假,元旦\n2027-01-01,上班,元旦')).toEqual(['2 contradiction']);
    expect(problemsOf('一、元旦:1月1日放假。')).toEqual(['0 no-year']);
    expect(problemsOf('一、元旦:1月1日放假。', 2027)).toEqual([]);
    expect(problemsOf('今天天气不错', 2027)).toEqual(['0 no-days']);
    expect(problemsOf('{\n  "year": 2027,\n  oops\n}')).toEqual(['3 not-json']);
    const broken = shipped(2026).replace('"2026-04-06"', '"2026-04-02"');
    expect(problemsOf(broken)[0]).toBe('11 contradiction');
  });

  it('WD-8 any text: a table that is whole, or problems; never an error', () => {
    const piece = fc.constantFrom(
      '一、元旦:',
      '1月1日',
      '至3日',
      '(周四)',
      '放假',
      '上班',
      '共3天',
      '。',
      '\n',
      '2027-1-1,',
      '放假,',
      '{',
      '2027年',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 15 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (words) => {
        const { year, problems } = readHolidayNotice(words, 2027);
        expect(year === null).toBe(problems.length > 0);
        if (year) calendarYearSchema.parse(year);
      }),
    );
  });
});

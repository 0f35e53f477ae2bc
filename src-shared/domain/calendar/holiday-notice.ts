import { dayNumber, isLocalDate, type LocalDate, weekdayOf } from './local-date.ts';
import type { NoticeProblem } from './notice-problem.ts';
import { type CalendarYear, calendarYearSchema } from './work-calendar.ts';

export type NoticeResult =
  | { readonly year: CalendarYear; readonly problems: readonly [] }
  | { readonly year: null; readonly problems: readonly NoticeProblem[] };

type Days = CalendarYear['days'][number];
/** A stretch with the line it was read from. */
interface Row {
  readonly line: number;
  readonly days: Days;
}

/**
 * Reads the State Council's notice of a year's holidays as a supervisor has it: the notice's own words, a table
 * (comma, tab or semicolon; from, to, kind, name), or a file of ours (assets/calendar/YEAR.json). Weekdays and
 * numbers of days that the words give are checked, so that a notice read for the wrong year is refused.
 *
 * @param fallbackYear the year, when the text does not say it
 */
export function readHolidayNotice(text: string, fallbackYear?: number): NoticeResult {
  const plain = text.normalize('NFKC').trim();
  if (plain.startsWith('{')) return readJson(text);
  const lines = plain.split(/\r?\n/);
  const named =
    /(20\d\d)\s*年[^。\n]*节假日/.exec(plain)?.[1] ?? /(?:^|[^\d])(20\d\d)[-/年]/.exec(plain)?.[1];
  const year = named === undefined ? fallbackYear : Number(named);
  if (year === undefined) return fail([{ line: 0, code: 'no-year', words: '' }]);

  const rows: Row[] = [];
  const problems: NoticeProblem[] = [];
  lines.forEach((words, index) => {
    const read = isTableRow(words) ? readTableRow(words, year) : readSentence(words, year);
    for (const problem of read.problems) problems.push({ ...problem, line: index + 1 });
    for (const days of read.days) rows.push({ line: index + 1, days });
  });
  if (problems.length === 0 && rows.length === 0) problems.push({ line: 0, code: 'no-days', words: '' });
  if (problems.length > 0) return fail(problems);
  const number = /国办发明电\s*[〔[(]\s*\d{4}\s*[〕\])]\s*\d+\s*号/.exec(plain)?.[0].replace(/\s/g, '');
  const source = `国务院办公厅关于${year}年部分节假日安排的通知${number ? `(${number})` : ''}`;
  return checked(
    { year, covered: true, source, days: rows.map(({ days }) => days) },
    (index) => rows[index]?.line ?? 0,
  );
}

interface Read {
  readonly days: readonly Days[];
  readonly problems: ReadonlyArray<Omit<NoticeProblem, 'line'>>;
}
const NOTHING: Read = { days: [], problems: [] };
const problem = (code: NoticeProblem['code'], words: string): Read => ({
  days: [],
  problems: [{ code, words: words.slice(0, 200) }],
});
const fail = (problems: NoticeProblem[]): NoticeResult => ({ year: null, problems });

function checked(candidate: unknown, lineOf: (index: number) => number): NoticeResult {
  const parsed = calendarYearSchema.safeParse(candidate);
  if (parsed.success) return { year: parsed.data, problems: [] };
  return fail(
    parsed.error.issues.map(({ path, message }) => ({
      line: path[0] === 'days' && typeof path[1] === 'number' ? lineOf(path[1]) : 0,
      code: 'contradiction',
      words: `${path.join('.')}: ${message}`.slice(0, 200),
    })),
  );
}

function readJson(text: string): NoticeResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1];
    const line = at === undefined ? 0 : text.slice(0, Number(at)).split('\n').length;
    return fail([{ line, code: 'not-json', words: '' }]);
  }
  // Where each row of «days» stands: each has one «from».
  const places = [...text.matchAll(/"from"/g)].map(({ index }) => text.slice(0, index).split('\n').length);
  return checked(value, (index) => places[index] ?? 0);
}

const isTableRow = (words: string): boolean => words.split(/[,;\t]/).length >= 3 && !/[。:]/.test(words);

const KINDS: ReadonlyMap<string, Days['kind']> = new Map([
  ...['holiday', '放假', '休', '休息', '假', '节假日'].map((word) => [word, 'holiday'] as const),
  ...['workday', '上班', '班', '补班', '调班', '工作日'].map((word) => [word, 'workday'] as const),
]);

/** `from,to,kind,name` or `date,kind,name`; a heading is passed over. */
function readTableRow(words: string, year: number): Read {
  const cells = words.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const [first = '', second = ''] = cells;
  if (!/\d/.test(first)) return NOTHING;
  const isRange = /\d/.test(second);
  const from = dateOf(first, year);
  const to = isRange ? dateOf(second, year) : from;
  const kind = KINDS.get((cells[isRange ? 2 : 1] ?? '').toLowerCase());
  if (from === undefined || to === undefined) return problem('no-such-date', words);
  if (kind === undefined) return problem('wrong-kind', words);
  if (to < from) return problem('end-before-beginning', words);
  const name = cells[isRange ? 3 : 2];
  return {
    days: [{ from, to, kind, name: name || (kind === 'holiday' ? '放假' : '调休上班') }],
    problems: [],
  };
}

/** 2027-1-2, 2027/01/02, 2027年1月2日 or 1月2日. */
function dateOf(text: string, year: number): LocalDate | undefined {
  const match = /^(?:(20\d\d)\s*[-/年.]\s*)?(\d{1,2})\s*[-/月.]\s*(\d{1,2})日?$/.exec(text);
  return match ? asDate(match[1] ?? String(year), match[2], match[3]) : undefined;
}

function asDate(year: string, month: string | undefined, day: string | undefined): LocalDate | undefined {
  const date = `${year}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`;
  return isLocalDate(date) ? date : undefined;
}

const DAY = String.raw`(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\s*\(\s*(?:周|星期|农历)?([一二三四五六日天])?[^)]*\))?`;
const DAYS = new RegExp(`${DAY}(?:\\s*(?:至|到|-|—|~)\\s*${DAY})?`, 'g');

/** «二、春节:2月6日(周六)至12日(周五)放假调休,共7天。2月5日(周五)、2月13日(周六)上班。» */
function readSentence(words: string, year: number): Read {
  if (!/放假|上班/.test(words) || !/\d+\s*日/.test(words)) return NOTHING;
  const name = /^(?:[一二三四五六七八九十]+、|\d+[.、])?\s*([^:\d。,]{1,20}):/.exec(words)?.[1]?.trim();
  if (name === undefined) return /:/.test(words) ? problem('unreadable-line', words) : NOTHING;
  const found: Days[] = [];
  const problems: Array<Omit<NoticeProblem, 'line'>> = [];
  let holidays = 0;
  let month: string | undefined;
  for (const clause of words.split(/[。;]/)) {
    const kind = /上班/.test(clause) ? 'workday' : /放假/.test(clause) ? 'holiday' : undefined;
    if (kind === undefined) continue;
    for (const match of clause.matchAll(DAYS)) {
      month = match[2] ?? month;
      const from = asDate(match[1] ?? String(year), month, match[3]);
      const endMonth = match[6] ?? month;
      const ranges = match[7] !== undefined;
      const to = ranges ? asDate(match[5] ?? match[1] ?? String(year), endMonth, match[7]) : from;
      month = endMonth;
      if (from === undefined || to === undefined) {
        problems.push({ code: 'no-such-date', words: match[0] });
        continue;
      }
      if (to < from) problems.push({ code: 'end-before-beginning', words: match[0] });
      for (const [date, weekday] of [
        [from, match[4]],
        [to, match[8]],
      ] as const)
        if (weekday !== undefined && !isWeekday(date, weekday))
          problems.push({ code: 'wrong-weekday', words: match[0] });
      if (kind === 'holiday') holidays += dayNumber(to) - dayNumber(from) + 1;
      found.push({ from, to, kind, name });
    }
  }
  const counted = /共\s*(\d+)\s*天/.exec(words)?.[1];
  if (counted !== undefined && Number(counted) !== holidays)
    problems.push({ code: 'wrong-count', words: `共${counted}天` });
  if (found.length === 0 && problems.length === 0)
    problems.push({ code: 'unreadable-line', words: words.slice(0, 200) });
  return { days: found, problems };
}

function isWeekday(date: LocalDate, character: string): boolean {
  const number = character === '天' ? 7 : '一二三四五六日'.indexOf(character) + 1;
  return weekdayOf(date) === number;
}

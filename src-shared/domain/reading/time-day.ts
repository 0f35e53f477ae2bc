import { addDays, epochOfLocal, type LocalDate, localDateAt, weekdayOf, yearOf } from '../calendar/index.ts';
import { FESTIVAL_NAMES, festivalDate } from './festival.ts';
import { numberOf } from './numerals.ts';

/** How finely a time was said. */
export type Precision = 'minute' | 'part' | 'day' | 'month' | 'year';
export interface Day {
  readonly date: LocalDate;
  readonly precision: Precision;
  readonly vague: boolean;
  /** «两个小时前»: a moment by itself. */
  readonly at?: number;
}

/** The moment or date that lies so many units before now. */
export function backBy(count: number, unit: string, now: number): { at: number; iso: string } {
  const today = localDateAt(now);
  if (/小时|钟头/.test(unit)) return instant(now - count * 3_600_000);
  if (unit === '月' || unit === '年') {
    const months = unit === '年' ? count * 12 : count;
    const date = Number.isInteger(months)
      ? monthsBefore(today, months)
      : addDays(today, -Math.round(months * 30));
    return { at: epochOfLocal(date, '00:00'), iso: date };
  }
  const date = addDays(today, -Math.round(count * (/[周星礼]/.test(unit) ? 7 : 1)));
  return { at: epochOfLocal(date, '00:00'), iso: date };
}

/** A moment to the minute, and as it is written. */
export function instant(at: number): { at: number; iso: string } {
  const minute = Math.floor(at / 60_000) * 60_000;
  return {
    at: minute,
    iso: isoOf(localDateAt(minute), new Date(minute + 8 * 3_600_000).toISOString().slice(11, 16)),
  };
}

export const isoOf = (date: LocalDate, time: string): string => `${date}T${time}+08:00`;
export const two = (number: number): string => String(number).padStart(2, '0');

function monthsBefore(date: LocalDate, months: number): LocalDate {
  const index = yearOf(date) * 12 + Number(date.slice(5, 7)) - 1 - months;
  const last = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
  return `${Math.floor(index / 12)}-${two((index % 12) + 1)}-${two(Math.min(last, Number(date.slice(8))))}`;
}

/** The day that words name, counted from now; undefined for a date that does not exist. */
export function dayOf(words: string, now: number): Day | undefined {
  const today = localDateAt(now);
  const exactly = (date: LocalDate): Day => ({ date, precision: 'day', vague: false });
  const simple: Readonly<Record<string, number>> = {
    大前: -3,
    前天: -2,
    前日: -2,
    昨: -1,
    今: 0,
    当天: 0,
    明天: 1,
  };
  for (const [beginning, days] of Object.entries(simple))
    if (words.startsWith(beginning) && !/年/.test(words)) return exactly(addDays(today, days));
  if (/^刚[才刚]|^现在/.test(words)) return { ...exactly(today), at: now, vague: true };
  if (/^前(?:几|两|些)天/.test(words)) return { date: addDays(today, -2), precision: 'day', vague: true };
  const iso = /^(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(words);
  if (iso) return validDay(`${iso[1]}-${two(Number(iso[2]))}-${two(Number(iso[3]))}`);
  const [, month, day] = /^(\d{1,2})[./](\d{1,2})$/.exec(words) ?? [];
  if (month !== undefined) return monthFrom(`${month}月${day}日`, today);
  return (
    weekdayFrom(words, today) ??
    agoFrom(words, now) ??
    festivalFrom(words, today) ??
    monthFrom(words, today) ??
    yearFrom(words, today)
  );
}

function validDay(date: LocalDate): Day | undefined {
  return addDays(date, 0) === date ? { date, precision: 'day', vague: false } : undefined;
}

function weekdayFrom(words: string, today: LocalDate): Day | undefined {
  const monday = addDays(today, 1 - weekdayOf(today));
  if (/周末$|末$/.test(words) && /周|星期|礼拜/.test(words)) {
    const saturday = addDays(monday, words.startsWith('上') || weekdayOf(today) < 6 ? -2 : 5);
    return { date: saturday, precision: 'day', vague: true };
  }
  if (/^上个?(?:周|星期|礼拜)$/.test(words))
    return { date: addDays(monday, -7), precision: 'day', vague: true };
  const match = /^(上上|上|本|这|下)?个?(?:周|星期|礼拜)([一二三四五六日天])$/.exec(words);
  if (!match) return undefined;
  const [, which, name = ''] = match;
  const offset = name === '天' ? 6 : '一二三四五六日'.indexOf(name);
  if (which === undefined) {
    const date = addDays(monday, offset);
    return { date: date > today ? addDays(date, -7) : date, precision: 'day', vague: false };
  }
  const weeks = { 上上: -2, 上: -1, 本: 0, 这: 0, 下: 1 }[which] ?? 0;
  return { date: addDays(monday, weeks * 7 + offset), precision: 'day', vague: false };
}

function agoFrom(words: string, now: number): Day | undefined {
  const match = /^(.+?)个?多?(天|日|周|星期|礼拜|月|年|小时|钟头)多?(?:之?前|以前)$/.exec(words);
  if (!match) return undefined;
  const [, amount = '', unit = ''] = match;
  const count = amount.replace(/个$/, '') === '半' ? 0.5 : numberOf(amount.replace(/个$/, ''));
  if (count === undefined) return undefined;
  const back = backBy(count, unit, now);
  const isHours = /小时|钟头/.test(unit);
  const vague = isHours || !/天|日/.test(unit);
  return { date: localDateAt(back.at), precision: 'day', vague, ...(isHours && { at: back.at }) };
}

function festivalFrom(words: string, today: LocalDate): Day | undefined {
  const match = new RegExp(
    `^(去年|前年|今年|20\\d\\d年|二[零〇].{2}年)?的?(${FESTIVAL_NAMES.join('|')})(节|假期|期间|前后)?$`,
  ).exec(words);
  const name = match?.[2];
  if (name === undefined) return undefined;
  const year = match?.[1] === undefined ? undefined : yearNamed(match[1], today);
  const around = match?.[3] !== undefined && match[3] !== '节';
  const inYear = festivalDate(name, year ?? yearOf(today));
  const date =
    year === undefined && inYear !== undefined && inYear > today
      ? festivalDate(name, yearOf(today) - 1)
      : inYear;
  return date === undefined ? undefined : { date, precision: 'day', vague: around || name === '过年' };
}

function yearNamed(words: string, today: LocalDate): number {
  const years: Readonly<Record<string, number>> = { 今年: 0, 去年: -1, 前年: -2 };
  const ago = years[words];
  if (ago !== undefined) return yearOf(today) + ago;
  return numberOf(words.slice(0, -1)) ?? yearOf(today);
}

function monthFrom(words: string, today: LocalDate): Day | undefined {
  const relative = /^(上个?月|本月|这个月)(?:(.+)[号日]|(初|中旬|底|末))?$/.exec(words);
  if (relative) {
    const month = relative[1]?.startsWith('上')
      ? monthsBefore(`${today.slice(0, 7)}-01`, 1).slice(0, 7)
      : today.slice(0, 7);
    return inMonth(month, relative[2], relative[3]);
  }
  const match =
    /^(?:(去年|前年|今年|20.{2}年|二[零〇].{2}年)的?)?([^年月]+)月份?(?:(.+)[号日]|(初|中旬|底|末))?$/.exec(
      words,
    );
  const month = match?.[2] === undefined ? undefined : numberOf(match[2]);
  if (match && month !== undefined && month >= 1 && month <= 12) {
    const year = match[1] === undefined ? undefined : yearNamed(match[1], today);
    const thisYear = inMonth(`${year ?? yearOf(today)}-${two(month)}`, match[3], match[4]);
    if (year !== undefined || thisYear === undefined || thisYear.date <= today) return thisYear;
    return inMonth(`${yearOf(today) - 1}-${two(month)}`, match[3], match[4]);
  }
  const day = /^(.+)[号日]$/.exec(words)?.[1];
  const number = day === undefined ? undefined : numberOf(day);
  if (number === undefined || number < 1 || number > 31) return undefined;
  const here = validDay(`${today.slice(0, 7)}-${two(number)}`);
  if (here && here.date <= today) return here;
  return validDay(`${monthsBefore(`${today.slice(0, 7)}-01`, 1).slice(0, 7)}-${two(number)}`);
}

function inMonth(month: string, day: string | undefined, third: string | undefined): Day | undefined {
  if (third !== undefined)
    return { date: `${month}-${{ 初: '01', 中旬: '11' }[third] ?? '21'}`, precision: 'day', vague: true };
  if (day === undefined) return { date: `${month}-01`, precision: 'month', vague: true };
  const number = numberOf(day);
  return number === undefined ? undefined : validDay(`${month}-${two(number)}`);
}

function yearFrom(words: string, today: LocalDate): Day | undefined {
  if (/^20\d\d年$/.test(words)) return { date: `${words.slice(0, 4)}-01-01`, precision: 'year', vague: true };
  const match = /^(去年|前年|今年)(春天|夏天|秋天|冬天|年初|年底|上半年|下半年)?$/.exec(words);
  if (!match?.[1]) return undefined;
  const months: Readonly<Record<string, string>> = {
    春天: '03',
    夏天: '06',
    秋天: '09',
    冬天: '12',
    年初: '01',
    年底: '12',
    上半年: '01',
    下半年: '07',
  };
  const month = months[match[2] ?? ''];
  const year = yearNamed(match[1], today);
  return { date: `${year}-${month ?? '01'}-01`, precision: month ? 'month' : 'year', vague: true };
}

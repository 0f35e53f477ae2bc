import { addDays, epochOfLocal, localDateAt } from '../calendar/index.ts';
import { FESTIVAL_NAMES } from './festival.ts';
import { type FindingOf, overlaps } from './finding.ts';
import { NUMBER_CLASS, numberOf } from './numerals.ts';
import { type Day, dayOf, instant, isoOf, type Precision, two } from './time-day.ts';
import { readDurations } from './time-duration.ts';

type TimeFinding = FindingOf<'time'>;

const N = `${NUMBER_CLASS}{1,4}`;
const WEEKDAY = '(?:周|星期|礼拜)[一二三四五六日天末]';
const PART = '凌晨|清晨|早晨|早上|大清早|上午|中午|下午|傍晚|晚上|夜里|夜间|半夜|深夜|当晚|晌午';
const DAY = [
  '大前[天日]',
  '前[天日]',
  '昨[天日儿]',
  '今[天日儿]',
  '当天',
  '明天',
  '刚才',
  '刚刚',
  '现在',
  `(?:上上|上|本|这|下)个?${WEEKDAY}`,
  WEEKDAY,
  `${N}(?:天|日)(?:之?前|以前)`,
  `${N}个?(?:多)?(?:小时|钟头)(?:之?前|以前)`,
  `半个?(?:小时|钟头)(?:之?前|以前)`,
  `${N}个?(?:周|星期|礼拜)(?:之?前|以前)`,
  `${N}个(?:多)?月(?:之?前|以前)`,
  `半个月(?:之?前|以前)`,
  `${N}年(?:多)?(?:之?前|以前)`,
  `(?:上个?月|本月|这个月)${N}[号日]`,
  '前(?:几|两|些)天',
  '上周末',
  '周末',
  '上个?(?:周|星期|礼拜)',
  '上个?月(?:初|中旬|底|末)?',
  '(?:本月|这个月)(?:初|中旬|底|末)?',
  `(?:(?:去年|前年|今年|20${NUMBER_CLASS}{2}年|二[零〇]${NUMBER_CLASS}{2}年)(?:的)?)?${N}月(?:份)?(?:${N}[号日]|初|中旬|底|末)?`,
  `20\\d\\d[-/.]\\d{1,2}[-/.]\\d{1,2}`,
  // «11/20»; with a point only before a part of the day, as «3.5» is a number. No share of something: «1/3的钱».
  `(?<![\\d/.])\\d{1,2}/\\d{1,2}(?![\\d/的])`,
  `(?<![\\d/.])\\d{1,2}\\.\\d{1,2}(?=${PART})`,
  `(?:去年|前年|今年|20\\d\\d年|二[零〇]${NUMBER_CLASS}{2}年)(?:的)?(?:${FESTIVAL_NAMES.join('|')})(?:节|假期|期间|前后)?`,
  `(?:${FESTIVAL_NAMES.join('|')})(?:节|假期|期间|前后)?`,
  `${N}[号日](?!楼|院|门|线|公馆|单元|铺|店|地块|井|用品|常|子)`,
  `20\\d\\d年`,
  '(?:去年|前年|今年)(?:春天|夏天|秋天|冬天|年初|年底|上半年|下半年)?',
];
const CLOCK = `${N}[点时](?:钟)?(?:半|一刻|三刻|${N}分?)?|[0-2]?\\d[::][0-5]\\d`;
const MERGED = '昨晚|昨夜|今早|今晨|今晚|前晚';
/** Between a day and its hour: «20号的晚上», «2026-11-20 14:30». */
const GAP = `(?:的|\\s(?=${PART}|${CLOCK}))?`;
const EXPRESSION = new RegExp(
  `(?<every>每天|天天|每晚)?(?<since>从|自从|自)?(?:(?<merged>${MERGED})|(?<day>${DAY.join('|')}))?${GAP}(?<part>${PART})?${GAP}(?<clock>${CLOCK})?(?<about>左右|多|许|前后|来钟)?(?<open>开始|起|以来|以后|至今|到现在)?`,
  'g',
);

/** Hours that a part of the day begins with, when no clock time was said. */
const PART_HOURS: Readonly<Record<string, number>> = {
  凌晨: 2,
  清晨: 6,
  早晨: 7,
  早上: 7,
  大清早: 6,
  上午: 9,
  中午: 12,
  晌午: 12,
  下午: 15,
  傍晚: 18,
  晚上: 20,
  夜里: 23,
  夜间: 22,
  半夜: 23,
  深夜: 23,
  当晚: 20,
};
const MERGED_PARTS: Readonly<Record<string, readonly [days: number, part: string]>> = {
  昨晚: [-1, '晚上'],
  昨夜: [-1, '夜里'],
  今早: [0, '早上'],
  今晨: [0, '早晨'],
  今晚: [0, '晚上'],
  前晚: [-2, '晚上'],
};

/**
 * Dates and times in a text, counted from a moment. What has happened lies in the past: «10月3日» without a year, «周五»
 * and festivals are the last ones before now.
 *
 * @param now epoch milliseconds
 */
export function readTimes(text: string, now: number): TimeFinding[] {
  const found: TimeFinding[] = [];
  for (const match of text.matchAll(EXPRESSION)) {
    const { every, since, merged, day, part, clock, about, open } = match.groups ?? {};
    if (!day && !merged && !clock && !every) continue;
    if (isNoTime(text, match.index, match[0], { day, clock, part })) continue;
    const span = { from: match.index, to: match.index + match[0].length, words: match[0] };
    const ongoing = Boolean(
      every || open || (since && /开始|起|就|一直|到现在|至今/.test(text.slice(span.to, span.to + 6))),
    );
    if (every) {
      // «每天早上五点到七点»
      const end = new RegExp(`^[到至](?:${PART})?(?:${CLOCK})`).exec(text.slice(span.to))?.[0] ?? '';
      const words = match[0] + end;
      found.push({
        field: 'time',
        from: span.from,
        to: span.to + end.length,
        words,
        value: words,
        at: null,
        iso: '',
        exact: false,
        ongoing: true,
        confidence: 0.7,
        rule: 'time.every',
      });
      continue;
    }
    const mergedPart = merged ? MERGED_PARTS[merged] : undefined;
    const today = localDateAt(now);
    const base: Day | undefined = mergedPart
      ? { date: addDays(today, mergedPart[0]), precision: 'day', vague: false }
      : day
        ? dayOf(day, now)
        : { date: today, precision: 'day', vague: false };
    if (!base) continue;
    const moment = momentOf(base, mergedPart?.[1] ?? part, clock, now, Boolean(day || merged));
    if (!moment) continue;
    // «下周一之前给我答复»: by when something is wanted, not when it happened.
    if (moment.at > now && /^(?:之?前|以前|以内|内)/.test(text.slice(span.to))) continue;
    const vague = base.vague || moment.vague || about !== undefined;
    found.push({
      field: 'time',
      ...span,
      value: match[0].replace(/^(?:从|自从|自)/, '').replace(/(?:开始|起|以来|以后|至今|到现在)$/, ''),
      at: moment.at,
      iso: moment.iso,
      exact: moment.precision === 'minute' && !vague,
      ongoing,
      confidence: (day || merged) && clock ? 0.95 : day || merged ? 0.85 : 0.6,
      rule: `time.${moment.precision}`,
    });
  }
  const lunar = readLunar(text);
  const solar = found.filter((one) => !lunar.some((other) => overlaps(one, other)));
  return [...solar, ...lunar, ...readDurations(text, now)];
}

const LUNAR =
  /(?:(?:去年|前年|今年)的?)?(?:(?:农历|阴历|旧历)(?:正|冬|腊|闰?[一二三四五六七八九十]{1,2})月|(?:正|冬|腊)月)(?:初[一二三四五六七八九十]|[一二三四五六七八九十廿]{1,3}|里|底)?(?:那天)?/g;

/** Dates of the lunar calendar are kept as they were said: no moment is made of them. */
function readLunar(text: string): TimeFinding[] {
  return [...text.matchAll(LUNAR)].map((match) => ({
    field: 'time',
    from: match.index,
    to: match.index + match[0].length,
    words: match[0],
    value: match[0],
    at: null,
    iso: '',
    exact: false,
    ongoing: false,
    confidence: 0.7,
    rule: 'time.lunar',
  }));
}

/** What looks like a time and is none: 3号楼, 一点小事, 两点建议, 12345. */
function isNoTime(
  text: string,
  from: number,
  words: string,
  { day, clock, part }: { day: string | undefined; clock: string | undefined; part: string | undefined },
): boolean {
  const before = text.slice(Math.max(0, from - 2), from);
  const behind = text.slice(from + words.length, from + words.length + 2);
  if (/[0-9A-Za-z-]$/.test(before) && /^[0-9]/.test(words)) return true;
  // The end of a stretch: «九点到十一点», «到今天还没修».
  if (/[到至]$/.test(before) && (day === undefined || /^今/.test(day))) return true;
  if (day === '今年' && clock === undefined) return true;
  if (!day && !part && clock !== undefined) {
    // «一点小事», «有两点要求»
    if (/^[一两几]点$/.test(clock) && !/[钟,。,]/.test(behind.charAt(0))) return true;
    if (/[有这那第]$/.test(before) || /^(?:要求|建议|意见|问题|原因|办法)/.test(behind)) return true;
    if (/时$/.test(clock) && !/分/.test(clock)) return true;
  }
  if (day !== undefined && /^[一二三四五六七八九十0-9]+[号日]$/.test(day) && /^[楼院门线栋]/.test(behind))
    return true;
  // «善国路12号» is a house.
  if (day !== undefined && /^\d+号$/.test(day) && /[路街巷弄道院村区里园苑城庄场社]$/.test(before))
    return true;
  if (day === '现在' && clock === undefined && part === undefined) return true;
  return false;
}

function momentOf(
  base: Day,
  part: string | undefined,
  clock: string | undefined,
  now: number,
  dayWasSaid: boolean,
): { at: number; iso: string; precision: Precision; vague: boolean } | undefined {
  if (base.at !== undefined) return { ...instant(base.at), precision: 'minute', vague: true };
  if (clock === undefined) {
    if (part !== undefined) {
      const hour = PART_HOURS[part] ?? 0;
      const time = `${two(hour)}:00`;
      return {
        at: epochOfLocal(base.date, time),
        iso: isoOf(base.date, time),
        precision: 'part',
        vague: true,
      };
    }
    const iso = {
      minute: base.date,
      part: base.date,
      day: base.date,
      month: base.date.slice(0, 7),
      year: base.date.slice(0, 4),
    }[base.precision];
    return { at: epochOfLocal(base.date, '00:00'), iso, precision: base.precision, vague: base.vague };
  }
  if (base.precision !== 'day') return undefined;
  const match = new RegExp(`^(${N}|[0-2]?\\d)[点时::]钟?(半|一刻|三刻|${N})?分?$`).exec(clock);
  const hour = match?.[1] === undefined ? undefined : numberOf(match[1]);
  const minute =
    { 半: 30, 一刻: 15, 三刻: 45 }[match?.[2] ?? ''] ?? (match?.[2] === undefined ? 0 : numberOf(match[2]));
  if (hour === undefined || minute === undefined || hour > 24 || minute > 59) return undefined;
  const full = hourOfDay(hour, part, /[::]/.test(clock));
  let date = full.hour >= 24 ? addDays(base.date, 1) : base.date;
  const time = `${two(full.hour % 24)}:${two(minute)}`;
  // Without a day, what has not come yet today was yesterday.
  if (!dayWasSaid && epochOfLocal(date, time) > now) date = addDays(date, -1);
  return { at: epochOfLocal(date, time), iso: isoOf(date, time), precision: 'minute', vague: full.vague };
}

/** Hours from 0; 24 and more are the next day's («昨天晚上十二点»). */
function hourOfDay(
  hour: number,
  part: string | undefined,
  isDigital: boolean,
): { hour: number; vague: boolean } {
  // «四点半» alone is the afternoon's.
  if (part === undefined)
    return { hour: !isDigital && hour >= 1 && hour <= 6 ? hour + 12 : hour, vague: !isDigital && hour <= 12 };
  if (/下午|傍晚/.test(part)) return { hour: hour < 12 ? hour + 12 : hour, vague: false };
  if (/晚上|当晚|夜间/.test(part)) {
    if (hour === 12) return { hour: 24, vague: false };
    return { hour: hour >= 5 && hour < 12 ? hour + 12 : hour < 5 ? hour + 24 : hour, vague: hour < 5 };
  }
  if (/夜里|半夜|深夜/.test(part)) {
    if (hour <= 5) return { hour: hour + 24, vague: true };
    return { hour: hour === 12 ? 24 : hour < 12 ? hour + 12 : hour, vague: false };
  }
  if (/中午|晌午/.test(part)) return { hour: hour <= 2 ? hour + 12 : hour, vague: false };
  if (part === '凌晨') return { hour: hour === 12 ? 0 : hour, vague: false };
  return { hour, vague: false };
}

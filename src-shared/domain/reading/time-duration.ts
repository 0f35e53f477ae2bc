import type { FindingOf } from './finding.ts';
import { NUMBER_CLASS, numberOf } from './numerals.ts';
import { backBy } from './time-day.ts';

type TimeFinding = FindingOf<'time'>;

const N = `${NUMBER_CLASS}{1,4}`;

/** «连续三天», «已经半个月了», «一直»: since when it goes on. */
export function readDurations(text: string, now: number): TimeFinding[] {
  const pattern = new RegExp(
    `(?:连续|接连|已经|都|持续|断断续续|快|有|了)?(?:快|有|了|停了|断了)?(${N}|半|好几|几)(?:个)?(?:多)?(天|日|周|星期|礼拜|月|年|小时|钟头)(?:多)?(?:了|没|未|都|以来)?`,
    'g',
  );
  return [...text.matchAll(pattern)].flatMap((match): TimeFinding[] => {
    const [all, amount = '', unit = ''] = match;
    // «坏了两个星期了»: the first 了 belongs to what is broken.
    const words = all.replace(/^了/, '');
    const from = match.index + all.length - words.length;
    const isDuration =
      /^(?:连续|接连|持续|断断续续)/.test(words) ||
      /(?:了|没|未|都|以来)$/.test(words) ||
      (/^(?:已经|都|快|有|了)/.test(all) && /^(?:[,。,]|$)/.test(text.slice(from + words.length)));
    if (!isDuration || /半天/.test(words) || /[0-9第]$/.test(text.slice(0, match.index))) return [];
    const count = amount === '半' ? 0.5 : numberOf(amount);
    const span = { from, to: from + words.length, words };
    const shared = {
      field: 'time',
      ...span,
      value: words,
      exact: false,
      ongoing: true,
      confidence: 0.7,
      rule: 'time.duration',
    } as const;
    if (count === undefined) return [{ ...shared, at: null, iso: '' }];
    const back = backBy(count, unit, now);
    return [{ ...shared, ...back }];
  });
}

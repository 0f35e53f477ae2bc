import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type CalendarYear,
  calendarYearSchema,
  createWorkCalendar,
  epochOfLocal,
  localDateAt,
  localIsoAt,
  localTimeAt,
} from '../calendar/index.ts';
import { codeOf } from '../coded-error.ts';
import { type DeadlineFacts, deadlineOf, deadlineSchema, lightOf, noDeadlineFacts } from './deadline.ts';
import { deadlineBookSchema } from './rules.ts';

const asset = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../assets/${path}`, import.meta.url), 'utf8'));
const years: CalendarYear[] = [2025, 2026].map((year) =>
  calendarYearSchema.parse(asset(`calendar/${year}.json`)),
);
const calendar = createWorkCalendar(years);
const book = deadlineBookSchema.parse(asset('rules/deadlines.json'));

const at = (date: string, time: string) => epochOfLocal(date, time);
function order(receivedAt: number, facts: Partial<DeadlineFacts> = {}) {
  return deadlineOf({ ...noDeadlineFacts, receivedAt, ...facts }, book, calendar);
}
/** Rule and time, as a person would read them. */
function read(receivedAt: number, facts: Partial<DeadlineFacts> = {}): string {
  const found = order(receivedAt, facts);
  return `${found.rule} ${localIsoAt(found.at).slice(0, 16)}`;
}
const wednesday = at('2026-09-30', '10:15');
const WATER = '城乡建设/城市建设和市政管理/自来水供应';

describe('deadlines', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it('DL-1 an ordinary request: five working days, to the end of the business day', () => {
    for (const requestType of ['QZ', 'TS', 'JB', 'JY'])
      expect(read(wednesday, { requestType })).toBe('general 2026-10-13T18:00');
    expect(read(wednesday, { requestType: 'ZX' })).toBe('enquiry 2026-10-13T18:00');
    expect(read(at('2026-11-27', '23:59'))).toBe('general 2026-12-04T18:00');
    expect(read(at('2026-11-28', '00:00'))).toBe('general 2026-12-04T18:00');
  });

  it('DL-2 an enterprise: 1, 2, 10 and 25 working days, of which the reply is due', () => {
    const found = order(at('2026-11-02', '09:00'), { requesterKind: 'enterprise' });
    expect(found.due).toBe('reply');
    expect(found.stages.map(({ code, at }) => `${code} ${localDateAt(at)}`)).toEqual([
      'contact 2026-11-03',
      'reply 2026-11-04',
      'resolve 2026-11-16',
      'hard 2026-12-07',
    ]);
    expect(localDateAt(found.at)).toBe('2026-11-04');
  });

  it('DL-3 a leader’s shift: three working days', () => {
    expect(read(wednesday, { channel: 'LEAD' })).toBe('leader 2026-10-10T18:00');
    expect(read(wednesday, { channel: 'LEAD', requesterKind: 'enterprise' })).toBe('leader 2026-10-10T18:00');
  });

  it('DL-4 danger to life: two hours, before every other rule, through night and holiday', () => {
    const night = at('2026-10-01', '23:30');
    const found = order(night, {
      safetyFlags: ['minor', 'life'],
      channel: 'LEAD',
      requesterKind: 'enterprise',
    });
    expect(`${found.rule} ${localIsoAt(found.at)}`).toBe('danger 2026-10-02T01:30+08:00');
    expect(found.remindAt).toBe(at('2026-10-02', '01:00'));
    expect(found.provisional).toBe(false);
  });

  it('DL-5 water, power, gas or heat cut off: 24 hours; a question about the bill is an ordinary one', () => {
    const cut = { requestType: 'QZ', categoryCode: WATER };
    expect(read(wednesday, { ...cut, text: '小区停水两天了' })).toBe('utility 2026-10-01T10:15');
    expect(read(wednesday, { ...cut, text: '水费算错了' })).toBe('general 2026-10-13T18:00');
    expect(read(wednesday, { ...cut, requestType: 'ZX', text: '什么时候停水' })).toBe(
      'enquiry 2026-10-13T18:00',
    );
    expect(read(wednesday, { ...cut, categoryCode: `${WATER}站`, text: '停水' })).toBe(
      'general 2026-10-13T18:00',
    );
  });

  it('DL-6 an extension moves the due stage by at most ten working days, where the rule has one', () => {
    expect(read(wednesday, { extensionWorkingDays: 10 })).toBe('general 2026-10-27T18:00');
    const refusal = (facts: Partial<DeadlineFacts>) => {
      try {
        return read(wednesday, facts);
      } catch (error) {
        return codeOf(error);
      }
    };
    expect(refusal({ extensionWorkingDays: 11 })).toBe('extension-refused');
    expect(refusal({ extensionWorkingDays: 1, safetyFlags: ['life'] })).toBe('extension-refused');
    expect(refusal({ chosenRule: 'nobody' })).toBe('no-such-rule');
    expect(refusal({ chosenRule: 'leader' })).toBe('leader 2026-10-10T18:00');
  });

  it('DL-7 yellow with one working day left, red after the limit, none once replied in time', () => {
    const found = order(wednesday);
    expect(localIsoAt(found.remindAt)).toBe('2026-10-12T18:00+08:00');
    expect(lightOf(found, found.remindAt - 1, null)).toBe('none');
    expect(lightOf(found, found.remindAt, null)).toBe('yellow');
    expect(lightOf(found, found.at, null)).toBe('yellow');
    expect(lightOf(found, found.at + 1, null)).toBe('red');
    expect(lightOf(found, found.at + 1, found.at)).toBe('none');
    expect(lightOf(found, found.at + 9, found.at + 5)).toBe('red');
  });

  it('DL-8 sign-for one, return two working days', () => {
    const found = order(wednesday);
    expect(localIsoAt(found.signFor.at)).toBe('2026-10-08T18:00+08:00');
    expect(localIsoAt(found.returnWithin.at)).toBe('2026-10-09T18:00+08:00');
    expect(order(at('2026-11-28', '12:00')).signFor.remindAt).toBe(at('2026-11-28', '12:00'));
  });

  it('DL-9 a year without a notice makes the deadline provisional and says which', () => {
    const found = order(at('2026-12-30', '10:00'));
    expect(found.provisional).toBe(true);
    expect(found.reason).toEqual({ code: 'holidays-not-imported', years: [2027] });
    // 31 Dec, then 4 to 7 January: 1 January is a holiday whatever the notice will say.
    expect(localDateAt(found.at)).toBe('2027-01-07');
    expect(order(at('2026-12-24', '10:00')).reason).toBeNull();
  });

  it('DL-10 the answer does not depend on the machine’s zone', () => {
    const answers = ['UTC', 'America/New_York', 'Asia/Shanghai', 'Pacific/Kiritimati'].map((name) => {
      process.env['TZ'] = name;
      return read(at('2026-03-07', '23:59'));
    });
    expect(new Set(answers).size).toBe(1);
  });

  it('DL-11 any order: due after receipt on a working day at closing time, never earlier for one received later', () => {
    const moment = fc.integer({ min: at('2025-01-01', '00:00'), max: at('2028-12-31', '23:59') });
    const facts = fc.record({
      requestType: fc.constantFrom('ZX', 'QZ', 'TS', 'JB', 'JY', 'BY', 'QT'),
      requesterKind: fc.constantFrom('person', 'enterprise', ''),
      channel: fc.constantFrom('TEL', 'LEAD'),
      urgency: fc.constantFrom('normal', 'urgent', 'critical', ''),
      safetyFlags: fc.subarray(['life', 'group']),
      categoryCode: fc.constantFrom('', WATER),
      text: fc.constantFrom('停水', '', '水费'),
    });
    fc.assert(
      fc.property(moment, fc.nat(90 * 86_400_000), facts, (first, wait, given) => {
        const one = order(first, given);
        const other = order(first + wait, given);
        deadlineSchema.parse(one);
        expect(one.at).toBeGreaterThan(first);
        expect(one.remindAt).toBeGreaterThanOrEqual(first);
        expect(one.remindAt).toBeLessThanOrEqual(one.at);
        expect(other.at).toBeGreaterThanOrEqual(one.at);
        for (let index = 1; index < one.stages.length; index += 1)
          expect(one.stages[index]?.at).toBeGreaterThan(one.stages[index - 1]?.at ?? 0);
        if (!['danger', 'utility', 'critical'].includes(one.rule)) {
          expect(calendar.isWorkday(localDateAt(one.at))).toBe(true);
          expect(localTimeAt(one.at)).toBe(book.dayEndsAt);
        }
      }),
    );
  });

  it('DL-12 a book of rules that could leave an order without a rule is refused', () => {
    const [first] = book.rules;
    expect(deadlineBookSchema.safeParse({ ...book, rules: [first] }).success).toBe(false);
    expect(deadlineBookSchema.safeParse({ ...book, rules: [...book.rules, book.rules.at(-1)] }).success).toBe(
      false,
    );
    expect(deadlineBookSchema.safeParse({ ...book, dayEndsAt: '24:00' }).success).toBe(false);
    const lost = { ...book.rules.at(-1), due: 'nothing' };
    expect(deadlineBookSchema.safeParse({ ...book, rules: [lost] }).success).toBe(false);
  });
});

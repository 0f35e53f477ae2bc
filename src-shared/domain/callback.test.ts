import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOfLocal, localDateAt, localTimeAt } from './calendar/index.ts';
import {
  type CallbackAttempt,
  type CallbackOutcome,
  callbackStanding,
  DEFAULT_CALLBACK_RULES,
  wishedTimeOf,
} from './callback.ts';

const at = (time: string, date = '2026-11-23') => epochOfLocal(date, time);
function attempt(when: number, outcome: CallbackOutcome = 'no-answer', redo = false): CallbackAttempt {
  const unknown = { contacted: null, solved: null, resultSatisfaction: null, attitudeSatisfaction: null };
  return { at: when, outcome, ...unknown, reason: '', note: '', redo };
}
const standing = (due: number, attempts: CallbackAttempt[], now: number) =>
  callbackStanding(due, attempts, DEFAULT_CALLBACK_RULES, now);
const clock = (epoch: number | null) =>
  epoch === null ? null : `${localDateAt(epoch)} ${localTimeAt(epoch)}`;

describe('callbacks', () => {
  it('CB-1 a citizen is called between nine and eight', () => {
    expect(standing(at('10:30'), [], at('10:30'))).toMatchObject({ standing: 'due', attempts: 0 });
    expect(clock(standing(at('07:10'), [], at('08:00')).nextAt)).toBe('2026-11-23 09:00');
    expect(clock(standing(at('20:00'), [], at('21:00')).nextAt)).toBe('2026-11-24 09:00');
    expect(standing(at('20:00'), [], at('21:00')).standing).toBe('waiting');
  });

  it('CB-1 nobody is due in the evening and at night, however long they have waited', () => {
    const night = standing(at('10:30'), [], at('23:59'));
    expect(night.standing).toBe('waiting');
    expect(clock(night.nextAt)).toBe('2026-11-24 09:00');
    expect(clock(standing(at('10:30'), [], at('00:10', '2026-11-24')).nextAt)).toBe('2026-11-24 09:00');
    expect(standing(at('10:30'), [], at('09:00', '2026-11-24')).standing).toBe('due');
  });

  it('CB-2 three attempts over two days: two on the first, two hours apart, one on the next', () => {
    const due = at('10:00');
    const first = attempt(at('10:00'));
    expect(clock(standing(due, [first], at('10:01')).nextAt)).toBe('2026-11-23 12:00');
    const second = attempt(at('12:30'), 'busy');
    expect(clock(standing(due, [first, second], at('13:00')).nextAt)).toBe('2026-11-24 09:00');
    const third = attempt(at('09:30', '2026-11-24'), 'switched-off');
    expect(standing(due, [first, second, third], at('12:00', '2026-11-24'))).toEqual({
      standing: 'given-up',
      attempts: 3,
      nextAt: null,
    });
  });

  it('CB-2 an attempt late in the day goes on the next morning', () => {
    expect(clock(standing(at('19:00'), [attempt(at('19:30'))], at('19:31')).nextAt)).toBe('2026-11-24 09:00');
  });

  it('CB-2 an attempt before its time or outside the hours is kept and does not count', () => {
    const due = at('10:00');
    const hasty = [attempt(at('10:00')), attempt(at('10:01')), attempt(at('10:02'), 'busy')];
    expect(standing(due, hasty, at('10:03'))).toMatchObject({ standing: 'waiting', attempts: 1 });
    expect(clock(standing(due, hasty, at('10:03')).nextAt)).toBe('2026-11-23 12:00');
    const night = [...hasty, attempt(at('23:50')), attempt(at('00:10', '2026-11-24'))];
    expect(clock(standing(due, night, at('00:11', '2026-11-24')).nextAt)).toBe('2026-11-24 09:00');
    const morning = [...night, attempt(at('09:00', '2026-11-24')), attempt(at('11:00', '2026-11-24'))];
    expect(standing(due, morning, at('11:01', '2026-11-24'))).toMatchObject({
      standing: 'given-up',
      attempts: 3,
    });
  });

  it('CB-3 who was reached is done, who wants it redone sends it back, a wrong number is given up', () => {
    expect(standing(0, [attempt(1, 'reached')], 2).standing).toBe('done');
    expect(standing(0, [attempt(1, 'refused')], 2).standing).toBe('done');
    expect(standing(0, [attempt(1, 'reached', true)], 2).standing).toBe('redo');
    expect(standing(0, [attempt(1, 'wrong-number')], 2).standing).toBe('given-up');
  });

  it('CB-4 whatever happened: an attempt that is allowed lies within the hours, and never before the last', () => {
    const minutes = fc.integer({ min: 0, max: 10 * 24 * 60 });
    fc.assert(
      fc.property(minutes, fc.array(minutes, { maxLength: 4 }), (due, times) => {
        const start = at('00:00');
        const attempts = times.toSorted((a, b) => a - b).map((minute) => attempt(start + minute * 60_000));
        const found = standing(start + due * 60_000, attempts, start);
        expect(found.nextAt === null).toBe(found.attempts >= DEFAULT_CALLBACK_RULES.attempts);
        expect(found.attempts).toBeLessThanOrEqual(attempts.length);
        if (found.nextAt === null) return;
        const time = localTimeAt(found.nextAt);
        expect(time >= '09:00' && time < '20:00').toBe(true);
        expect(found.nextAt).toBeGreaterThan(attempts.at(-1)?.at ?? 0);
      }),
    );
  });

  it('CB-7 the time of a wish is read from its words, and lies ahead', () => {
    const now = at('16:00'); // Monday
    const wished = (words: string) => clock(wishedTimeOf(words, now));
    expect(wished('明天下午三点打')).toBe('2026-11-24 15:00');
    expect(wished('后天上午九点半')).toBe('2026-11-25 09:30');
    expect(wished('晚上八点以后')).toBe('2026-11-23 20:00');
    expect(wished('上午十点')).toBe('2026-11-24 10:00');
    expect(wished('周五打我手机')).toBe('2026-11-27 00:00');
    expect(wished('打这个号码问进展')).toBeNull();
    expect(wished('昨天打过了')).toBeNull();
  });
});

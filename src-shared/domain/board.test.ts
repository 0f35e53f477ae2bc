import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boardLayoutSchema,
  type CountedCall,
  type CountedOrder,
  CURVE_STEP_MILLISECONDS,
  CURVE_STEPS,
  callCurve,
  cellsOf,
  completionByArea,
  countsBy,
  figureFormulaSchema,
  figuresOf,
  HEARD_WITHIN_MILLISECONDS,
  rateOf,
  seatTally,
  shownState,
  shownStateSchema,
  topCategory,
} from './index.ts';

const formula = figureFormulaSchema.parse({});
const NOW = 1_790_000_123_456;

const call = (id: number, ringAt: number, answered: boolean): CountedCall => ({
  id: String(id),
  record: {
    direction: 'inbound',
    ringAt,
    endAt: ringAt + 60_000,
    queuedMilliseconds: 0,
    trunkedMilliseconds: null,
    answeredAfterMilliseconds: answered ? 4_000 : null,
    talkMilliseconds: answered ? 56_000 : null,
    endReason: answered ? 'caller-hung-up' : 'abandoned',
  },
  wrapUpMilliseconds: null,
});

const orderArbitrary: fc.Arbitrary<CountedOrder> = fc.record({
  receivedAt: fc.integer({ min: 0, max: 100 }),
  category: fc.constantFrom('', '城乡建设/物业/收费', '城乡建设/噪声/施工', '三农/宅基地/纠纷'),
  area: fc.constantFrom('', '370402', '370481'),
  isOpen: fc.boolean(),
  deadlineAt: fc.option(fc.integer({ min: 0, max: 100 })),
  answeredAt: fc.option(fc.integer({ min: 0, max: 100 })),
});

describe('figures of the hall', () => {
  it('BD-5 the curve holds each call of the last hour once, in the step in which it rang', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -2 * CURVE_STEP_MILLISECONDS, max: 75 * 60_000 }), fc.boolean())),
        (given) => {
          const calls = given.map(([ago, answered], index) => call(index, NOW - ago, answered));
          const curve = callCurve(calls, NOW, formula);
          expect(curve).toHaveLength(CURVE_STEPS + 1);
          for (const { answered, from, offered } of curve) {
            expect(from % CURVE_STEP_MILLISECONDS).toBe(0);
            const within = calls.filter(
              ({ record }) => record.ringAt >= from && record.ringAt < from + CURVE_STEP_MILLISECONDS,
            );
            expect([offered, answered]).toEqual([
              within.length,
              within.filter(({ record }) => record.answeredAfterMilliseconds !== null).length,
            ]);
          }
          const last = curve.at(-1)?.from ?? 0;
          expect(last <= NOW && NOW < last + CURVE_STEP_MILLISECONDS).toBe(true);
        },
      ),
    );
  });

  it('BD-1 a call that goes on is answered, and its record later counts the same', () => {
    const ended = call(1, NOW, true);
    const going: CountedCall = {
      ...ended,
      record: { ...ended.record, endAt: null, talkMilliseconds: null, endReason: null },
    };
    const { handlingMilliseconds: _one, talkMilliseconds: _two, ...before } = figuresOf([going], formula);
    expect(figuresOf([ended], formula)).toMatchObject(before);
  });

  it('BD-4 a seat that is gone is not shown as what it said last, unless it signed off', () => {
    const late = NOW - HEARD_WITHIN_MILLISECONDS - 1;
    expect(shownState('talking', NOW - HEARD_WITHIN_MILLISECONDS, NOW)).toBe('talking');
    expect(shownState('talking', late, NOW)).toBe('not-heard');
    expect(shownState('offline', late, NOW)).toBe('offline');
  });

  it('BD-4 every seat is in the tally once', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...shownStateSchema.options)), (states) => {
        const tally = seatTally(states);
        for (const state of shownStateSchema.options)
          expect(tally[state]).toBe(states.filter((one) => one === state).length);
      }),
    );
  });

  it('BD-7 completion is of what was due, by district, and never more than that', () => {
    fc.assert(
      fc.property(fc.array(orderArbitrary), (orders) => {
        const byArea = completionByArea(orders, 20, 80);
        const due = orders.filter(
          ({ deadlineAt }) => deadlineAt !== null && deadlineAt >= 20 && deadlineAt < 80,
        );
        expect([...byArea.values()].reduce((sum, one) => sum + one.due, 0)).toBe(due.length);
        for (const [area, one] of byArea) {
          const here = due.filter((order) => order.area === area);
          expect(one.due).toBe(here.length);
          expect(one.completed).toBe(
            here.filter((order) => order.answeredAt !== null || !order.isOpen).length,
          );
          expect(one.inTime <= one.completed && one.completed <= one.due).toBe(true);
        }
      }),
    );
  });

  it('BD-6 categories are summed up by their first level, the largest first', () => {
    fc.assert(
      fc.property(fc.array(orderArbitrary), (orders) => {
        const counts = countsBy(
          orders.map(({ category }) => [category, 1] as const),
          topCategory,
        );
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(orders.length);
        for (const { count, name } of counts)
          expect(orders.filter(({ category }) => category.split('/')[0] === name)).toHaveLength(count);
        expect(counts.map(({ count }) => count)).toEqual(
          counts.map(({ count }) => count).toSorted((one, other) => other - one),
        );
      }),
    );
  });

  it('BD-2 a rate of nothing is none', () => {
    expect([rateOf(0, 0), rateOf(0, 4), rateOf(3, 4)]).toEqual([null, 0, 0.75]);
  });
});

describe('the hall as a data file', () => {
  const layout = {
    version: 1,
    title: { 'zh-CN': '热线', en: 'Hotline' },
    areas: [],
    floor: ['1  2 . 3', ' .  4 5 .'],
  };
  const problems = (change: object) =>
    boardLayoutSchema.safeParse({ ...layout, ...change }).error?.issues.map(({ message }) => message);

  it('BD-8 a row is seat numbers and dots', () => {
    expect(problems({})).toBeUndefined();
    expect(cellsOf('1  2 . 3')).toEqual([1, 2, null, 3]);
    expect(problems({ floor: ['1 x'] })).toHaveLength(1);
  });

  it('BD-8 says which seat is there twice and which row is uneven', () => {
    expect(problems({ floor: ['1 2', '3 2'] })).toEqual(['seat 2 is there twice']);
    expect(problems({ floor: ['1 2', '3'] })).toEqual(['must have 2 places']);
  });
});

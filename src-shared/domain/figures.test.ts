import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CountedCall,
  type FigureFormula,
  figureFormulaSchema,
  figureSetSchema,
  figuresOf,
  isInSet,
  outcomeOf,
  stateTimes,
  waitOf,
} from './figures.ts';

const DEFAULTS = figureFormulaSchema.parse({});

function call(
  change: Partial<CountedCall['record']> = {},
  wrapUpMilliseconds: number | null = null,
): CountedCall {
  return {
    id: 'a',
    wrapUpMilliseconds,
    record: {
      direction: 'inbound',
      ringAt: 0,
      endAt: 60_000,
      queuedMilliseconds: null,
      trunkedMilliseconds: null,
      answeredAfterMilliseconds: null,
      talkMilliseconds: null,
      endReason: 'abandoned',
      ...change,
    },
  };
}

describe('figures', () => {
  it('FG-3 15.000 s is within the limit, a millisecond more is not', () => {
    const answered = (milliseconds: number) =>
      call({ answeredAfterMilliseconds: milliseconds, endReason: 'caller-hung-up' });
    expect(isInSet(answered(15_000), 'within', 'all', DEFAULTS)).toBe(true);
    expect(isInSet(answered(15_001), 'within', 'all', DEFAULTS)).toBe(false);
  });

  it('FG-4 the clock starts where the formula says; what the exchange did not tell is kept apart', () => {
    const known = call({
      queuedMilliseconds: 6_000,
      answeredAfterMilliseconds: 16_000,
      trunkedMilliseconds: 9_000,
    });
    expect(waitOf(known, 'queue')).toEqual({ milliseconds: 16_000, known: true });
    expect(waitOf(known, 'ring')).toEqual({ milliseconds: 10_000, known: true });
    expect(waitOf(known, 'trunk')).toEqual({ milliseconds: 19_000, known: true });
    const unknown = call({ answeredAfterMilliseconds: 10_000 });
    expect(waitOf(unknown, 'queue')).toEqual({ milliseconds: 10_000, known: false });
    const figures = figuresOf([known, unknown], DEFAULTS);
    expect(figures.known).toMatchObject({ offered: 1, within: 0, rate: 0 });
    expect(figures.unknown).toMatchObject({ offered: 1, within: 1, rate: 1 });
  });

  it('FG-5 a call that was answered is answered, however it ended afterwards', () => {
    expect(outcomeOf(call({ answeredAfterMilliseconds: 1, endReason: 'signalling-failed' }))).toBe(
      'answered',
    );
    expect(outcomeOf(call({ endReason: 'answered-elsewhere' }))).toBe('elsewhere');
    expect(outcomeOf(call({ endReason: 'refused-not-ready' }))).toBe('turned-away');
    expect(outcomeOf(call({ endReason: 'no-answer' }))).toBe('returned');
    expect(outcomeOf(call({ endReason: 'seat-failed', endAt: null }))).toBe('failed');
    expect(outcomeOf(call({ direction: 'outbound', endReason: 'busy' }))).toBe('outbound');
  });

  it('FG-6 a rate of nothing is nothing, not zero', () => {
    const none = figuresOf([], DEFAULTS);
    expect(none.known).toMatchObject({ rate: null, speedMilliseconds: null });
    expect(none.handlingMilliseconds).toBeNull();
  });

  it('FG-7 a stretch that reaches beyond the period is cut at its edges', () => {
    const stretch = { state: 'not-ready', reason: 'rest' };
    const times = stateTimes(
      [
        { ...stretch, until: 150, milliseconds: 100 },
        { ...stretch, until: 1_050, milliseconds: 100 },
        { ...stretch, until: 90, milliseconds: 50 },
        { state: 'ready', reason: null, until: 500, milliseconds: 200 },
      ],
      100,
      1_000,
    );
    expect(times).toEqual([
      { state: 'ready', reason: null, milliseconds: 200, times: 1 },
      { state: 'not-ready', reason: 'rest', milliseconds: 100, times: 2 },
    ]);
  });

  const formula: fc.Arbitrary<FigureFormula> = fc.record({
    clockStart: fc.constantFrom('queue', 'ring', 'trunk'),
    denominator: fc.constantFrom('offered', 'answered'),
    shortAbandonMilliseconds: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: null }),
    limitMilliseconds: fc.constant(15_000),
  });
  const randomCall: fc.Arbitrary<CountedCall> = fc
    .record({
      outcome: fc.constantFrom('answered', 'unanswered'),
      direction: fc.constantFrom('inbound' as const, 'inbound' as const, 'outbound' as const),
      ringAt: fc.integer({ min: 0, max: 86_400_000 }),
      rang: fc.integer({ min: 0, max: 40_000 }),
      queued: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: null }),
      trunked: fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: null }),
      talked: fc.integer({ min: 0, max: 600_000 }),
      wrapUp: fc.option(fc.integer({ min: 0, max: 120_000 }), { nil: null }),
      reason: fc.constantFrom(
        'abandoned' as const,
        'rejected' as const,
        'no-answer' as const,
        'answered-elsewhere' as const,
        'refused-not-ready' as const,
        'media-failed' as const,
        'seat-failed' as const,
      ),
      index: fc.uuid(),
    })
    .map(({ direction, index, outcome, queued, rang, reason, ringAt, talked, trunked, wrapUp }) => {
      const answered = outcome === 'answered';
      return {
        id: index,
        wrapUpMilliseconds: answered ? wrapUp : null,
        record: {
          direction,
          ringAt,
          endAt: reason === 'seat-failed' ? null : ringAt + rang + (answered ? talked : 0),
          queuedMilliseconds: queued,
          trunkedMilliseconds: trunked,
          answeredAfterMilliseconds: answered ? rang + (queued ?? 0) : null,
          talkMilliseconds: answered ? talked : null,
          endReason: answered ? ('caller-hung-up' as const) : reason,
        },
      };
    });

  it('FG-2 every call is exactly one outcome, and the offered are the sum of theirs', () => {
    fc.assert(
      fc.property(fc.array(randomCall, { maxLength: 120 }), formula, (calls, by) => {
        const { counts } = figuresOf(calls, by);
        const parts = figureSetSchema.options.filter(
          (set) => !['offered', 'within', 'wrapped-up'].includes(set),
        );
        expect(parts.reduce((total, set) => total + counts[set], 0)).toBe(calls.length);
        expect(counts.offered).toBe(counts.answered + counts.abandoned + counts.returned + counts.failed);
        expect(counts.within).toBeLessThanOrEqual(counts.answered);
      }),
    );
  });

  it('FG-1 rates and means agree with a count by hand over random days', () => {
    fc.assert(
      fc.property(fc.array(randomCall, { maxLength: 120 }), formula, (calls, by) => {
        const figures = figuresOf(calls, by);
        for (const known of [true, false]) {
          // Counted the slow way, straight from DOMAIN.md section 4.
          let offered = 0;
          let answered = 0;
          let within = 0;
          let waits = 0;
          for (const { record } of calls) {
            if (record.direction !== 'inbound') continue;
            const isAnswered = record.answeredAfterMilliseconds !== null;
            const away = ['answered-elsewhere', 'refused-not-ready'];
            if (!isAnswered && away.includes(record.endReason ?? '')) continue;
            const rang = isAnswered
              ? (record.answeredAfterMilliseconds ?? 0) - (record.queuedMilliseconds ?? 0)
              : record.endAt === null
                ? null
                : record.endAt - record.ringAt;
            const lead = { queue: record.queuedMilliseconds, trunk: record.trunkedMilliseconds, ring: 0 }[
              by.clockStart
            ];
            if ((lead !== null && rang !== null) !== known) continue;
            const wait = (rang ?? 0) + (lead ?? 0);
            const isShort =
              record.endReason === 'abandoned' &&
              by.shortAbandonMilliseconds !== null &&
              wait < by.shortAbandonMilliseconds;
            if (isShort) continue;
            offered += 1;
            if (!isAnswered) continue;
            answered += 1;
            waits += wait;
            if (wait <= 15_000) within += 1;
          }
          const divisor = by.denominator === 'offered' ? offered : answered;
          const group = figures[known ? 'known' : 'unknown'];
          expect(group).toMatchObject({ offered, answered, within });
          if (divisor === 0) expect(group.rate).toBeNull();
          else expect(group.rate).toBeCloseTo(within / divisor, 10);
          if (answered > 0) expect(group.speedMilliseconds).toBeCloseTo(waits / answered, 6);
        }
        const handled = calls.filter(
          ({ record }) => record.direction === 'inbound' && record.answeredAfterMilliseconds !== null,
        );
        const work = handled.reduce(
          (total, { record, wrapUpMilliseconds }) =>
            total + (record.talkMilliseconds ?? 0) + (wrapUpMilliseconds ?? 0),
          0,
        );
        if (handled.length > 0) expect(figures.handlingMilliseconds).toBeCloseTo(work / handled.length, 6);
      }),
      { numRuns: 300 },
    );
  });
});

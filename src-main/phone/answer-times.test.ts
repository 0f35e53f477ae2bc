import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AnswerTimes,
  answeredAfter,
  arrivedAt,
  CLOCK_TOLERANCE_MILLISECONDS,
  LONGEST_QUEUE_MILLISECONDS,
  queuedMilliseconds,
  talkedAt,
  waitedAt,
  wallLabel,
} from './answer-times.ts';

const NOW = 1_790_000_000_000;

const times = (over: Partial<AnswerTimes> = {}): AnswerTimes => ({
  ring: { monotonic: 5_000, wall: NOW },
  queuedMilliseconds: null,
  answeredAt: null,
  endedAt: null,
  ...over,
});

describe('the durations of a call', () => {
  it('AC-1 counts from the queue to the 200 OK', () => {
    expect(answeredAfter(times({ queuedMilliseconds: 3_000, answeredAt: 9_000 }))).toBe(7_000);
  });

  it('AC-1 counts from the INVITE when the queue time is unknown', () => {
    expect(answeredAfter(times({ answeredAt: 9_000 }))).toBe(4_000);
  });

  it('AC-1 has no duration while nobody has answered', () => {
    expect(answeredAfter(times({ endedAt: 9_000 }))).toBeNull();
    expect(talkedAt(times({ endedAt: 9_000 }), 10_000)).toBeNull();
  });

  it('AC-5 stops the wait at the answer or at the end', () => {
    expect(waitedAt(times(), 6_000)).toBe(1_000);
    expect(waitedAt(times({ answeredAt: 7_000 }), 60_000)).toBe(2_000);
    expect(waitedAt(times({ endedAt: 8_000 }), 60_000)).toBe(3_000);
  });

  it('AC-3 derives every label from the ring’s, so that a clock that is set in between changes nothing', () => {
    const call = times({ queuedMilliseconds: 2_000, answeredAt: 9_000 });
    expect(arrivedAt(call)).toBe(NOW - 2_000);
    expect(wallLabel(call, 9_000)).toBe(NOW + 4_000);
    expect(wallLabel(call, 9_000.4)).toBe(NOW + 4_000);
  });

  it('are never negative', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.nat(), (now, answeredAt, queued) => {
        const call = times({ answeredAt, queuedMilliseconds: queued });
        expect(waitedAt(call, now)).toBeGreaterThanOrEqual(0);
        expect(talkedAt(call, now)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('the queue time header', () => {
  it('AC-6 reads seconds waited and both epochs', () => {
    expect(queuedMilliseconds('12', 'seconds-waited', NOW)).toBe(12_000);
    expect(queuedMilliseconds(' 12.25 ', 'seconds-waited', NOW)).toBe(12_250);
    expect(queuedMilliseconds(String(NOW - 700), 'epoch-milliseconds', NOW)).toBe(700);
    expect(queuedMilliseconds(String(NOW / 1000 - 9), 'epoch-seconds', NOW)).toBe(9_000);
  });

  it.each([undefined, '', 'soon', '1e3', '0x10', '12 s', 'NaN', '9'.repeat(30), '1,5', '--1'])(
    'AC-7 says unknown for %j',
    (value) => {
      for (const unit of ['seconds-waited', 'epoch-seconds', 'epoch-milliseconds'] as const) {
        expect(queuedMilliseconds(value, unit, NOW)).toBeNull();
      }
    },
  );

  it('AC-8 takes more than an hour for a wrong header', () => {
    expect(queuedMilliseconds('3600', 'seconds-waited', NOW)).toBe(LONGEST_QUEUE_MILLISECONDS);
    expect(queuedMilliseconds('3600.001', 'seconds-waited', NOW)).toBeNull();
    expect(queuedMilliseconds('0', 'epoch-milliseconds', NOW)).toBeNull();
  });

  it('AC-8 takes an exchange’s clock a little ahead for a wait of zero, and far ahead for unknown', () => {
    expect(queuedMilliseconds('-3', 'seconds-waited', NOW)).toBe(0);
    const ahead = (milliseconds: number) =>
      queuedMilliseconds(String(NOW + milliseconds), 'epoch-milliseconds', NOW);
    expect(ahead(CLOCK_TOLERANCE_MILLISECONDS)).toBe(0);
    expect(ahead(CLOCK_TOLERANCE_MILLISECONDS + 1)).toBeNull();
  });

  it('AC-8 is always unknown or within bounds', () => {
    const value = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.double().map(String),
      fc.integer().map(String),
      fc.bigInt().map(String),
    );
    const unit = fc.constantFrom('seconds-waited', 'epoch-seconds', 'epoch-milliseconds');
    fc.assert(
      fc.property(value, unit, (text, chosen) => {
        const queued = queuedMilliseconds(text, chosen, NOW);
        if (queued === null) return;
        expect(queued).toBeGreaterThanOrEqual(0);
        expect(queued).toBeLessThanOrEqual(LONGEST_QUEUE_MILLISECONDS);
      }),
      { numRuns: 1_000 },
    );
  });
});

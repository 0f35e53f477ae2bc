import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type RecordEntry } from '#shared/domain/index.ts';
import { sampleCallRecord } from '#test/support/calls.ts';
import type { LinkRow } from '../cache/index.ts';
import { startOfDay } from './periods.ts';
import { createPeriodReader, type ReadPeriod } from './source.ts';

const HOUR = 3_600_000;
const BEGIN = Date.parse('2026-11-23T12:00:00+08:00');
const id = (n: number) => `01939d2e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** A chain in memory, and what was read of it. */
function chain() {
  const rows: Array<LinkRow & { readonly at: number }> = [];
  const read: number[] = [];
  return {
    rows,
    read,
    append: (at: number, entry: RecordEntry) => {
      const sequence = rows.length + 1;
      const link = { sequence, previous: '0'.repeat(64), at, entry };
      rows.push({ sequence, at, body: canonicalJson(link), hash: '1'.repeat(64), personal: null });
    },
    links: {
      head: () => ({ sequence: rows.length, hash: '1'.repeat(64) }),
      from: (sequence: number, limit: number) => {
        const page = rows.slice(sequence - 1, sequence - 1 + limit);
        read.push(page.length);
        return page;
      },
      between: (from: number, to: number) => {
        const some = rows.filter(({ at }) => at >= from && at < to).sort((a, b) => a.at - b.at);
        read.push(some.length);
        return some;
      },
    },
  };
}

function callEntry(n: number, ringAt: number, change: object = {}): RecordEntry {
  const { callerName, callerNumber, transferredTo, ...record } = sampleCallRecord({
    id: id(n),
    ringAt,
    endAt: ringAt + 60_000,
    endReason: 'caller-hung-up',
    ...change,
  });
  void [callerName, callerNumber, transferredTo];
  return { kind: 'call', record, personal: '2'.repeat(64), by: null, adopted: false };
}
const shown = ({ calls, stretches }: ReadPeriod) => ({
  calls: calls.map((call) => [call.id, call.record.endAt, call.wrapUpMilliseconds]),
  stretches,
});

describe('reading periods from the chain', () => {
  it('FG-1 only what is new is read again', () => {
    const { append, links, read } = chain();
    for (let n = 1; n <= 500; n += 1) append(BEGIN + n * 1_000, callEntry(n, BEGIN + n * 1_000));
    const reader = createPeriodReader(links);
    const period = { from: BEGIN - HOUR, to: BEGIN + HOUR };
    expect(reader(period).calls).toHaveLength(500);
    append(BEGIN + 600_000, callEntry(501, BEGIN + 600_000));
    append(BEGIN + 601_000, {
      kind: 'wrap-up',
      callId: id(501),
      milliseconds: 9_000,
      endedBy: 'key',
      by: null,
    });
    expect(reader(period).calls[0]).toMatchObject({ id: id(501), wrapUpMilliseconds: 9_000 });
    reader(period);
    expect(read).toEqual([500, 2]);
  });

  it('FG-8 a call belongs to the day in which it rang, whatever the clock said when it was written', () => {
    const { append, links } = chain();
    const midnight = startOfDay(BEGIN, 1);
    // The clock was put back by an hour while it was talked, and by half a day before the next one.
    append(midnight - 50 * 60_000, callEntry(1, midnight + 30_000));
    append(midnight - 12 * HOUR, callEntry(2, midnight - 12 * HOUR));
    const reader = createPeriodReader(links);
    const ids = (from: number, to: number) => reader({ from, to }).calls.map((call) => call.id);
    expect(ids(startOfDay(BEGIN), midnight)).toEqual([id(2)]);
    expect(ids(midnight, startOfDay(BEGIN, 2))).toEqual([id(1)]);
  });

  it('FG-1 what is kept says the same as the whole chain read anew, for any periods and a clock that is set', () => {
    type Act = { readonly at: number } & (
      | { readonly write: 'call' | 'correction' | 'wrap-up' | 'state'; readonly which: number }
      | { readonly days: number; readonly length: number }
    );
    const at = fc.integer({ min: -40 * 24, max: 40 * 24 }).map((hours) => BEGIN + hours * HOUR);
    const act: fc.Arbitrary<Act> = fc.oneof(
      fc.record({
        at,
        write: fc.constantFrom('call' as const, 'correction' as const, 'wrap-up' as const, 'state' as const),
        which: fc.nat({ max: 6 }),
      }),
      fc.record({ at, days: fc.integer({ min: 0, max: 40 }), length: fc.constantFrom(1, 7) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const { append, links, rows } = chain();
        const reader = createPeriodReader(links);
        const rang = new Map<number, number>();
        for (const one of acts) {
          if ('days' in one) {
            const from = startOfDay(one.at, -one.days);
            const period = { from, to: startOfDay(from, one.length) };
            const whole = createPeriodReader({ ...links, between: () => rows })(period);
            expect(shown(reader(period)).calls).toEqual(shown(whole).calls);
            continue;
          }
          const { which, write } = one;
          const ringAt = rang.get(which) ?? one.at;
          // Written within a day of the ring; the clock may have gone back meanwhile.
          const written = ringAt + ((which % 3) - 1) * 11 * HOUR;
          if (write === 'call' && !rang.has(which)) {
            rang.set(which, ringAt);
            append(written, callEntry(which, ringAt));
          } else if (write === 'correction' && rang.has(which)) {
            const corrected = callEntry(which, ringAt, { endAt: ringAt + 120_000 });
            if (corrected.kind === 'call') append(written, { ...corrected, kind: 'correction' });
          } else if (write === 'wrap-up' && rang.has(which)) {
            append(written, {
              kind: 'wrap-up',
              callId: id(which),
              milliseconds: which,
              endedBy: 'key',
              by: null,
            });
          } else if (write === 'state') {
            const from = { state: 'ready', reason: null } as const;
            append(one.at, { kind: 'state', from, milliseconds: 1_000, to: from, by: null });
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallRecord, type ChainHead, canonicalJson, NO_PREVIOUS_LINK } from '#shared/domain/index.ts';
import { sampleCallRecord } from '#test/support/calls.ts';
import type { LinkRow } from '../cache/index.ts';
import { digestOf, linkAfter, partRecord } from './chain.ts';
import { verifyChain } from './verify.ts';

const id = (n: number) => `01939d2e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** A chain of `length` calls after its first link, and the calls' own rows. */
function chainOf(length: number): { rows: LinkRow[]; calls: Map<string, CallRecord> } {
  const rows: LinkRow[] = [];
  const calls = new Map<string, CallRecord>();
  let head: ChainHead = { sequence: 0, hash: NO_PREVIOUS_LINK };
  const add = (row: LinkRow) => {
    rows.push(row);
    head = { sequence: row.sequence, hash: row.hash };
  };
  add(linkAfter(head, 1, { kind: 'begin', seat: 7, publicKey: 'key' }, null));
  for (let n = 1; n <= length; n += 1) {
    const record = sampleCallRecord({
      id: id(n),
      callerNumber: `1380000${String(n).padStart(4, '0')}`,
      ringAt: n * 1000,
      answeredAfterMilliseconds: 4_000 + n,
      answerAt: n * 1000 + 400,
      endAt: n * 1000 + 900,
      talkMilliseconds: 500,
      endReason: 'caller-hung-up',
    });
    calls.set(record.id, record);
    const { digest, personal, record: said } = partRecord(record);
    add(
      linkAfter(
        head,
        n,
        { kind: 'call', record: said, personal: digest, by: null, adopted: false },
        personal,
      ),
    );
  }
  return { rows, calls };
}

function verify(rows: readonly LinkRow[], calls: Map<string, CallRecord>, knownHeads: ChainHead[] = []) {
  const linked = new Set(
    rows.flatMap((row) => [...row.body.matchAll(/"id":"([^"]+)"/g)].map((found) => found[1])),
  );
  return verifyChain({
    rows,
    callRow: (callId) => {
      const call = calls.get(callId);
      return call && JSON.stringify(call);
    },
    callsWithoutLink: [...calls.values()].filter((call) => !linked.has(call.id)),
    knownHeads,
  }).findings;
}

/** The same row with other contents and a digest that fits them: what a clever forger writes. */
function forged(row: LinkRow, change: (link: Record<string, unknown>) => void): LinkRow {
  const link = JSON.parse(row.body) as Record<string, unknown>;
  change(link);
  const body = canonicalJson(link);
  return { ...row, body, hash: digestOf(body) };
}

describe('verification of the records', () => {
  it('RC-8 a chain as it was written has no findings', () => {
    const { calls, rows } = chainOf(20);
    expect(verify(rows, calls)).toEqual([]);
  });

  it('RC-8 a changed row is named, whether its digest was left or made to fit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 11 }), fc.boolean(), (sequence, fits) => {
        const { calls, rows } = chainOf(12);
        const bad = rows.map((row) => {
          if (row.sequence !== sequence) return row;
          const other = forged(row, (link) => {
            link['at'] = 99;
          });
          return fits ? other : { ...other, hash: row.hash };
        });
        expect(verify(bad, calls)).toEqual([expect.objectContaining({ kind: 'changed', sequence })]);
      }),
    );
  });

  it('RC-8 a missing row is named by its place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (sequence) => {
        const { calls, rows } = chainOf(12);
        const findings = verify(
          rows.filter((row) => row.sequence !== sequence),
          calls,
        );
        expect(findings).toContainEqual({ kind: 'missing', sequence, callId: null });
        expect(findings.every(({ kind }) => kind === 'missing' || kind === 'call-without-link')).toBe(true);
      }),
    );
  });

  it('RC-8 a row that was put in between is named, and its neighbours are not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 12 }), (place) => {
        const { calls, rows } = chainOf(12);
        const before = rows[place - 2];
        const model = rows[place - 1];
        if (!before || !model) throw new Error('no such row');
        const added = forged(model, (link) => {
          link['previous'] = before.hash;
          link['at'] = 77;
        });
        const shifted = rows.slice(place - 1).map((row) => ({ ...row, sequence: row.sequence + 1 }));
        const findings = verify([...rows.slice(0, place - 1), added, ...shifted], calls);
        expect(findings).toEqual([{ kind: 'inserted', sequence: place, callId: null }]);
      }),
    );
  });

  it('RC-8 two rows that changed places are named', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 2, max: 12 }), (left, right) => {
        fc.pre(left !== right);
        const { calls, rows } = chainOf(12);
        const moved = rows.map((row) => {
          const from = row.sequence === left ? right : row.sequence === right ? left : row.sequence;
          const other = rows[from - 1];
          return other ? { ...other, sequence: row.sequence } : row;
        });
        const named = verify(moved, calls).map(({ kind, sequence }) => `${kind} ${sequence}`);
        expect(named.sort()).toEqual([`reordered ${left}`, `reordered ${right}`].sort());
      }),
    );
  });

  it('RC-8 a cut tail is found by a head that is known from elsewhere', () => {
    const { calls, rows } = chainOf(12);
    const last = rows.at(-1);
    if (!last) throw new Error('no rows');
    const head = { sequence: last.sequence, hash: last.hash };
    const kept = new Map([...calls].filter(([callId]) => callId !== id(12)));
    expect(verify(rows.slice(0, -1), kept)).toEqual([]);
    expect(verify(rows.slice(0, -1), kept, [head])).toEqual([
      { kind: 'head-differs', sequence: last.sequence, callId: null },
    ]);
  });

  it("RC-8 a call's own row that was changed, removed or added is named by its call", () => {
    const { calls, rows } = chainOf(3);
    const one = calls.get(id(2));
    if (!one) throw new Error('no call');
    calls.set(id(2), { ...one, answeredAfterMilliseconds: 1 });
    expect(verify(rows, calls)).toEqual([{ kind: 'call-changed', sequence: 3, callId: id(2) }]);
    calls.set(id(2), { ...one, callerNumber: '13900000000' });
    expect(verify(rows, calls)).toEqual([{ kind: 'call-changed', sequence: 3, callId: id(2) }]);
    calls.delete(id(2));
    expect(verify(rows, calls)).toEqual([{ kind: 'call-missing', sequence: 3, callId: id(2) }]);
    calls.set(id(2), one);
    calls.set(id(9), { ...one, id: id(9) });
    expect(verify(rows, calls)).toEqual([{ kind: 'call-without-link', sequence: null, callId: id(9) }]);
  });

  it('RC-5 the chain holds without what named a person, and a changed number is found', () => {
    const { calls, rows } = chainOf(3);
    const purged = rows.map((row) => ({ ...row, personal: null }));
    expect(purged.map(({ body }) => body).join()).not.toContain('1380000');
    expect(verify(purged, calls)).toEqual([]);
    const other = rows.map((row) =>
      row.sequence === 2 && row.personal ? { ...row, personal: row.personal.replace('138', '139') } : row,
    );
    expect(verify(other, calls)).toContainEqual({ kind: 'personal-changed', sequence: 2, callId: id(1) });
  });
});

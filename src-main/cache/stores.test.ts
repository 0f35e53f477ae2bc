import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyFields, type WorkOrderFields } from '#shared/domain/index.ts';
import { type Cache, openCache } from './index.ts';
import {
  cacheOptions,
  callRecord,
  draft,
  id,
  NOW,
  operation,
  order,
  removeTemporaryDirectories,
} from './testing/samples.ts';

let options: ReturnType<typeof cacheOptions>;
let cache: Cache;
beforeEach(() => {
  options = cacheOptions();
  cache = openCache(options).cache;
});
afterEach(() => {
  cache.close();
  removeTemporaryDirectories();
});

function reopen(): void {
  cache.close();
  cache = openCache(options).cache;
}

/** A draft turned into an order of the same number. */
function submit(n: number, fields: Partial<WorkOrderFields> = {}): void {
  cache.drafts.insert(draft(n));
  const submitted = order(n, fields);
  cache.orders.submit({ draftId: id(n), order: submitted, operation: operation(n, submitted) });
}

describe('drafts', () => {
  const patch = (sequence: number, fields: Partial<WorkOrderFields>, writer = id(0xa)) =>
    cache.drafts.patch({
      draftId: id(1),
      writer,
      operator: '李敏',
      sequence,
      fields,
      at: NOW + 100 + sequence,
    });

  it('DR-1 come back after a restart, oldest first', () => {
    cache.drafts.insert(draft(2));
    cache.drafts.insert(draft(1, { title: '噪声' }));
    reopen();
    expect(cache.drafts.list()).toEqual([draft(1, { title: '噪声' }), draft(2)]);
  });

  it('DR-2 a repeated or older patch changes nothing and is acknowledged again', () => {
    cache.drafts.insert(draft(1));
    expect(patch(2, { title: '新' })).toEqual({ sequence: 2 });
    expect(patch(2, { title: '重复' })).toEqual({ sequence: 2 });
    expect(patch(1, { title: '旧' })).toEqual({ sequence: 1 });
    expect(cache.drafts.get(id(1))).toMatchObject({ fields: { title: '新' }, updatedAt: NOW + 102 });
  });

  it('DR-3 sequences may have gaps, and each writer has its own', () => {
    cache.drafts.insert(draft(1));
    patch(7, { title: '甲' });
    patch(1, { place: '乙' }, id(0xb));
    expect(cache.drafts.get(id(1))?.fields).toEqual({ ...emptyFields, title: '甲', place: '乙' });
  });

  it('DR-4 a patch of a draft that is closed is refused and leaves no trace', () => {
    expect(() => patch(1, { title: 'x' })).toThrow(expect.objectContaining({ code: 'no-such-draft' }));
    cache.drafts.insert(draft(1));
    patch(1, { title: 'x' });
    cache.drafts.remove(id(1));
    cache.drafts.insert(draft(1));
    expect(cache.drafts.isTouched(id(1))).toBe(false);
    patch(1, { title: 'y' });
    expect(cache.drafts.isTouched(id(1))).toBe(true);
  });

  it('DR-5 two writers: the last one of each field wins, nothing acknowledged is lost', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const fields = fc.record({ title: text, place: text, anonymous: fc.boolean() }, { requiredKeys: [] });
    // A step sends the writer's next patch, or one that it has sent before once more.
    const step = fc.record({ writer: fc.nat(1), again: fc.option(fc.nat(20)), skip: fc.nat(2), fields });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        cache.drafts.insert(draft(1));
        const expected: Record<string, unknown> = { ...emptyFields };
        const sent: Array<Array<{ sequence: number; fields: Partial<WorkOrderFields> }>> = [[], []];
        for (const { writer, again, skip, fields } of steps) {
          const mine = sent[writer] ?? [];
          const old = again === null ? undefined : mine[again % (mine.length || 1)];
          const one = old ?? { sequence: (mine.at(-1)?.sequence ?? 0) + 1 + skip, fields };
          expect(patch(one.sequence, one.fields, id(0xa + writer))).toEqual({ sequence: one.sequence });
          if (old) continue;
          mine.push(one);
          Object.assign(expected, fields);
        }
        const stored = cache.drafts.get(id(1));
        cache.drafts.remove(id(1));
        expect(stored?.fields).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('orders and outbox', () => {
  it('WO-10 submitting writes order and operation and closes the draft', () => {
    submit(1, { title: '路灯不亮', callerNumber: '13812341234', handling: 'dispatched' });
    reopen();
    expect(cache.drafts.list()).toEqual([]);
    expect(cache.orders.get(id(1))).toMatchObject({ number: '261122-001-001', delivery: 'waiting' });
    expect(cache.outbox.next(10)).toMatchObject([{ payload: { orderId: id(1) } }]);
    expect(cache.orderLists.since(0, 50)).toEqual([
      {
        id: id(1),
        number: '261122-001-001',
        submittedAt: NOW + 1,
        title: '路灯不亮',
        maskedNumber: '138****1234',
        maskedName: '',
        requestType: 'QZ',
        urgency: 'normal',
        confidential: false,
        handling: 'dispatched',
        leadUnit: '',
        state: 'to-dispatch',
        dueAt: null,
        remindAt: null,
        delivery: 'waiting',
        refusal: null,
      },
    ]);
  });

  it('WO-10 what fails in the middle leaves nothing behind', () => {
    submit(1);
    cache.drafts.insert(draft(2));
    const twice = { ...order(2), number: order(1).number };
    const submission = { draftId: id(2), order: twice, operation: operation(2, twice) };
    expect(() => cache.orders.submit(submission)).toThrow(
      expect.objectContaining({ code: 'cache-unavailable' }),
    );
    expect(cache.drafts.get(id(2))).toEqual(draft(2));
    expect(cache.orders.get(id(2))).toBeUndefined();
    const gone = { ...submission, draftId: id(3), order: order(3), operation: operation(3, order(3)) };
    expect(() => cache.orders.submit(gone)).toThrow(expect.objectContaining({ code: 'no-such-draft' }));
    expect(cache.outbox.counts().waiting).toBe(1);
  });

  it('WO-8 counts have no gaps, for each date and seat, across restarts', () => {
    expect(cache.orders.nextCount('2026-11-22', 1)).toBe(1);
    submit(1);
    submit(2);
    reopen();
    expect(cache.orders.nextCount('2026-11-22', 1)).toBe(3);
    expect(cache.orders.nextCount('2026-11-22', 2)).toBe(1);
    expect(cache.orders.nextCount('2026-11-23', 1)).toBe(1);
    submit(999);
    submit(1000);
    expect(cache.orders.nextCount('2026-11-22', 1)).toBe(1001);
  });

  it('lists newest first, from a time on, up to a limit, and by caller', () => {
    for (const n of [1, 3, 2]) submit(n, { callerNumber: n === 2 ? '13800000000' : '2222222' });
    const ids = (summaries: Array<{ id: string }>) => summaries.map((one) => one.id);
    expect(ids(cache.orderLists.since(NOW + 2, 50))).toEqual([id(3), id(2)]);
    expect(ids(cache.orderLists.since(0, 2))).toEqual([id(3), id(2)]);
    expect(ids(cache.callers.orders('06322222222', 50))).toEqual([id(3), id(1)]);
  });

  it('SY-2 operations leave in order of creation until they have an outcome, and the first one stands', () => {
    for (const n of [2, 1, 3]) submit(n);
    expect(cache.outbox.counts()).toEqual({ waiting: 3, waitingSince: NOW + 2, refused: 0 });
    expect(cache.outbox.next(2).map((one) => one.subject)).toEqual([id(2), id(1)]);
    const accepted = { id: id(0x1002), outcome: 'accepted', receivedAt: NOW } as const;
    const refused = { id: id(0x1001), outcome: 'refused', reason: 'invalid', message: 'title' } as const;
    cache.outbox.settle(
      [
        accepted,
        refused,
        { ...refused, id: accepted.id },
        { ...accepted, id: refused.id },
        { ...accepted, id: id(0xdead) },
      ],
      NOW + 5,
    );
    expect(cache.outbox.next(9).map((one) => one.subject)).toEqual([id(3)]);
    expect(cache.outbox.counts()).toEqual({ waiting: 1, waitingSince: NOW + 3, refused: 1 });
    expect(cache.orders.get(id(2))).toMatchObject({ delivery: 'received', refusal: null });
    expect(cache.orders.get(id(1))).toMatchObject({ delivery: 'refused', refusal: 'invalid: title' });
    expect(cache.orders.get(id(3))).toMatchObject({ delivery: 'waiting', refusal: null });
  });
});

describe('calls and settings', () => {
  it('saves a call over and over by its id', () => {
    cache.calls.save(callRecord(1));
    cache.calls.save(callRecord(2));
    cache.calls.save(callRecord(1, { endAt: NOW + 9, endReason: 'abandoned' }));
    expect(cache.calls.get(id(1))).toMatchObject({ endReason: 'abandoned' });
    expect(cache.calls.unfinished().map((one) => one.id)).toEqual([id(2)]);
    expect(cache.calls.list(NOW, 10).map((one) => one.id)).toEqual([id(2), id(1)]);
    expect(cache.calls.list(NOW + 2, 10).map((one) => one.id)).toEqual([id(2)]);
    expect(cache.calls.get(id(3))).toBeUndefined();
  });

  it('a call record of the first version is read with what has joined since', () => {
    const { direction, held, quality, ...first } = callRecord(1);
    cache.calls.save(first as ReturnType<typeof callRecord>);
    expect(cache.calls.get(id(1))).toEqual({ ...first, direction: 'inbound', held: [], quality: null });
  });

  it('keeps the last state of each dialog until it is removed', () => {
    cache.dialogs.save(id(2), '{"sequence":1}');
    cache.dialogs.save(id(1), '{}');
    cache.dialogs.save(id(2), '{"sequence":2}');
    reopen();
    expect(cache.dialogs.list()).toEqual([
      { callId: id(1), body: '{}' },
      { callId: id(2), body: '{"sequence":2}' },
    ]);
    cache.dialogs.remove(id(1));
    cache.dialogs.remove(id(1));
    expect(cache.dialogs.list().map((one) => one.callId)).toEqual([id(2)]);
    expect(() => cache.dialogs.save(id(3), 'no JSON')).toThrow();
  });

  it('keeps what happened at the seat, in order of time', () => {
    const event = (at: number) => ({ at, kind: 'microphone-overridden' as const, operator: '李敏' });
    cache.seatEvents.append(event(NOW + 2));
    cache.seatEvents.append(event(NOW));
    cache.seatEvents.append(event(NOW + 1));
    reopen();
    expect(cache.seatEvents.list(NOW + 1, 9)).toEqual([event(NOW + 1), event(NOW + 2)]);
    expect(cache.seatEvents.list(0, 1)).toEqual([event(NOW)]);
  });

  it('keeps settings', () => {
    expect(cache.settings.get('a')).toBeUndefined();
    cache.settings.set('a', '1');
    cache.settings.set('a', '2');
    reopen();
    expect(cache.settings.get('a')).toBe('2');
  });
});

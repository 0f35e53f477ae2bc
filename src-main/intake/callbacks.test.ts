import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { followHub, type IntakeFeeds } from './hub-feeds.ts';
import { ANSWERED, DAY, DISPATCHED, HOUR, TEN } from './testing/desk.test-support.ts';
import { ordersOnDesk } from './testing/orders-on-desk.test-support.ts';

const the = ordersOnDesk();
const { handlers, open, operations, report } = the;
const refuses = (run: () => unknown, code: string) => expect(run).toThrow(expect.objectContaining({ code }));

describe('callbacks', () => {
  const attempt = (outcome: 'reached' | 'no-answer', redo = false) => ({
    outcome,
    contacted: true,
    solved: !redo,
    resultSatisfaction: redo ? ('unsatisfied' as const) : ('satisfied' as const),
    attitudeSatisfaction: 'satisfied' as const,
    reason: redo ? 'not-solved' : '',
    note: '',
    redo,
  });

  it('CB-5 an order that was fed back is due, is tried by rule, and is closed when the citizen was reached', async () => {
    const { id } = await the.desk.submit(DISPATCHED);
    expect(await handlers().callbacks(null)).toEqual([]);
    the.desk.intake.orders.takeStates([report(id, 'fed-back', TEN + HOUR)]);
    the.desk.time.now = TEN + HOUR;
    expect(await handlers().callbacks(null)).toMatchObject([
      { cause: 'feedback', text: '已整改', standing: 'due', order: { maskedNumber: '138****1234' } },
    ]);
    expect(await handlers().callbackNumber({ orderId: id, which: 0 })).toEqual({ number: '13812341234' });
    expect(the.desk.cache.seatEvents.list(0, 9)).toMatchObject([{ kind: 'identity-dialled', subject: id }]);
    const missed = await handlers().recordCallback({ orderId: id, attempt: attempt('no-answer') });
    expect(missed).toMatchObject({ standing: 'waiting', nextAt: TEN + 3 * HOUR });
    the.desk.time.now = TEN + 3 * HOUR;
    expect(await handlers().recordCallback({ orderId: id, attempt: attempt('reached') })).toMatchObject({
      standing: 'done',
    });
    expect(await handlers().callbacks(null)).toEqual([]);
    const { state, events } = await open(id);
    expect(state).toBe('closed');
    // Of an attempt that reached nobody no answer is kept.
    expect(events[1]).toMatchObject({ kind: 'callback', attempt: { outcome: 'no-answer', solved: null } });
    expect(operations().map(({ kind }) => kind)).toEqual([
      'work-order.submit',
      'access.record',
      'work-order.callback',
      'work-order.callback',
    ]);
    refuses(() => handlers().recordCallback({ orderId: id, attempt: attempt('reached') }), 'not-due');
  });

  it('CB-5 an answer is due by either word for it, once', async () => {
    const { id } = await the.desk.submit(DISPATCHED);
    the.desk.intake.orders.takeStates([report(id, 'to-call-back', TEN, '已修好')]);
    await handlers().recordCallback({ orderId: id, attempt: attempt('no-answer') });
    the.desk.intake.orders.takeStates([report(id, 'fed-back', TEN + 1, '已修好')]);
    expect(await handlers().callbacks(null)).toMatchObject([{ text: '已修好', attempts: [{}] }]);
  });

  it('CB-6 who is not satisfied can have it redone', async () => {
    const { id } = await the.desk.submit(DISPATCHED);
    the.desk.intake.orders.takeStates([report(id, 'fed-back', TEN)]);
    the.desk.time.now = TEN + 1;
    expect(await handlers().recordCallback({ orderId: id, attempt: attempt('reached', true) })).toMatchObject(
      {
        standing: 'redo',
      },
    );
    expect((await open(id)).state).toBe('redo');
    expect(operations()[1]).toMatchObject({ payload: { attempt: { redo: true, reason: 'not-solved' } } });
    the.desk.time.now = TEN + DAY;
    the.desk.intake.orders.takeStates([report(id, 'fed-back', TEN + DAY, '再次整改')]);
    expect(await handlers().callbacks(null)).toMatchObject([{ text: '再次整改', attempts: [] }]);
  });

  it('CB-7 a wish is due at its time, given with the order or after it', async () => {
    const wished = TEN + 2 * HOUR;
    await the.desk.submit({
      ...ANSWERED,
      callbackWish: true,
      callbackWishAt: wished,
      callbackWishNote: '问进展',
    });
    expect(await handlers().callbacks(null)).toMatchObject([
      { cause: 'wish', text: '问进展', standing: 'waiting', nextAt: wished },
    ]);
    expect(the.desk.intake.callers.callerOf('13812341234').marks).toContain('promised-callback');
    const other = await the.desk.submit(ANSWERED);
    const detail = await handlers().wishCallback({ orderId: other.id, wishedAt: null, note: '' });
    expect(detail.events).toMatchObject([{ kind: 'callback-wish' }]);
    const [due] = await handlers().callbacks(null);
    expect(due).toMatchObject({ standing: 'due', order: { id: other.id } });
    await handlers().recordCallback({ orderId: other.id, attempt: attempt('reached') });
    expect((await open(other.id)).state).toBe('closed-at-once');
  });

  it('CB-7 what was wished stays with a callback about the answer, whichever came first, and a time that was promised holds', async () => {
    const wished = TEN + 2 * DAY;
    const { id } = await the.desk.submit({ ...DISPATCHED, contactNumbers: ['13900005678'] });
    await handlers().wishCallback({ orderId: id, wishedAt: wished, note: '打另一个号码' });
    the.desk.intake.orders.takeStates([report(id, 'fed-back', TEN + HOUR)]);
    const expected = {
      cause: 'feedback',
      text: '已整改',
      wish: '打另一个号码',
      standing: 'waiting',
      nextAt: wished,
    };
    expect(await handlers().callbacks(null)).toMatchObject([
      { ...expected, numbers: ['138****1234', '139****5678'] },
    ]);
    expect(await handlers().callbackNumber({ orderId: id, which: 1 })).toEqual({ number: '13900005678' });
    const later = await the.desk.submit(DISPATCHED);
    the.desk.intake.orders.takeStates([report(later.id, 'fed-back', TEN + HOUR)]);
    await handlers().wishCallback({ orderId: later.id, wishedAt: null, note: '白天打' });
    const [due] = (await handlers().callbacks(null)).filter(({ order }) => order.id === later.id);
    expect(due).toMatchObject({ cause: 'feedback', text: '已整改', wish: '白天打' });
    expect(the.desk.intake.callers.callerOf('13812341234').marks).toContain('promised-callback');
  });

  it('CB-10 a result that is being entered is there after a restart, and gone once it is recorded', async () => {
    const { id } = await the.desk.submit(DISPATCHED);
    the.desk.intake.orders.takeStates([report(id, 'fed-back', TEN)]);
    const entry = { ...attempt('reached'), outcome: '' as const, note: '问了' };
    await handlers().keepCallback({ orderId: id, entry });
    the.desk.restart();
    expect(await handlers().callbacks(null)).toMatchObject([{ entry }]);
    await handlers().recordCallback({ orderId: id, attempt: attempt('no-answer') });
    expect(await handlers().callbacks(null)).toMatchObject([{ entry: null, counted: 1 }]);
  });

  it('DL-6 a limit that the hub has moved is the order’s', async () => {
    const { id } = await the.desk.submit(DISPATCHED);
    const { dueAt } = await open(id);
    const moved = (dueAt ?? 0) + 5 * DAY;
    the.desk.intake.orders.takeStates([{ ...report(id, 'in-progress', TEN + HOUR), dueAt: moved }]);
    expect((await open(id)).dueAt).toBe(moved);
  });

  it('CB-8 a state is taken once, and an older one changes nothing', async () => {
    const { id } = await the.desk.submit(DISPATCHED);
    const later = report(id, 'in-progress', TEN + HOUR);
    the.desk.intake.orders.takeStates([
      later,
      later,
      report(id, 'to-sign', TEN),
      report(v7(), 'closed', TEN),
    ]);
    expect(await open(id)).toMatchObject({
      state: 'in-progress',
      events: [{ state: 'to-sign' }, { id: later.id }],
    });
  });
});

describe('what the hub tells', () => {
  it('CB-9 reports and places of the feeds are taken once, what does not fit is left out', async () => {
    const { id, number } = await the.desk.submit(DISPATCHED);
    const event = { ...report(id, 'fed-back', TEN), operator: 'u1', kind: 'state' as const };
    const body = {
      orderId: id,
      number,
      state: 'fed-back',
      unit: '市城市管理局',
      dueAt: null,
      events: [event],
    };
    const place = {
      id: v7(),
      kind: 'landmark',
      name: '光明广场',
      areaCode: '370402',
      streetCode: '',
      villageCode: '',
      longitude: null,
      latitude: null,
      address: '光明路',
      addedAt: TEN,
      addedBy: '二号',
    };
    const listeners: Array<() => void> = [];
    const items = {
      orders: [
        { key: id, body },
        { key: 'x', body: null },
      ],
      places: [{ key: place.id, body: place }],
    };
    const feeds: IntakeFeeds = {
      list: (name) => (name === 'orders' || name === 'places' ? items[name] : []),
      onChanged: (_, listener) => {
        listeners.push(listener);
        return () => undefined;
      },
    };
    followHub(feeds, the.desk.intake);
    for (const listener of listeners) listener();
    expect((await open(id)).events).toMatchObject([{ kind: 'state', text: '已整改' }]);
    expect(await handlers().callbacks(null)).toMatchObject([{ cause: 'feedback', standing: 'due' }]);
    expect((await the.desk.intake.places.handlers.snapshot(null)).local).toEqual([place]);
  });
});

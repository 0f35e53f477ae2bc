import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contract } from '#shared/contract/index.ts';
import {
  EVERY_ORDER,
  type OrderState,
  orderEventSchema,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { operationSchema } from '#shared/hub-protocol/index.ts';
import { followHub, type IntakeFeeds } from './hub-feeds.ts';
import {
  ANSWERED,
  createTestDesk,
  DAY,
  DISPATCHED,
  HOUR,
  MINUTE,
  TEN,
  type TestDesk,
} from './testing/desk.test-support.ts';

let desk: TestDesk;
beforeEach(() => {
  desk = createTestDesk();
});
afterEach(() => desk.remove());

const handlers = () => desk.intake.orders.handlers;
/** Whatever a page gets fits the contract. */
async function open(orderId: string) {
  return contract.orders.calls.open.output.parse(await handlers().open({ orderId }));
}
const refuses = (run: () => unknown, code: string) => expect(run).toThrow(expect.objectContaining({ code }));
const operations = () => desk.cache.outbox.next(100).map((one) => operationSchema.parse(one));
const page = (change: Partial<typeof EVERY_ORDER>, limit = 50) =>
  handlers().list({ filter: { ...EVERY_ORDER, ...change }, after: null, limit });
const titles = async (change: Partial<typeof EVERY_ORDER>) =>
  (await page(change)).orders.map((one) => one.title);

/** What the hub tells of an order. */
const report = (orderId: string, state: OrderState, at: number, text = '已整改') => ({
  id: v7(),
  orderId,
  at,
  state,
  unit: '市城市管理局',
  text,
});

describe('orders after the submit', () => {
  it('WO-20 an order opens masked, and in clear only with a reason that is recorded first', async () => {
    const { id } = await desk.submit({ ...DISPATCHED, confidential: true });
    expect(await open(id)).toMatchObject({
      masked: true,
      state: 'to-dispatch',
      fields: { callerName: '王先生', callerNumber: '138****1234' },
    });
    expect(desk.cache.seatEvents.list(0, 9)).toEqual([]);
    const shown = await handlers().show({ orderId: id, reason: { code: 'contact', note: '' } });
    expect(shown).toMatchObject({
      masked: false,
      fields: { callerName: '王小明', callerNumber: '13812341234' },
    });
    expect(desk.cache.seatEvents.list(0, 9)).toEqual([
      { at: TEN, kind: 'identity-shown', operator: '七号', subject: id, reason: 'contact' },
    ]);
    refuses(() => handlers().open({ orderId: v7() }), 'no-such-order');
  });

  it('WO-24 is amended within its time, by an operation of its own, and never after', async () => {
    const { id, number } = await desk.submit(DISPATCHED);
    desk.time.now = TEN + 29 * MINUTE;
    const amended = await handlers().amend({
      orderId: id,
      fields: { place: '光明路2号', callerNumber: '+86 139 0000 0000' },
    });
    expect(amended).toMatchObject({ number, fields: { place: '光明路2号', callerNumber: '139****0000' } });
    expect(amended.events).toMatchObject([{ kind: 'amend', fields: { callerNumber: '139****0000' } }]);
    const [, operation] = operations();
    expect(operation).toMatchObject({
      kind: 'work-order.amend',
      subject: id,
      payload: { number, fields: { place: '光明路2号', callerNumber: '13900000000' } },
    });
    expect(await handlers().history({ orderId: id })).toContainEqual({
      at: TEN + 29 * MINUTE,
      operator: '七号',
      kind: 'amend',
      field: 'callerNumber',
      before: '138****1234',
      after: '139****0000',
    });
    expect((await desk.intake.callers.callerOf('13900000000')).total).toBe(1);
    expect((await desk.intake.callers.callerOf('13812341234')).total).toBe(0);
    refuses(() => handlers().amend({ orderId: id, fields: { title: '' } }), 'incomplete');
    await handlers().amend({ orderId: id, fields: { title: DISPATCHED.title ?? '' } });
    expect(operations()).toHaveLength(2);
    desk.time.now = TEN + 30 * MINUTE + 1;
    refuses(() => handlers().amend({ orderId: id, fields: { place: '他处' } }), 'too-late');
  });

  it('WO-24 another handling starts the order anew, unless the unit has begun', async () => {
    const { id } = await desk.submit(ANSWERED);
    const fields = { ...DISPATCHED, requestType: 'QZ' as const };
    expect(await handlers().amend({ orderId: id, fields })).toMatchObject({
      state: 'to-dispatch',
      deadline: { rule: 'general' },
    });
    desk.intake.orders.takeStates([report(id, 'in-progress', TEN + MINUTE)]);
    await handlers().amend({ orderId: id, fields: { ...ANSWERED, handling: 'answered' } });
    expect(await open(id)).toMatchObject({ state: 'in-progress', deadline: null });
  });

  it('WO-21 a copy never names the citizen, a print only with a reason and never a confidential one', async () => {
    const { id, number } = await desk.submit(DISPATCHED);
    const reason = { code: 'handover', note: '现场办理' };
    const text = async (purpose: 'print' | 'copy', identity: typeof reason | null, orderId = id) =>
      (await handlers().summary({ orderId, for: purpose, language: 'zh', identity })).text;
    const copied = await text('copy', reason);
    expect(copied).toContain(`工单编号:${number}`);
    expect(copied).toContain('诉求人:王先生');
    expect(copied).toContain('办理时限:2026-');
    expect(copied).not.toMatch(/王小明|13812341234/);
    expect(await text('print', null)).not.toContain('王小明');
    expect(desk.cache.seatEvents.list(0, 9)).toEqual([]);
    expect(await text('print', reason)).toContain('王小明');
    expect(desk.cache.seatEvents.list(0, 9)).toMatchObject([
      { kind: 'identity-printed', reason: 'handover: 现场办理' },
    ]);
    const secret = await desk.submit({ ...DISPATCHED, confidential: true });
    expect(await text('print', reason, secret.id)).not.toMatch(/王小明|13812341234/);
    const english = await handlers().summary({ orderId: id, for: 'copy', language: 'en', identity: null });
    expect(english.text).toContain('Type: Complaint');
  });

  it('WO-25 lists by what is chosen, newest first, page by page', async () => {
    for (let n = 0; n < 5; n += 1) {
      desk.time.now = TEN + n * HOUR;
      await desk.submit({ ...(n % 2 === 0 ? DISPATCHED : ANSWERED), title: `第${n}件` });
    }
    expect(await titles({ handling: ['answered'] })).toEqual(['第3件', '第1件']);
    expect(await titles({ requestType: ['TS'], since: TEN + HOUR })).toEqual(['第4件', '第2件']);
    expect(await titles({ until: TEN + HOUR })).toEqual(['第0件']);
    expect(await titles({ state: ['to-dispatch'], urgency: ['urgent'] })).toEqual([]);
    expect(await titles({ delivery: ['waiting'], mine: true })).toHaveLength(5);
    desk.deliver();
    expect(await titles({ delivery: ['waiting'] })).toEqual([]);
    const first = await page({}, 2);
    expect(first).toMatchObject({ total: 5, orders: [{ title: '第4件' }, { title: '第3件' }] });
    const rest = await handlers().list({ filter: EVERY_ORDER, after: first.next, limit: 10 });
    expect(rest.orders.map((one) => one.title)).toEqual(['第2件', '第1件', '第0件']);
    expect(rest.next).toBeNull();
  });

  it('WO-25 what is overdue has no answer from its unit', async () => {
    const late = await desk.submit({ ...DISPATCHED, title: '超时' });
    await desk.submit({ ...ANSWERED, title: '已答' });
    const answered = await desk.submit({ ...DISPATCHED, title: '已反馈' });
    desk.intake.orders.takeStates([report(answered.id, 'fed-back', TEN + HOUR)]);
    expect(await titles({ overdue: true })).toEqual([]);
    desk.time.now = TEN + 20 * DAY;
    expect(await titles({ overdue: true })).toEqual(['超时']);
    expect((await open(late.id)).dueAt).toBeLessThan(desk.time.now);
  });

  it('FT-3 finds any part of the text in Chinese, the number, its end, and a citizen by four digits', async () => {
    const { number } = await desk.submit(DISPATCHED);
    await desk.submit({ ...ANSWERED, callerNumber: '13900005678' });
    const found = ['施工', '夜间 噪声', '工地仍在施工', number, number.slice(-3), '1234', '城市管理', '灯'];
    const counts = await Promise.all(found.map(async (text) => [text, (await titles({ text })).length]));
    expect(counts).toEqual(found.map((text) => [text, text === '灯' ? 0 : 1]));
    expect(await titles({ text: '5678' })).toEqual([ANSWERED.title]);
    expect(await titles({ text: '施工 医保' })).toEqual([]);
    expect(await titles({ text: '"*(' })).toHaveLength(2);
    const [{ id = '' } = {}] = (await page({ text: '施工' })).orders;
    await handlers().amend({ orderId: id, fields: { title: '改名', content: '改为占道经营' } });
    expect(await titles({ text: '占道' })).toEqual(['改名']);
    expect(await titles({ text: '工地仍在' })).toEqual([]);
  });
});

describe('earlier orders', () => {
  const draftFrom = async (
    orderId: string,
    as: 'new' | 'follow-up' | 'join',
    typed: Partial<WorkOrderFields>,
  ) => {
    const draft = await desk.intake.handlers.createDraft(null);
    const writer = v7();
    desk.type(draft.id, typed, writer);
    return desk.intake.handlers.fillFromOrder({ draftId: draft.id, writer, orderId, as });
  };

  it('WO-19 a new order takes caller and place, and nothing over what was typed; one undo takes it back', async () => {
    const { id } = await desk.submit({ ...DISPATCHED, confidential: true });
    const draft = await draftFrom(id, 'new', { callerNumber: '3456789', content: '又来了' });
    expect(draft.fields).toMatchObject({
      callerName: '王小明',
      callerNumber: '3456789',
      place: '光明路1号',
      areaCode: '370402',
      confidential: true,
      content: '又来了',
      title: '',
    });
    const kept = await draftFrom(id, 'new', { callerName: '李四', place: '别处' });
    expect(kept.fields).toMatchObject({ callerName: '李四', callerNumber: '', place: '别处', areaCode: '' });
    const writer = v7();
    const undone = await desk.intake.handlers.undo({ draftId: draft.id, writer });
    expect(undone.fields).toMatchObject({ callerName: '', place: '', content: '又来了' });
  });

  it('WO-19 a follow-up goes to its order and ends its draft, once', async () => {
    const { id, number } = await desk.submit(DISPATCHED);
    const draft = await draftFrom(id, 'follow-up', { content: '还没有人来处理' });
    const answer = await desk.intake.handlers.submitDraft({ draftId: draft.id });
    expect(answer).toMatchObject({ id, number });
    expect(await desk.intake.handlers.submitDraft({ draftId: draft.id })).toMatchObject({ id });
    expect((await open(id)).events).toMatchObject([{ kind: 'follow-up', text: '还没有人来处理' }]);
    expect(operations()[1]).toMatchObject({
      kind: 'work-order.follow-up',
      subject: id,
      payload: { text: '还没有人来处理' },
    });
    expect(operations()).toHaveLength(2);
    expect(desk.intake.state().drafts).toEqual([]);
  });

  it('WO-19 a co-complainant joins an order and is masked in it', async () => {
    const { id } = await desk.submit(DISPATCHED);
    const typed = { callerName: '赵小红', callerNumber: '13900005678', content: '我也听到噪声' };
    const draft = await draftFrom(id, 'join', typed);
    await desk.intake.handlers.submitDraft({ draftId: draft.id });
    const [event] = (await open(id)).events;
    expect(orderEventSchema.parse(event)).toMatchObject({
      kind: 'join',
      complainant: { callerName: '赵**', callerNumber: '139****5678' },
    });
    expect(operations()[1]).toMatchObject({
      kind: 'work-order.join',
      payload: { complainant: { callerName: '赵小红' } },
    });
  });
});

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
    const { id } = await desk.submit(DISPATCHED);
    expect(await handlers().callbacks(null)).toEqual([]);
    desk.intake.orders.takeStates([report(id, 'fed-back', TEN + HOUR)]);
    desk.time.now = TEN + HOUR;
    expect(await handlers().callbacks(null)).toMatchObject([
      { cause: 'feedback', text: '已整改', standing: 'due', order: { maskedNumber: '138****1234' } },
    ]);
    expect(await handlers().callbackNumber({ orderId: id })).toEqual({ number: '13812341234' });
    expect(desk.cache.seatEvents.list(0, 9)).toMatchObject([{ kind: 'identity-dialled', subject: id }]);
    const missed = await handlers().recordCallback({ orderId: id, attempt: attempt('no-answer') });
    expect(missed).toMatchObject({ standing: 'waiting', nextAt: TEN + 3 * HOUR });
    desk.time.now = TEN + 3 * HOUR;
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
      'work-order.callback',
      'work-order.callback',
    ]);
    refuses(() => handlers().recordCallback({ orderId: id, attempt: attempt('reached') }), 'not-due');
  });

  it('CB-6 who is not satisfied can have it redone', async () => {
    const { id } = await desk.submit(DISPATCHED);
    desk.intake.orders.takeStates([report(id, 'fed-back', TEN)]);
    expect(await handlers().recordCallback({ orderId: id, attempt: attempt('reached', true) })).toMatchObject(
      {
        standing: 'redo',
      },
    );
    expect((await open(id)).state).toBe('redo');
    expect(operations()[1]).toMatchObject({ payload: { attempt: { redo: true, reason: 'not-solved' } } });
    desk.time.now = TEN + DAY;
    desk.intake.orders.takeStates([report(id, 'fed-back', TEN + DAY, '再次整改')]);
    expect(await handlers().callbacks(null)).toMatchObject([{ text: '再次整改', attempts: [] }]);
  });

  it('CB-7 a wish is due at its time, given with the order or after it', async () => {
    const wished = TEN + 2 * HOUR;
    await desk.submit({
      ...ANSWERED,
      callbackWish: true,
      callbackWishAt: wished,
      callbackWishNote: '问进展',
    });
    expect(await handlers().callbacks(null)).toMatchObject([
      { cause: 'wish', text: '问进展', standing: 'waiting', nextAt: wished },
    ]);
    expect(desk.intake.callers.callerOf('13812341234').marks).toContain('promised-callback');
    const other = await desk.submit(ANSWERED);
    const detail = await handlers().wishCallback({ orderId: other.id, wishedAt: null, note: '' });
    expect(detail.events).toMatchObject([{ kind: 'callback-wish' }]);
    const [due] = await handlers().callbacks(null);
    expect(due).toMatchObject({ standing: 'due', order: { id: other.id } });
    await handlers().recordCallback({ orderId: other.id, attempt: attempt('reached') });
    expect((await open(other.id)).state).toBe('closed-at-once');
  });

  it('CB-8 a state is taken once, and an older one changes nothing', async () => {
    const { id } = await desk.submit(DISPATCHED);
    const later = report(id, 'in-progress', TEN + HOUR);
    desk.intake.orders.takeStates([later, later, report(id, 'to-sign', TEN), report(v7(), 'closed', TEN)]);
    expect(await open(id)).toMatchObject({
      state: 'in-progress',
      events: [{ state: 'to-sign' }, { id: later.id }],
    });
  });
});

describe('what the hub tells', () => {
  it('CB-9 reports and places of the feeds are taken once, what does not fit is left out', async () => {
    const { id, number } = await desk.submit(DISPATCHED);
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
    followHub(feeds, desk.intake);
    for (const listener of listeners) listener();
    expect((await open(id)).events).toMatchObject([{ kind: 'state', text: '已整改' }]);
    expect(await handlers().callbacks(null)).toMatchObject([{ cause: 'feedback', standing: 'due' }]);
    expect((await desk.intake.places.handlers.snapshot(null)).local).toEqual([place]);
  });
});

describe('purge', () => {
  it('WO-22 forgets what the hub has after the set time, and nothing else', async () => {
    const old = await desk.submit(DISPATCHED);
    await handlers().amend({ orderId: old.id, fields: { place: '光明路2号' } });
    const promised = await desk.submit({ ...ANSWERED, callbackWish: true });
    desk.deliver();
    const waiting = await desk.submit(DISPATCHED);
    desk.time.now = TEN + 29 * DAY;
    const recent = await desk.submit(DISPATCHED);
    expect(desk.intake.orders.purge()).toBe(false);
    expect(await titles({})).toHaveLength(4);
    desk.time.now = TEN + 31 * DAY;
    desk.intake.orders.purge();
    expect((await page({})).orders.map(({ id }) => id)).toEqual([recent.id, waiting.id, promised.id]);
    expect(await titles({ text: '光明路2号' })).toEqual([]);
    expect(desk.cache.orders.events(old.id)).toEqual([]);
    expect(desk.cache.changes.history(old.id)).toEqual([]);
    expect(desk.intake.callers.callerOf('13812341234').total).toBe(3);
    desk.restart();
    expect((await page({ text: '施工' })).orders).toHaveLength(2);
  });
});

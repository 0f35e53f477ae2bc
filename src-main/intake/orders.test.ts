import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import {
  EVERY_ORDER,
  NOTHING_WRITTEN,
  type OrderEntryChange,
  orderEventSchema,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { ANSWERED, DAY, DISPATCHED, HOUR, MINUTE, TEN } from './testing/desk.test-support.ts';
import { ordersOnDesk } from './testing/orders-on-desk.test-support.ts';

const the = ordersOnDesk();
const { handlers, open, operations, page, report, titles } = the;
const refuses = (run: () => unknown, code: string) => expect(run).toThrow(expect.objectContaining({ code }));

describe('orders after the submit', () => {
  it('WO-20 an order opens masked, and in clear only with a reason that is recorded first', async () => {
    const { id } = await the.desk.submit({ ...DISPATCHED, confidential: true });
    expect(await open(id)).toMatchObject({
      masked: true,
      state: 'to-dispatch',
      fields: { callerName: '王先生', callerNumber: '138****1234' },
    });
    expect(the.desk.cache.seatEvents.list(0, 9)).toEqual([]);
    const shown = await handlers().show({ orderId: id, reason: { code: 'contact', note: '' } });
    expect(shown).toMatchObject({
      masked: false,
      fields: { callerName: '王小明', callerNumber: '13812341234' },
    });
    expect(the.desk.cache.seatEvents.list(0, 9)).toEqual([
      { at: TEN, kind: 'identity-shown', operator: '七号', subject: id, reason: 'contact' },
    ]);
    refuses(() => handlers().open({ orderId: v7() }), 'no-such-order');
  });

  it('WO-20 history and events of a confidential order name nobody, also one who was named and then amended away', async () => {
    const said = '王小明，电话13812341234';
    const { id } = await the.desk.submit({ ...DISPATCHED, confidential: true, content: said });
    await handlers().amend({
      orderId: id,
      fields: { callerName: '王女士', genderTitle: 'madam', aim: `${said}急` },
    });
    await handlers().wishCallback({ orderId: id, wishedAt: null, note: `找王小明` });
    the.desk.intake.orders.takeStates([report(id, 'in-progress', TEN + 1, `已联系${said}`)]);
    const draft = await the.desk.intake.handlers.createDraft(null);
    the.desk.type(draft.id, { followUpOf: id, callerName: '赵小红', content: `${said}，赵小红代问` });
    await the.desk.intake.handlers.submitDraft({ draftId: draft.id });
    const shown = JSON.stringify([await open(id), await handlers().history({ orderId: id })]);
    expect(shown).not.toMatch(/小明|13812341234|赵小红/);
    const [sent] = operations().filter(({ kind }) => kind === 'work-order.follow-up');
    expect(JSON.stringify(sent?.payload)).not.toMatch(/小明|小红/);
  });

  it('WO-20 a confidential order is found by its matter and the end of a number, never by a name', async () => {
    const content = '王小明家楼道堆物';
    await the.desk.submit({ ...DISPATCHED, confidential: true, content });
    await the.desk.submit({ ...DISPATCHED, content });
    const counts = await Promise.all(
      ['王小明', '小明', '堆物', '1234'].map(async (text) => (await titles({ text })).length),
    );
    expect(counts).toEqual([1, 1, 2, 2]);
  });

  it('WO-28 who saw an identity, and why, goes to the hub’s record; the person’s own words stay here', async () => {
    const { id } = await the.desk.submit(DISPATCHED);
    await handlers().show({ orderId: id, reason: { code: 'other', note: '王小明要求' } });
    await handlers().callbackNumber({ orderId: id, which: 0 });
    const sent = operations().filter(({ kind }) => kind === 'access.record');
    expect(sent.map(({ payload }) => payload)).toEqual([
      { seat: 7, operator: '七号', kind: 'identity-shown', target: id, reason: 'other' },
      { seat: 7, operator: '七号', kind: 'identity-dialled', target: id, reason: 'callback' },
    ]);
    expect(the.desk.cache.seatEvents.list(0, 9)).toMatchObject([{ reason: 'other: 王小明要求' }, {}]);
  });

  it('WO-24 is amended within its time, by an operation of its own, and never after', async () => {
    const { id, number } = await the.desk.submit(DISPATCHED);
    the.desk.time.now = TEN + 29 * MINUTE;
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
    expect((await the.desk.intake.callers.callerOf('13900000000')).total).toBe(1);
    expect((await the.desk.intake.callers.callerOf('13812341234')).total).toBe(0);
    refuses(() => handlers().amend({ orderId: id, fields: { title: '' } }), 'incomplete');
    await handlers().amend({ orderId: id, fields: { title: DISPATCHED.title ?? '' } });
    expect(operations()).toHaveLength(2);
    the.desk.time.now = TEN + 30 * MINUTE + 1;
    refuses(() => handlers().amend({ orderId: id, fields: { place: '他处' } }), 'too-late');
  });

  it('WO-24 another handling starts the order anew, unless the unit has begun', async () => {
    const { id } = await the.desk.submit(ANSWERED);
    const fields = { ...DISPATCHED, requestType: 'QZ' as const };
    expect(await handlers().amend({ orderId: id, fields })).toMatchObject({
      state: 'to-dispatch',
      deadline: { rule: 'general' },
    });
    the.desk.intake.orders.takeStates([report(id, 'in-progress', TEN + MINUTE)]);
    await handlers().amend({ orderId: id, fields: { ...ANSWERED, handling: 'answered' } });
    expect(await open(id)).toMatchObject({ state: 'in-progress', deadline: null });
  });

  it('WO-21 a copy never names the citizen, a print only with a reason and never a confidential one', async () => {
    const { id, number } = await the.desk.submit(DISPATCHED);
    const reason = { code: 'handover', note: '现场办理' };
    const text = async (purpose: 'print' | 'copy', identity: typeof reason | null, orderId = id) =>
      (await handlers().summary({ orderId, for: purpose, language: 'zh', identity })).text;
    const copied = await text('copy', reason);
    expect(copied).toContain(`工单编号:${number}`);
    expect(copied).toContain('诉求人:王先生');
    expect(copied).toContain('办理时限:2026-');
    expect(copied).not.toMatch(/王小明|13812341234/);
    expect(await text('print', null)).not.toContain('王小明');
    expect(the.desk.cache.seatEvents.list(0, 9)).toEqual([]);
    expect(await text('print', reason)).toContain('王小明');
    expect(the.desk.cache.seatEvents.list(0, 9)).toMatchObject([
      { kind: 'identity-printed', reason: 'handover: 现场办理' },
    ]);
    const secret = await the.desk.submit({ ...DISPATCHED, confidential: true });
    expect(await text('print', reason, secret.id)).not.toMatch(/王小明|13812341234/);
    const english = await handlers().summary({ orderId: id, for: 'copy', language: 'en', identity: null });
    expect(english.text).toContain('Type: Complaint');
  });

  it('WO-25 lists by what is chosen, newest first, page by page', async () => {
    for (let n = 0; n < 5; n += 1) {
      the.desk.time.now = TEN + n * HOUR;
      await the.desk.submit({ ...(n % 2 === 0 ? DISPATCHED : ANSWERED), title: `第${n}件` });
    }
    expect(await titles({ handling: ['answered'] })).toEqual(['第3件', '第1件']);
    expect(await titles({ requestType: ['TS'], since: TEN + HOUR })).toEqual(['第4件', '第2件']);
    expect(await titles({ until: TEN + HOUR })).toEqual(['第0件']);
    expect(await titles({ state: ['to-dispatch'], urgency: ['urgent'] })).toEqual([]);
    expect(await titles({ delivery: ['waiting'], mine: true, own: true })).toHaveLength(5);
    expect(await titles({ own: true, requestType: ['ZX'] })).toHaveLength(2);
    the.desk.deliver();
    expect(await titles({ delivery: ['waiting'] })).toEqual([]);
    const first = await page({}, 2);
    expect(first).toMatchObject({ total: 5, orders: [{ title: '第4件' }, { title: '第3件' }] });
    const rest = await handlers().list({ filter: EVERY_ORDER, after: first.next, limit: 10 });
    expect(rest.orders.map((one) => one.title)).toEqual(['第2件', '第1件', '第0件']);
    expect(rest.next).toBeNull();
  });

  it('WO-25 what is overdue has no answer from its unit', async () => {
    const late = await the.desk.submit({ ...DISPATCHED, title: '超时' });
    await the.desk.submit({ ...ANSWERED, title: '已答' });
    const answered = await the.desk.submit({ ...DISPATCHED, title: '已反馈' });
    the.desk.intake.orders.takeStates([report(answered.id, 'fed-back', TEN + HOUR)]);
    expect(await titles({ overdue: true })).toEqual([]);
    the.desk.time.now = TEN + 20 * DAY;
    expect(await titles({ overdue: true })).toEqual(['超时']);
    expect((await open(late.id)).dueAt).toBeLessThan(the.desk.time.now);
  });

  it('FT-3 finds any part of the text in Chinese, the number, its end, and a citizen by four digits', async () => {
    const { number } = await the.desk.submit(DISPATCHED);
    await the.desk.submit({ ...ANSWERED, callerNumber: '13900005678' });
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
    const draft = await the.desk.intake.handlers.createDraft(null);
    const writer = v7();
    the.desk.type(draft.id, typed, writer);
    return the.desk.intake.handlers.fillFromOrder({ draftId: draft.id, writer, orderId, as });
  };

  it('WO-19 a new order takes caller and place, and nothing over what was typed; one undo takes it back', async () => {
    const { id } = await the.desk.submit({ ...DISPATCHED, confidential: true });
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
    const undone = await the.desk.intake.handlers.undo({ draftId: draft.id, writer });
    expect(undone.fields).toMatchObject({ callerName: '', place: '', content: '又来了' });
  });

  it('WO-19 of several people behind a number the next choice takes the place of the one before, and each is recorded', async () => {
    const first = await the.desk.submit(DISPATCHED);
    const other = { callerName: '李四', genderTitle: 'sir' as const, contactNumbers: ['13900000000'] };
    const second = await the.desk.submit({ ...DISPATCHED, ...other, place: '光明路9号' });
    const draft = await draftFrom(first.id, 'new', { callerNumber: '13812341234', content: '又来了' });
    const writer = v7();
    const take = (orderId: string) =>
      the.desk.intake.handlers.fillFromOrder({ draftId: draft.id, writer, orderId, as: 'new' });
    expect((await take(second.id)).fields).toMatchObject({ ...other, place: '光明路9号' });
    the.desk.type(draft.id, { callerName: '李四儿子' }, writer, 1);
    expect((await take(first.id)).fields).toMatchObject({ callerName: '李四儿子', place: '光明路1号' });
    const taken = operations().filter(({ kind }) => kind === 'access.record');
    expect(taken.map(({ payload }) => payload)).toMatchObject([
      { kind: 'identity-taken', target: first.id, reason: 'new' },
      { kind: 'identity-taken', target: second.id },
    ]);
  });

  it('WO-19 what was typed of a citizen without a name stays', async () => {
    const { id } = await the.desk.submit({ ...DISPATCHED, contactNumbers: ['13911111111'] });
    const draft = await draftFrom(id, 'new', { contactNumbers: ['13922222222'] });
    expect(draft.fields).toMatchObject({ callerName: '王小明', contactNumbers: ['13922222222'] });
  });

  it('WO-19 a follow-up goes to its order and ends its draft, once', async () => {
    const { id, number } = await the.desk.submit(DISPATCHED);
    const draft = await draftFrom(id, 'follow-up', { content: '还没有人来处理' });
    const answer = await the.desk.intake.handlers.submitDraft({ draftId: draft.id });
    expect(answer).toMatchObject({ id, number });
    expect(await the.desk.intake.handlers.submitDraft({ draftId: draft.id })).toMatchObject({ id });
    expect((await open(id)).events).toMatchObject([{ kind: 'follow-up', text: '还没有人来处理' }]);
    expect(operations()[1]).toMatchObject({
      kind: 'work-order.follow-up',
      subject: id,
      payload: { text: '还没有人来处理' },
    });
    expect(operations()).toHaveLength(2);
    expect(the.desk.intake.state().drafts).toEqual([]);
  });

  it('WO-19 a co-complainant joins an order and is masked in it', async () => {
    const { id } = await the.desk.submit(DISPATCHED);
    const typed = { callerName: '赵小红', callerNumber: '13900005678', content: '我也听到噪声' };
    const draft = await draftFrom(id, 'join', typed);
    await the.desk.intake.handlers.submitDraft({ draftId: draft.id });
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

describe('what is being written after the submit', () => {
  const keep = (orderId: string, change: OrderEntryChange) => handlers().keepEntry({ orderId, change });
  const shown = async (orderId: string) =>
    handlers().show({ orderId, reason: { code: 'contact', note: '' } });

  it('WO-30 is there with each key after a restart, until it is saved or given up', async () => {
    const { id } = await the.desk.submit(DISPATCHED);
    await keep(id, { amended: { title: '路灯不' } });
    await keep(id, { amended: { title: '路灯不亮', aim: '修' } });
    await keep(id, { wish: '明天下午' });
    the.desk.restart();
    expect((await open(id)).entry).toEqual({ wish: '明天下午', amended: { title: '路灯不亮', aim: '修' } });
    await keep(id, { wish: null, amended: { title: null } });
    expect((await open(id)).entry).toEqual({ wish: null, amended: { aim: '修' } });
    await keep(id, { amended: { aim: null } });
    expect((await open(id)).entry).toEqual(NOTHING_WRITTEN);
  });

  it('WO-30 says nothing of who a citizen is while they are masked', async () => {
    const { id } = await the.desk.submit({ ...DISPATCHED, callerName: '王小明', confidential: true });
    const amended = { callerName: '王小民', title: '王小明家门口路灯', aim: '修好路灯' };
    await keep(id, { wish: '找王小明', amended });
    expect((await open(id)).entry).toEqual({ wish: null, amended: { aim: '修好路灯' } });
    expect((await shown(id)).entry).toEqual({ wish: '找王小明', amended });
  });

  it('WO-30 a text of which something is withheld is not saved over the whole one', async () => {
    const content = '王小明家门口路灯不亮';
    const { id } = await the.desk.submit({
      ...DISPATCHED,
      callerName: '王小明',
      content,
      confidential: true,
    });
    const { fields } = await open(id);
    refuses(
      () => handlers().amend({ orderId: id, fields: { content: `${fields.content}，请尽快` } }),
      'identity-withheld',
    );
    expect((await shown(id)).fields.content).toBe(content);
  });

  it('WO-22 goes with its order', async () => {
    const { id } = await the.desk.submit(DISPATCHED);
    await keep(id, { wish: '明天下午' });
    the.desk.deliver();
    the.desk.time.now = TEN + 31 * DAY;
    the.desk.intake.orders.purge();
    expect(the.desk.cache.settings.get(`order-entry.${id}`)).toBeUndefined();
  });
});

describe('purge', () => {
  it('WO-22 forgets what the hub has after the set time, and nothing else', async () => {
    const old = await the.desk.submit(DISPATCHED);
    await handlers().amend({ orderId: old.id, fields: { place: '光明路2号' } });
    const promised = await the.desk.submit({ ...ANSWERED, callbackWish: true });
    the.desk.deliver();
    const waiting = await the.desk.submit(DISPATCHED);
    the.desk.time.now = TEN + 29 * DAY;
    const recent = await the.desk.submit(DISPATCHED);
    expect(the.desk.intake.orders.purge()).toBe(false);
    expect(await titles({})).toHaveLength(4);
    the.desk.time.now = TEN + 31 * DAY;
    the.desk.intake.orders.purge();
    expect((await page({})).orders.map(({ id }) => id)).toEqual([recent.id, waiting.id, promised.id]);
    expect(await titles({ text: '光明路2号' })).toEqual([]);
    expect(the.desk.cache.orders.events(old.id)).toEqual([]);
    expect(the.desk.cache.changes.history(old.id)).toEqual([]);
    expect(the.desk.intake.callers.callerOf('13812341234').total).toBe(3);
    the.desk.restart();
    expect((await page({ text: '施工' })).orders).toHaveLength(2);
  });
});

import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IntakeState, intakeStateSchema } from '#shared/contract/index.ts';
import { type CallRecord, emptyFields, type WorkOrderFields } from '#shared/domain/index.ts';
import { operationSchema } from '#shared/hub-protocol/index.ts';
import { sampleCallRecord } from '#test/support/calls.ts';
import { ANSWERED, createTestDesk, HOUR, TEN, type TestDesk } from './testing/desk.test-support.ts';

const complete = ANSWERED;
let desk: TestDesk;
let states: IntakeState[];

/** Listens to a program that has just started. */
function listen(): void {
  states = [];
  desk.intake.onChanged((state) => states.push(intakeStateSchema.parse(state)));
}
function restart(): void {
  desk.restart();
  listen();
}

beforeEach(() => {
  desk = createTestDesk();
  listen();
});
afterEach(() => desk.remove());

const call = (id = v7()) => ({ id, callerNumber: '13812341234', callerName: '张三' });

/** One patch of a new writer. */
function type(draftId: string, fields: Partial<WorkOrderFields>, writer = v7(), sequence = 1) {
  return desk.intake.handlers.patchDraft({ draftId, writer, sequence, fields });
}

async function submitNew(fields: Partial<WorkOrderFields> = complete) {
  const draft = await desk.intake.handlers.createDraft(null);
  await type(draft.id, fields);
  return desk.intake.handlers.submitDraft({ draftId: draft.id });
}

describe('drafts', () => {
  it('DR-8 a ringing call gets one draft, with its number', () => {
    const ringing = call();
    const draft = desk.intake.startDraftForCall(ringing);
    expect(draft).toMatchObject({
      callId: ringing.id,
      fields: { ...emptyFields, callerNumber: '13812341234' },
    });
    expect(desk.intake.startDraftForCall(ringing)).toEqual(draft);
    expect(states).toHaveLength(1);
    expect(desk.intake.state().drafts).toEqual([draft]);
    expect(desk.intake.startDraftForCall({ ...call(), callerNumber: null }).fields.callerNumber).toBe('');
  });

  it('DR-1 what was acknowledged is there after a restart', async () => {
    const draft = desk.intake.startDraftForCall(call());
    const acknowledgement = await type(draft.id, { title: '噪声' });
    expect(acknowledgement).toEqual({
      draftId: draft.id,
      sequence: 1,
      savedAt: TEN,
      undoable: 1,
      redoable: 0,
    });
    restart();
    expect(desk.intake.state().drafts).toMatchObject([{ id: draft.id, fields: { title: '噪声' } }]);
  });

  it('DR-7 an untouched draft goes away with an unanswered call, any other stays', async () => {
    const calls = [call(), call(), call(), call()];
    const drafts = calls.map((one) => desk.intake.startDraftForCall(one));
    await type(drafts[1]?.id ?? '', { title: '已输入' });
    for (const [n, one] of calls.entries()) desk.intake.endCall(one.id, { answered: n === 2 || n === 3 });
    desk.intake.endCall(v7(), { answered: false });
    expect(desk.intake.state().drafts.map((one) => one.id)).toEqual(drafts.slice(1).map((one) => one.id));
    expect(states.at(-1)?.drafts).toHaveLength(3);
  });

  it('DR-9 a patch is no event for its only writer, but for two there is one', async () => {
    const draft = await desk.intake.handlers.createDraft(null);
    const [operator, scribe] = [v7(), v7()];
    await type(draft.id, { title: '甲' }, operator, 1);
    expect(states).toHaveLength(1);
    await type(draft.id, { place: '乙' }, scribe, 1);
    expect(states.at(-1)?.drafts).toMatchObject([{ fields: { title: '甲', place: '乙' } }]);
  });

  it('DR-4 discarding closes it; later patches and submits are refused', async () => {
    const draft = await desk.intake.handlers.createDraft(null);
    expect(await desk.intake.handlers.discardDraft({ draftId: draft.id })).toBeNull();
    expect(states.at(-1)?.drafts).toEqual([]);
    expect(() => type(draft.id, {})).toThrow(expect.objectContaining({ code: 'no-such-draft' }));
    expect(() => desk.intake.handlers.submitDraft({ draftId: draft.id })).toThrow(
      expect.objectContaining({ code: 'no-such-draft' }),
    );
  });
});

describe('orders', () => {
  it('WO-10 submitting makes an order and an operation with the call in it', async () => {
    const ringing = call();
    const record: CallRecord = sampleCallRecord({
      id: ringing.id,
      sipCallId: 's',
      callerNumber: ringing.callerNumber,
      callerName: null,
      dialledLine: '12345',
      ringAt: TEN - 60_000,
      queueAt: TEN - 63_000,
      queuedMilliseconds: 3000,
      answerAt: TEN - 57_000,
      answeredAfterMilliseconds: 6000,
      endAt: null,
      talkMilliseconds: null,
      endReason: null,
    });
    desk.cache.calls.save(record);
    const draft = desk.intake.startDraftForCall(ringing);
    await type(draft.id, complete);
    const order = await desk.intake.handlers.submitDraft({ draftId: draft.id });
    expect(order).toMatchObject({ number: '261122-007-001', callId: ringing.id, delivery: 'waiting' });
    expect(desk.sent).toBe(1);
    expect(states.at(-1)).toMatchObject({ drafts: [], orders: [{ maskedNumber: '138****1234' }] });
    const [operation] = desk.cache.outbox.next(9);
    expect(operationSchema.parse(operation)).toEqual(operation);
    expect(operation?.payload).toMatchObject({
      orderId: order.id,
      number: order.number,
      seat: 7,
      operator: '七号',
      call: record,
      fields: order.fields,
    });
    expect(desk.cache.orders.get(order.id)).toMatchObject(order);
  });

  it('WO-1 an incomplete draft stays, and the message lists the fields', async () => {
    const draft = await desk.intake.handlers.createDraft(null);
    await type(draft.id, { ...complete, title: '', replyText: ' ' });
    expect(() => desk.intake.handlers.submitDraft({ draftId: draft.id })).toThrow(
      expect.objectContaining({ code: 'incomplete', message: 'title, replyText' }),
    );
    expect(desk.intake.state().drafts).toHaveLength(1);
    expect(desk.sent).toBe(0);
  });

  it('WO-11 a submit whose answer was lost can be made again', async () => {
    const order = await submitNew();
    expect(await desk.intake.handlers.submitDraft({ draftId: order.id })).toMatchObject(order);
    expect(desk.cache.outbox.counts().waiting).toBe(1);
    expect(desk.sent).toBe(1);
  });

  it('WO-8 counts from one each local day, without a gap across a restart', async () => {
    expect((await submitNew()).number).toBe('261122-007-001');
    restart();
    expect((await submitNew()).number).toBe('261122-007-002');
    desk.time.now = TEN + 14 * HOUR;
    expect((await submitNew()).number).toBe('261123-007-001');
    expect(desk.intake.state().orders.map((one) => one.number)).toEqual(['261123-007-001']);
    desk.time.now = TEN + 13 * HOUR;
    expect((await submitNew()).number).toBe('261122-007-003');
  });

  it('shows the newest fifty of the day, and how they stand after the hub has answered', async () => {
    for (let n = 0; n < 52; n += 1) {
      await submitNew();
      desk.time.now += 1000;
    }
    expect(desk.intake.state().orders).toHaveLength(50);
    expect(desk.intake.state().orders[0]?.number).toBe('261122-007-052');
    const [first] = desk.cache.outbox.next(1);
    desk.cache.outbox.settle([{ id: first?.id ?? '', outcome: 'accepted', receivedAt: TEN }], TEN);
    const before = states.length;
    desk.intake.deliveryChanged();
    expect(states).toHaveLength(before + 1);
    expect(desk.cache.orders.get(first?.subject ?? '')?.delivery).toBe('received');
  });

  it('answers the categories', async () => {
    expect(await desk.intake.handlers.categories(null)).toMatchObject([{ code: 'a/b/c' }]);
  });
});

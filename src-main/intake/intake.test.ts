import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IntakeState, intakeStateSchema } from '#shared/contract/index.ts';
import { type CallRecord, emptyFields, type WorkOrderFields } from '#shared/domain/index.ts';
import { operationSchema } from '#shared/hub-protocol/index.ts';
import { sampleCallRecord } from '#test/support/calls.ts';
import { type Cache, openCache } from '../cache/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createIntake, type Intake, loadCategories, loadCodes } from './index.ts';

/** 10:00 in Zaozhuang on the 22nd. */
const TEN = Date.UTC(2026, 10, 22, 2);
const HOUR = 3_600_000;
const localDate = (at: number) => new Date(at + 8 * HOUR).toISOString().slice(0, 10);
const complete: Partial<WorkOrderFields> = {
  requestType: 'ZX',
  callerNumber: '13812341234',
  title: '医保缴费时间',
  content: '询问居民医保缴费截止时间',
  categoryCode: 'a/b/c',
  handling: 'answered',
  replyText: '12月31日',
};

let time: { now: number };
let directory: string;
let cache: Cache;
let intake: Intake;
let states: IntakeState[];
let submissions: number;

function start(): void {
  const clock = { wall: () => time.now, monotonic: () => time.now };
  cache = openCache({ directory, key: Buffer.alloc(32, 1), clock, log: createMemoryLog() }).cache;
  const categories = loadCategories('level1,level2,level3\na,b,c\n');
  intake = createIntake({
    cache,
    clock,
    seat: 7,
    operator: () => '七号',
    categories,
    codes: loadCodes(fileURLToPath(new URL('../../assets/codes', import.meta.url))),
    newId: () => v7(),
    localDate,
  });
  states = [];
  submissions = 0;
  intake.onChanged((state) => states.push(intakeStateSchema.parse(state)));
  intake.onSubmitted(() => {
    submissions += 1;
  });
}

beforeEach(() => {
  time = { now: TEN };
  directory = mkdtempSync(join(tmpdir(), 'lianxinqiao-intake-'));
  start();
});
afterEach(() => {
  cache.close();
  rmSync(directory, { recursive: true });
});

const call = (id = v7()) => ({ id, callerNumber: '13812341234', callerName: '张三' });

/** One patch of a new writer. */
function type(draftId: string, fields: Partial<WorkOrderFields>, writer = v7(), sequence = 1) {
  return intake.handlers.patchDraft({ draftId, writer, sequence, fields });
}

async function submitNew(fields: Partial<WorkOrderFields> = complete) {
  const draft = await intake.handlers.createDraft(null);
  await type(draft.id, fields);
  return intake.handlers.submitDraft({ draftId: draft.id });
}

describe('drafts', () => {
  it('DR-8 a ringing call gets one draft, with its number', () => {
    const ringing = call();
    const draft = intake.startDraftForCall(ringing);
    expect(draft).toMatchObject({
      callId: ringing.id,
      fields: { ...emptyFields, callerNumber: '13812341234' },
    });
    expect(intake.startDraftForCall(ringing)).toEqual(draft);
    expect(states).toHaveLength(1);
    expect(intake.state().drafts).toEqual([draft]);
    expect(intake.startDraftForCall({ ...call(), callerNumber: null }).fields.callerNumber).toBe('');
  });

  it('DR-1 what was acknowledged is there after a restart', async () => {
    const draft = intake.startDraftForCall(call());
    const acknowledgement = await type(draft.id, { title: '噪声' });
    expect(acknowledgement).toEqual({ draftId: draft.id, sequence: 1, savedAt: TEN });
    cache.close();
    start();
    expect(intake.state().drafts).toMatchObject([{ id: draft.id, fields: { title: '噪声' } }]);
  });

  it('DR-7 an untouched draft goes away with an unanswered call, any other stays', async () => {
    const calls = [call(), call(), call(), call()];
    const drafts = calls.map((one) => intake.startDraftForCall(one));
    await type(drafts[1]?.id ?? '', { title: '已输入' });
    for (const [n, one] of calls.entries()) intake.endCall(one.id, { answered: n === 2 || n === 3 });
    intake.endCall(v7(), { answered: false });
    expect(intake.state().drafts.map((one) => one.id)).toEqual(drafts.slice(1).map((one) => one.id));
    expect(states.at(-1)?.drafts).toHaveLength(3);
  });

  it('DR-9 a patch is no event for its only writer, but for two there is one', async () => {
    const draft = await intake.handlers.createDraft(null);
    const [operator, scribe] = [v7(), v7()];
    await type(draft.id, { title: '甲' }, operator, 1);
    expect(states).toHaveLength(1);
    await type(draft.id, { place: '乙' }, scribe, 1);
    expect(states.at(-1)?.drafts).toMatchObject([{ fields: { title: '甲', place: '乙' } }]);
  });

  it('DR-4 discarding closes it; later patches and submits are refused', async () => {
    const draft = await intake.handlers.createDraft(null);
    expect(await intake.handlers.discardDraft({ draftId: draft.id })).toBeNull();
    expect(states.at(-1)?.drafts).toEqual([]);
    expect(() => type(draft.id, {})).toThrow(expect.objectContaining({ code: 'no-such-draft' }));
    expect(() => intake.handlers.submitDraft({ draftId: draft.id })).toThrow(
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
    cache.calls.save(record);
    const draft = intake.startDraftForCall(ringing);
    await type(draft.id, complete);
    const order = await intake.handlers.submitDraft({ draftId: draft.id });
    expect(order).toMatchObject({ number: '261122-007-001', callId: ringing.id, delivery: 'waiting' });
    expect(submissions).toBe(1);
    expect(states.at(-1)).toMatchObject({ drafts: [], orders: [{ maskedNumber: '138****1234' }] });
    const [operation] = cache.outbox.next(9);
    expect(operationSchema.parse(operation)).toEqual(operation);
    expect(operation?.payload).toMatchObject({
      orderId: order.id,
      number: order.number,
      seat: 7,
      operator: '七号',
      call: record,
      fields: order.fields,
    });
    expect(cache.orders.get(order.id)).toEqual(order);
  });

  it('WO-1 an incomplete draft stays, and the message lists the fields', async () => {
    const draft = await intake.handlers.createDraft(null);
    await type(draft.id, { ...complete, title: '', replyText: ' ' });
    expect(() => intake.handlers.submitDraft({ draftId: draft.id })).toThrow(
      expect.objectContaining({ code: 'incomplete', message: 'title, replyText' }),
    );
    expect(intake.state().drafts).toHaveLength(1);
    expect(submissions).toBe(0);
  });

  it('WO-11 a submit whose answer was lost can be made again', async () => {
    const order = await submitNew();
    expect(await intake.handlers.submitDraft({ draftId: order.id })).toEqual(order);
    expect(cache.outbox.counts().waiting).toBe(1);
    expect(submissions).toBe(1);
  });

  it('WO-8 counts from one each local day, without a gap across a restart', async () => {
    expect((await submitNew()).number).toBe('261122-007-001');
    cache.close();
    start();
    expect((await submitNew()).number).toBe('261122-007-002');
    time.now = TEN + 14 * HOUR;
    expect((await submitNew()).number).toBe('261123-007-001');
    expect(intake.state().orders.map((one) => one.number)).toEqual(['261123-007-001']);
    time.now = TEN + 13 * HOUR;
    expect((await submitNew()).number).toBe('261122-007-003');
  });

  it('shows the newest fifty of the day, and how they stand after the hub has answered', async () => {
    for (let n = 0; n < 52; n += 1) {
      await submitNew();
      time.now += 1000;
    }
    expect(intake.state().orders).toHaveLength(50);
    expect(intake.state().orders[0]?.number).toBe('261122-007-052');
    const [first] = cache.outbox.next(1);
    cache.outbox.settle([{ id: first?.id ?? '', outcome: 'accepted', receivedAt: TEN }], TEN);
    const before = states.length;
    intake.deliveryChanged();
    expect(states).toHaveLength(before + 1);
    expect(cache.orders.get(first?.subject ?? '')?.delivery).toBe('received');
  });

  it('answers the categories', async () => {
    expect(await intake.handlers.categories(null)).toMatchObject([{ code: 'a/b/c' }]);
  });
});

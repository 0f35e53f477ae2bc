import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boardLayoutSchema, impersonalRecordSchema } from '#shared/domain/index.ts';
import {
  boardSnapshotSchema,
  helpRequestSchema,
  supervisionSnapshotSchema,
} from '#shared/hub-protocol/index.ts';
import { sampleCallRecord } from '#test/support/calls.ts';
import { CITIZEN, startTestHub, submission, type TestHub } from '../testing/index.ts';

let hub: TestHub;
let seat: string;
let board: string;
beforeEach(async () => {
  hub = await startTestHub();
  seat = await hub.makeSeat(7);
  board = await hub.makeKey('board');
});
afterEach(() => hub.close());

const LINK = { sequence: 1, hash: '0'.repeat(64) };
const BY = { operatorId: '1007', operatorName: '李敏', shift: 'early', sessionId: uuid() } as const;

async function tell(kind: string, payload: unknown, subject = 'x') {
  const operation = { id: uuid(), kind, subject, createdAt: hub.time.now, payload };
  const answer = await hub.ask(seat, 'POST', '/v1/operations', {
    protocol: 1,
    seat: 7,
    operations: [operation],
  });
  expect(answer.body).toMatchObject({ results: [{ outcome: 'accepted' }] });
}

/** A call that rang now, waited 2 s in the queue and was answered after 6 s. */
const answeredCall = (id: string) =>
  sampleCallRecord({
    id,
    callerNumber: CITIZEN.number,
    callerName: CITIZEN.name,
    ringAt: hub.time.now - 4_000,
    queueAt: hub.time.now - 6_000,
    queuedMilliseconds: 2_000,
    answerAt: hub.time.now,
    answeredAfterMilliseconds: 6_000,
  });
const state = (name: string, reason: string | null = null) =>
  tell('seat.state', {
    seat: 7,
    state: name,
    reason,
    before: { state: 'ready', reason: null, milliseconds: 1 },
    by: BY,
    link: LINK,
  });

/** What the board shows a good while later, as its parts are not computed oftener. */
async function shown() {
  hub.time.now += 61_000;
  return boardSnapshotSchema.parse((await hub.ask(board, 'GET', '/v1/board')).body);
}

describe('the wallboard', () => {
  it('BD-1 counts a call when it is answered, and once, whatever comes later', async () => {
    expect((await shown()).calls).toMatchObject({ offered: 0, answered: 0 });
    const record = answeredCall(uuid());
    const told = impersonalRecordSchema.parse(record);
    await tell('call.answered', { seat: 7, record: told });
    const once = await shown();
    expect(once.calls).toMatchObject({ offered: 1, answered: 1, known: { within: 1, rate: 1 } });
    expect(once.curve.reduce((sum, { offered }) => sum + offered, 0)).toBe(1);

    const over = { ...record, endAt: hub.time.now, talkMilliseconds: 30_000, endReason: 'caller-hung-up' };
    await tell('call.record', { seat: 7, record: over, by: BY, link: LINK }, record.id);
    // A word on the answer that comes after the end changes nothing.
    await tell('call.answered', { seat: 7, record: told });
    expect((await shown()).calls).toMatchObject({ offered: 1, answered: 1 });
    expect((await hub.storage.read.calls.find(record.id))?.body).toMatchObject({ record: over });
  });

  it('BD-1 begins anew at midnight, and keeps the curve of the last hour', async () => {
    // 23:58 in the centre's zone.
    hub.time.now = Date.parse('2026-11-25T23:58:00+08:00');
    await tell('call.answered', { seat: 7, record: impersonalRecordSchema.parse(answeredCall(uuid())) });
    expect((await shown()).calls.answered).toBe(1);
    hub.time.now += 120_000;
    const after = await shown();
    expect(after.calls.answered).toBe(0);
    expect(after.curve.reduce((sum, { answered }) => sum + answered, 0)).toBe(1);
  });

  it('BD-3 names nobody', async () => {
    const record = answeredCall(uuid());
    await tell('call.record', { seat: 7, record, by: BY, link: LINK }, record.id);
    await state('talking');
    const { payload } = submission();
    await tell('work-order.submit', payload, payload.orderId);
    const text = JSON.stringify(await shown());
    for (const word of [CITIZEN.name, CITIZEN.number, BY.operatorName, BY.operatorId, payload.fields.title])
      expect(text).not.toContain(word);
    expect(JSON.parse(text)).toMatchObject({ orders: { received: 1 } });
  });

  it('BD-4 shows what a seat said last, and when it was heard', async () => {
    await state('ready');
    hub.time.now += 15_000;
    await state('not-ready', 'rest');
    const at = hub.time.now;
    expect((await shown()).seats).toEqual([
      { seat: 7, state: 'not-ready', reason: 'rest', since: at, heardAt: at },
    ]);
  });

  it('BD-9 shows who waits only while the exchange says so', async () => {
    const exchange = await hub.makeKey('exchange');
    expect((await shown()).queue).toBeNull();
    const said = { waiting: 4, longestMilliseconds: 9_000, validSeconds: 120 };
    expect((await hub.ask(exchange, 'PUT', '/v1/queue', said)).status).toBe(204);
    expect((await shown()).queue).toEqual({ waiting: 4, longestMilliseconds: 9_000 });
    await shown();
    expect((await shown()).queue).toBeNull();
  });

  it('BD-10 is computed once for all who look', async () => {
    const first = await hub.ask(board, 'GET', '/v1/board');
    await tell('call.answered', { seat: 7, record: impersonalRecordSchema.parse(answeredCall(uuid())) });
    hub.time.now += 500;
    const second = await hub.ask(board, 'GET', '/v1/board');
    expect(second.body).toMatchObject({ calls: (first.body as { calls: object }).calls });
  });

  it('BD-8 has the hall of the data file', async () => {
    const layout = boardLayoutSchema.parse((await hub.ask(board, 'GET', '/v1/board/layout')).body);
    expect(layout.floor.join(' ').match(/\d+/g)).toHaveLength(120);
  });
});

describe('supervisors', () => {
  it('SV-1 see who sits where', async () => {
    await state('ready');
    await hub.makeAccount('chief', 'supervisor');
    const token = await hub.signIn('chief');
    const seen = supervisionSnapshotSchema.parse((await hub.ask(token, 'GET', '/v1/supervision')).body);
    expect(seen.seats).toMatchObject([{ seat: 7, operator: BY.operatorName, state: 'ready' }]);
  });

  it('SV-3 a seat asks once, one supervisor comes, and the seat hears of it', async () => {
    await hub.makeAccount('chief', 'supervisor');
    await hub.makeAccount('other', 'supervisor');
    const token = await hub.signIn('chief');
    const ask = { seat: 7, operator: '李敏', callId: null };
    const asked = await hub.ask(seat, 'POST', '/v1/help', ask);
    const request = helpRequestSchema.parse(asked.body);
    expect((await hub.ask(seat, 'POST', '/v1/help', ask)).body).toEqual(request);
    expect((await hub.ask(seat, 'POST', '/v1/help', { ...ask, seat: 8 })).status).toBe(403);

    const open = await hub.ask(token, 'GET', '/v1/supervision');
    expect(open.body).toMatchObject({ help: [{ id: request.id, acknowledged: null }] });
    await hub.ask(token, 'POST', `/v1/help/${request.id}/acknowledge`);
    await hub.ask(await hub.signIn('other'), 'POST', `/v1/help/${request.id}/acknowledge`);
    const page = await hub.ask(seat, 'GET', '/v1/feeds/help');
    expect(page.body).toMatchObject({
      items: [{ key: request.id, body: { acknowledged: { by: 'chief名' } } }],
    });

    await hub.ask(seat, 'DELETE', `/v1/help/${request.id}`);
    expect((await hub.ask(token, 'GET', '/v1/supervision')).body).toMatchObject({ help: [] });
    expect((await hub.ask(token, 'POST', `/v1/help/${request.id}/acknowledge`)).status).toBe(404);
  });

  it('SV-2 see orders whose time is over, without whom they are about', async () => {
    await hub.makeAccount('chief', 'supervisor');
    const { payload } = submission();
    const fields = {
      ...payload.fields,
      handling: 'dispatched',
      leadUnit: '市住建局',
      deadlineAt: hub.time.now - 1,
    };
    await tell('work-order.submit', { ...payload, fields }, payload.orderId);
    const seen = await hub.ask(await hub.signIn('chief'), 'GET', '/v1/supervision');
    expect(seen.body).toMatchObject({ overdueCount: 1, overdue: [{ orderId: payload.orderId }] });
    expect(JSON.stringify(seen.body)).not.toContain(CITIZEN.name);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { CodedError } from '#shared/domain/index.ts';
import { createPhoneBench } from './testing/bench.test-support.ts';
import { TestCaller } from './testing/exchange.test-support.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';

const bench = createPhoneBench();
afterEach(() => bench.close());

describe('a call over a real socket', () => {
  it('CA-2, CA-6 rings, is answered and ends by the caller’s BYE', async () => {
    await bench.register();
    const { caller, callId } = await bench.ringing();
    expect(bench.callOf(callId)).toMatchObject({
      state: 'ringing',
      callerNumber: '13800138000',
      dialledLine: '12345',
      queueTimeKnown: false,
      media: 'none',
    });
    expect(bench.rowsOf(callId)).toHaveLength(1);

    await bench.seat.phone.handlers.answer({ callId });
    // The row is on disk before the answer settles.
    expect(bench.rowsOf(callId).at(-1)?.answerAt).not.toBeNull();
    const ok = await caller.response(200);
    expect(ok.body).toBe(cannedSdp('answer-of-page-1'));
    caller.ack();
    expect(bench.callOf(callId)).toMatchObject({ state: 'active', media: 'connecting' });

    caller.bye();
    await caller.answerTo('BYE', 200);
    await bench.seat.until((state) => state.calls[0]?.state === 'ended');
    expect(bench.callOf(callId)?.endReason).toBe('caller-hung-up');
    const row = bench.rowsOf(callId).at(-1);
    expect(row).toMatchObject({ endReason: 'caller-hung-up', queueAt: null });
    expect(row?.answeredAfterMilliseconds).toBeGreaterThanOrEqual(0);
    expect(row?.talkMilliseconds).toBeGreaterThanOrEqual(0);
    expect(bench.seat.ended.map((call) => call.id)).toEqual([callId]);
    expect(bench.seat.page.calls.filter((call) => call.call === 'close')).toHaveLength(1);
  });

  it.each([
    [undefined, 'abandoned'],
    ['SIP;cause=200;text="Call completed elsewhere"', 'answered-elsewhere'],
  ])('CA-5 ends a ringing call at CANCEL with Reason %s as %s', async (reason, endReason) => {
    await bench.register();
    const { caller, callId } = await bench.ringing();
    caller.cancel(reason);
    await caller.response(487);
    caller.ack('', true);
    await bench.seat.until((state) => state.calls[0]?.state === 'ended');
    expect(bench.callOf(callId)?.endReason).toBe(endReason);
    expect(bench.rowsOf(callId).at(-1)).toMatchObject({
      answerAt: null,
      answeredAfterMilliseconds: null,
      endReason,
    });
  });

  it('CA-5 notices a CANCEL that comes in the same packet as its INVITE', async () => {
    await bench.register();
    const caller = new TestCaller(bench.exchange);
    caller.invite(cannedSdp('caller'));
    caller.cancel();
    await caller.response(487);
    await bench.seat.until((state) => state.calls[0]?.state === 'ended');
    expect(bench.seat.phone.state().calls[0]?.endReason).toBe('abandoned');
    expect(bench.seat.rung).toHaveLength(1);
  });

  it('CA-5 refuses with 486', async () => {
    await bench.register();
    const { caller, callId } = await bench.ringing();
    await bench.seat.phone.handlers.reject({ callId });
    await caller.response(486);
    caller.ack('', true);
    expect(bench.callOf(callId)).toMatchObject({ state: 'ended', endReason: 'rejected' });
  });

  it('CA-6 hangs up with BYE, also when pressed before the ACK has come', async () => {
    await bench.register();
    const { caller, callId } = await bench.ringing();
    await bench.seat.phone.handlers.answer({ callId });
    await caller.response(200);
    await bench.seat.phone.handlers.hangUp({ callId });
    expect(bench.callOf(callId)).toMatchObject({ state: 'ended', endReason: 'operator-hung-up' });
    caller.ack();
    await caller.request('BYE');
  });

  it('CA-2 keeps the call when its row cannot be written', async () => {
    await bench.register({}, () => {
      throw new CodedError('disk-full', 'No space.');
    });
    const { callId } = await bench.answered();
    expect(bench.callOf(callId)?.state).toBe('active');
    expect(bench.seat.log.lines).toContainEqual({
      level: 'error',
      event: 'call-record-not-saved',
      data: { callId, code: 'disk-full' },
    });
  });

  it('CA-1 takes an INVITE that comes twice as one call', async () => {
    await bench.register();
    const { caller } = await bench.ringing();
    caller.invite(cannedSdp('caller'));
    await caller.response(180);
    expect(bench.seat.phone.state().calls).toHaveLength(1);
    expect(bench.seat.rung).toHaveLength(1);
  });

  it('CA-8 offers in the 200 OK when the INVITE has no description', async () => {
    await bench.register();
    const { caller, callId } = await bench.ringing({}, '');
    await bench.seat.phone.handlers.answer({ callId });
    const ok = await caller.response(200);
    expect(ok.body).toBe(cannedSdp('offer-of-page-1'));
    caller.ack(cannedSdp('caller'));
    caller.bye();
    await caller.answerTo('BYE', 200);
    expect(bench.seat.page.calls).toContainEqual({
      call: 'acceptAnswer',
      sessionId: bench.seat.page.lastSession(),
      value: cannedSdp('caller'),
    });
  });

  it('refuses calls it does not know and states that do not fit', async () => {
    await bench.register();
    const { callId } = await bench.ringing();
    const { handlers } = bench.seat.phone;
    const unknown = '0193a0d0-0000-7000-8000-000000000000';
    await expect(handlers.answer({ callId: unknown })).rejects.toMatchObject({ code: 'no-such-call' });
    expect(() => handlers.hangUp({ callId })).toThrowError(expect.objectContaining({ code: 'wrong-state' }));
  });

  it('CA-11 does not follow a REFER', async () => {
    await bench.register();
    const { caller } = await bench.answered();
    caller.send('REFER', [
      'Refer-To: <sip:anywhere@evil.invalid>',
      'Contact: <sip:caller@caller.invalid;transport=ws>',
    ]);
    await caller.answerTo('REFER', 603);
    expect(bench.exchange.received.some((message) => message.start.startsWith('INVITE'))).toBe(false);
  });

  it('CA-11 confirms a session refresh without asking the page', async () => {
    await bench.register();
    const { caller } = await bench.answered();
    const asked = bench.seat.page.calls.length;
    caller.send('INVITE', ['Contact: <sip:caller@caller.invalid;transport=ws>'], cannedSdp('caller'));
    const refreshed = await caller.answerTo('INVITE', 200);
    expect(refreshed.body).toBe(cannedSdp('answer-of-page-1'));
    expect(bench.seat.page.calls).toHaveLength(asked);
  });
});

describe('the answer clock (docs/spec/answer-clock.md)', () => {
  it('AC-6 counts the seconds the exchange says the citizen has waited', async () => {
    await bench.register({ headers: { queueTime: { name: 'X-Queue-Time', unit: 'seconds-waited' } } });
    const { callId } = await bench.ringing({ extra: ['X-Queue-Time: 9.5'] });
    const call = bench.callOf(callId);
    expect(call?.queueTimeKnown).toBe(true);
    expect(call?.waitedMilliseconds).toBeGreaterThanOrEqual(9_500);
    expect(bench.rowsOf(callId)[0]?.queuedMilliseconds).toBe(9_500);
    expect(bench.seat.page.calls).toContainEqual({ call: 'ring', value: 'soon' });
  });

  it('AC-7 says that the queue time is unknown when the header is missing', async () => {
    await bench.register({ headers: { queueTime: { name: 'X-Queue-Time', unit: 'epoch-milliseconds' } } });
    const { callId } = await bench.ringing();
    expect(bench.callOf(callId)?.queueTimeKnown).toBe(false);
    expect(bench.rowsOf(callId)[0]).toMatchObject({ queueAt: null, queuedMilliseconds: null });
  });
});

describe('the log', () => {
  it('carries neither numbers nor credentials', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered({ from: '"张三" <sip:13800138000@caller.invalid>' });
    await bench.seat.phone.handlers.hangUp({ callId });
    await caller.request('BYE');
    const text = JSON.stringify(bench.seat.log.lines);
    expect(text).toContain(callId);
    expect(text).not.toMatch(/13800138000|张三|secret|Digest|12345/);
  });
});

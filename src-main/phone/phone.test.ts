import { afterEach, describe, expect, it } from 'vitest';
import {
  type Challenge,
  headerOf,
  responseTo,
  startTestExchange,
  TestCaller,
  type TestExchange,
} from './testing/exchange.test-support.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';
import { createTestSeat, type TestSeat } from './testing/seat.test-support.ts';

let exchange: TestExchange;
let seat: TestSeat;

async function open(
  options: { challenge?: Challenge; password?: string } = {},
  settings: Parameters<typeof createTestSeat>[1] = {},
): Promise<void> {
  exchange = await startTestExchange(options);
  seat = createTestSeat(exchange.url, settings);
  await seat.phone.start();
}

async function register(settings: Parameters<typeof createTestSeat>[1] = {}): Promise<void> {
  await open({}, settings);
  await seat.until((state) => state.registration.state === 'registered');
}

/** A caller whose call rings at the seat. */
async function ringing(options: ConstructorParameters<typeof TestCaller>[1] = {}, offer?: string) {
  const caller = new TestCaller(exchange, options);
  caller.invite(offer ?? cannedSdp('caller'));
  await caller.response(180);
  const call = seat.phone.state().calls.at(-1);
  if (!call) throw new Error('No call rings.');
  return { caller, callId: call.id };
}

async function answered(options: ConstructorParameters<typeof TestCaller>[1] = {}) {
  const { caller, callId } = await ringing(options);
  await seat.phone.handlers.answer({ callId });
  const ok = await caller.response(200);
  caller.ack();
  return { caller, callId, ok };
}

const callOf = (callId: string) => seat.phone.state().calls.find((call) => call.id === callId);
const rowsOf = (callId: string) => seat.records.filter((record) => record.id === callId);

afterEach(async () => {
  await seat.phone.stop();
  await exchange.stop();
});

describe('registration over a real socket', () => {
  it.each<Challenge>(['digest-401', 'digest-407', 'none'])(
    'registers, challenged by %s',
    async (challenge) => {
      await open({ challenge });
      await seat.until((state) => state.registration.state === 'registered');
      expect(exchange.contact()).toMatch(/^sip:\w+@\w+\.invalid;transport=ws$/);
      const request = exchange.received.at(-1);
      expect(request && headerOf(request, 'Via')).toMatch(/^SIP\/2\.0\/WS \w+\.invalid;branch=\S+;rport$/);
    },
  );

  it('tells a wrong password once, with its status code, and does not try again at once', async () => {
    await open({ password: 'another' });
    const { registration } = await seat.until((state) => state.registration.state === 'failed');
    expect(registration.statusCode).toBe(401);
    // One REGISTER without and one with credentials: no third.
    expect(exchange.received.filter((message) => message.method === 'REGISTER')).toHaveLength(2);
    expect(seat.log.lines.filter((line) => line.event === 'registration-changed')).toHaveLength(1);
  });

  it('shows 403 as failed', async () => {
    exchange = await startTestExchange();
    exchange.refusals.push(403);
    seat = createTestSeat(exchange.url);
    await seat.phone.start();
    const { registration } = await seat.until((state) => state.registration.state === 'failed');
    expect(registration.statusCode).toBe(403);
  });

  it('asks for a longer lifetime after 423', async () => {
    exchange = await startTestExchange();
    exchange.refusals.push(423);
    seat = createTestSeat(exchange.url);
    await seat.phone.start();
    await seat.until((state) => state.registration.state === 'registered');
    const last = exchange.received.at(-1);
    expect(last && headerOf(last, 'Contact')).toContain('expires=600');
  });

  it('registers again on a new socket when the old one is dropped', async () => {
    await register();
    exchange.dropSocket();
    await seat.until((state) => state.registration.state === 'unreachable');
    await seat.until((state) => state.registration.state === 'registered');
    expect(exchange.connections()).toBe(2);
  });

  it('comes back when the exchange does', async () => {
    await register();
    await exchange.goDown();
    await seat.until((state) => state.registration.state === 'unreachable');
    await exchange.comeUp();
    await seat.until((state) => state.registration.state === 'registered');
  });

  it('removes its binding when it stops', async () => {
    await register();
    await seat.phone.stop();
    const last = exchange.received.at(-1);
    expect(last && headerOf(last, 'Contact')).toContain('expires=0');
  });

  it('stops within two seconds although the exchange no longer answers', async () => {
    await register();
    const { callId } = await answered();
    expect(callOf(callId)?.state).toBe('active');
    exchange.answersRegister = false;
    const before = performance.now();
    await seat.phone.stop();
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(callOf(callId)?.endReason).toBe('operator-hung-up');
  });

  it('survives messages that are no SIP', async () => {
    await register();
    for (const text of [
      '',
      '\r\n\r\n',
      'nonsense',
      'INVITE sip:x SIP/2.0\r\n\r\n',
      'SIP/2.0 200 OK\r\n\r\n',
    ]) {
      exchange.send(text);
    }
    exchange.send(`INVITE ${exchange.contact()} SIP/2.0\r\nVia: ;;;\r\nFrom: <\r\nTo: >\r\nCSeq: x\r\n\r\n`);
    const { callId } = await ringing();
    expect(callOf(callId)?.state).toBe('ringing');
  });
});

describe('a call over a real socket', () => {
  it('rings, is answered and ends by the caller’s BYE', async () => {
    await register();
    const { caller, callId } = await ringing();
    expect(callOf(callId)).toMatchObject({
      state: 'ringing',
      callerNumber: '13800138000',
      dialledLine: '12345',
      queueTimeKnown: false,
      media: 'none',
    });
    expect(rowsOf(callId)).toHaveLength(1);

    await seat.phone.handlers.answer({ callId });
    // The row is on disk before the answer settles.
    expect(rowsOf(callId).at(-1)?.answerAt).not.toBeNull();
    const ok = await caller.response(200);
    expect(ok.body).toBe(cannedSdp('answer-of-page-1'));
    caller.ack();
    expect(callOf(callId)).toMatchObject({ state: 'active', media: 'connecting' });

    caller.bye();
    await caller.answerTo('BYE', 200);
    await seat.until((state) => state.calls[0]?.state === 'ended');
    expect(callOf(callId)?.endReason).toBe('caller-hung-up');
    const row = rowsOf(callId).at(-1);
    expect(row).toMatchObject({ endReason: 'caller-hung-up', queueAt: null });
    expect(row?.answeredAfterMilliseconds).toBeGreaterThanOrEqual(0);
    expect(row?.talkMilliseconds).toBeGreaterThanOrEqual(0);
    expect(seat.ended.map((call) => call.id)).toEqual([callId]);
    expect(seat.page.calls.filter((call) => call.call === 'close')).toHaveLength(1);
  });

  it.each([
    [undefined, 'abandoned'],
    ['SIP;cause=200;text="Call completed elsewhere"', 'answered-elsewhere'],
  ])('ends a ringing call at CANCEL with Reason %s as %s', async (reason, endReason) => {
    await register();
    const { caller, callId } = await ringing();
    caller.cancel(reason);
    await caller.response(487);
    caller.ack('', true);
    await seat.until((state) => state.calls[0]?.state === 'ended');
    expect(callOf(callId)?.endReason).toBe(endReason);
    expect(rowsOf(callId).at(-1)).toMatchObject({
      answerAt: null,
      answeredAfterMilliseconds: null,
      endReason,
    });
  });

  it('notices a CANCEL that comes in the same packet as its INVITE', async () => {
    await register();
    const caller = new TestCaller(exchange);
    caller.invite(cannedSdp('caller'));
    caller.cancel();
    await caller.response(487);
    await seat.until((state) => state.calls[0]?.state === 'ended');
    expect(seat.phone.state().calls[0]?.endReason).toBe('abandoned');
    expect(seat.rung).toHaveLength(1);
  });

  it('refuses with 486', async () => {
    await register();
    const { caller, callId } = await ringing();
    await seat.phone.handlers.reject({ callId });
    await caller.response(486);
    caller.ack('', true);
    expect(callOf(callId)).toMatchObject({ state: 'ended', endReason: 'rejected' });
  });

  it('hangs up with BYE, also when pressed before the ACK has come', async () => {
    await register();
    const { caller, callId } = await ringing();
    await seat.phone.handlers.answer({ callId });
    await caller.response(200);
    await seat.phone.handlers.hangUp({ callId });
    expect(callOf(callId)).toMatchObject({ state: 'ended', endReason: 'operator-hung-up' });
    caller.ack();
    await caller.request('BYE');
  });

  it('takes an INVITE that comes twice as one call', async () => {
    await register();
    const { caller } = await ringing();
    caller.invite(cannedSdp('caller'));
    await caller.response(180);
    expect(seat.phone.state().calls).toHaveLength(1);
    expect(seat.rung).toHaveLength(1);
  });

  it('offers in the 200 OK when the INVITE has no description', async () => {
    await register();
    const { caller, callId } = await ringing({}, '');
    await seat.phone.handlers.answer({ callId });
    const ok = await caller.response(200);
    expect(ok.body).toBe(cannedSdp('offer-of-page-1'));
    caller.ack(cannedSdp('caller'));
    caller.bye();
    await caller.answerTo('BYE', 200);
    expect(seat.page.calls).toContainEqual({
      call: 'acceptAnswer',
      sessionId: seat.page.lastSession(),
      value: cannedSdp('caller'),
    });
  });

  it('rings a second call beside the first and refuses to answer it meanwhile', async () => {
    await register();
    const first = await answered();
    const second = await ringing({ from: '<sip:13900139000@caller.invalid>' });
    expect(seat.phone.state().calls.map((call) => call.state)).toEqual(['active', 'ringing']);
    await expect(seat.phone.handlers.answer({ callId: second.callId })).rejects.toMatchObject({
      code: 'wrong-state',
    });
    await seat.phone.handlers.hangUp({ callId: first.callId });
    await first.caller.request('BYE');
    await seat.phone.handlers.answer({ callId: second.callId });
    await second.caller.response(200);
    expect(callOf(second.callId)?.state).toBe('active');
  });

  it('refuses calls it does not know and states that do not fit', async () => {
    await register();
    const { callId } = await ringing();
    const { handlers } = seat.phone;
    const unknown = '0193a0d0-0000-7000-8000-000000000000';
    await expect(handlers.answer({ callId: unknown })).rejects.toMatchObject({ code: 'no-such-call' });
    expect(() => handlers.hangUp({ callId })).toThrowError(expect.objectContaining({ code: 'wrong-state' }));
  });

  it('does not follow a REFER', async () => {
    await register();
    const { caller } = await answered();
    caller.send('REFER', [
      'Refer-To: <sip:anywhere@evil.invalid>',
      'Contact: <sip:caller@caller.invalid;transport=ws>',
    ]);
    await caller.answerTo('REFER', 603);
    expect(exchange.received.some((message) => message.start.startsWith('INVITE'))).toBe(false);
  });

  it('confirms a session refresh without asking the page', async () => {
    await register();
    const { caller } = await answered();
    const asked = seat.page.calls.length;
    caller.send('INVITE', ['Contact: <sip:caller@caller.invalid;transport=ws>'], cannedSdp('caller'));
    const refreshed = await caller.answerTo('INVITE', 200);
    expect(refreshed.body).toBe(cannedSdp('answer-of-page-1'));
    expect(seat.page.calls).toHaveLength(asked);
  });
});

describe('media and its page', () => {
  it('keeps a call ringing without a page and answers it when the page is back', async () => {
    await register();
    const { caller, callId } = await ringing();
    seat.page.disconnect();
    await expect(seat.phone.handlers.answer({ callId })).rejects.toMatchObject({ code: 'media-failed' });
    expect(callOf(callId)?.state).toBe('ringing');
    seat.page.connect();
    await seat.phone.handlers.answer({ callId });
    await caller.response(200);
    expect(callOf(callId)?.state).toBe('active');
  });

  it('refuses with 488 when the page refuses the description', async () => {
    await register();
    const { caller, callId } = await ringing();
    seat.page.failNext('sdp-refused');
    await expect(seat.phone.handlers.answer({ callId })).rejects.toMatchObject({ code: 'media-failed' });
    await caller.response(488);
    expect(callOf(callId)).toMatchObject({ state: 'ended', endReason: 'media-failed' });
  });

  it('gives up an answer that the caller cancelled while the page was asked', async () => {
    await register();
    const { caller, callId } = await ringing();
    seat.page.failNext('never');
    // The page never answers, and is not waited for.
    const refused = expect(seat.phone.handlers.answer({ callId })).rejects.toMatchObject({
      code: 'wrong-state',
    });
    caller.cancel();
    await caller.response(487);
    expect(callOf(callId)).toMatchObject({ state: 'ended', endReason: 'abandoned' });
    await refused;
  });

  it('prepares the microphone and mirrors it', async () => {
    await register();
    await seat.until((state) => state.microphone === 'ready');
    seat.page.disconnect();
    expect(seat.phone.state().microphone).toBe('unknown');
  });

  it('counts packets and forwards levels of the active call', async () => {
    await register();
    const { callId } = await answered();
    const sessionId = seat.page.lastSession();
    seat.page.emitStatistics({ sessionId, packetsReceived: 0 });
    expect(callOf(callId)?.media).toBe('connecting');
    seat.page.emitStatistics({ sessionId, packetsReceived: 50, inboundLevel: 0.25, outboundLevel: 0.5 });
    expect(callOf(callId)?.media).toBe('flowing');
    expect(seat.levels.at(-1)).toEqual({ callId, inbound: 0.25, outbound: 0.5 });
  });

  it('offers a new session in the dialog when the page was lost and has come back', async () => {
    await register();
    const { caller, callId } = await answered();
    const before = seat.page.lastSession();
    seat.page.disconnect();
    expect(callOf(callId)).toMatchObject({ state: 'active', media: 'failed' });
    seat.page.connect();
    const reinvite = await caller.request('INVITE');
    // The origin goes on where the first description left it (RFC 3264 section 8).
    expect(reinvite.body).toContain('s=offer-of-page-2');
    expect(/^o=.*$/m.exec(reinvite.body)?.[0]).toBe(cannedSdp('answer-of-page-1', 2).split('\r\n')[1]);
    exchange.send(
      responseTo(
        reinvite,
        200,
        ['Contact: <sip:caller@caller.invalid;transport=ws>'],
        cannedSdp('caller-again'),
      ),
    );
    await caller.request('ACK');
    await seat.until((state) => state.calls[0]?.media === 'connecting');
    const sessionId = seat.page.lastSession();
    expect(sessionId).not.toBe(before);
    seat.page.emitStatistics({ sessionId, packetsReceived: 1 });
    expect(callOf(callId)?.media).toBe('flowing');
  });

  it('rings while a call rings and falls silent at the answer', async () => {
    await register();
    const { callId } = await ringing();
    await seat.phone.handlers.answer({ callId });
    const rung = seat.page.calls.filter((call) => call.call === 'ring').map((call) => call.value);
    expect(rung).toEqual(['calm', 'silent']);
  });
});

describe('signalling lost', () => {
  it('keeps an active call through a dropped socket and sends its BYE over the new one', async () => {
    await register();
    const { caller, callId } = await answered();
    exchange.dropSocket();
    await seat.until((state) => state.registration.state === 'unreachable');
    expect(callOf(callId)?.state).toBe('active');
    await seat.until((state) => state.registration.state === 'registered');
    await seat.phone.handlers.hangUp({ callId });
    await caller.request('BYE');
    expect(exchange.connections()).toBe(2);
  });

  it('sends a BYE pressed while disconnected once it is registered again', async () => {
    await register();
    const { caller, callId } = await answered();
    await exchange.goDown();
    await seat.until((state) => state.registration.state === 'unreachable');
    await seat.phone.handlers.hangUp({ callId });
    expect(callOf(callId)?.state).toBe('ended');
    await exchange.comeUp();
    await caller.request('BYE');
  });

  it('takes the caller’s BYE on the new socket', async () => {
    await register();
    const { caller, callId } = await answered();
    exchange.dropSocket();
    await seat.until((state) => state.registration.state === 'unreachable');
    await seat.until((state) => state.registration.state === 'registered');
    caller.bye();
    await caller.answerTo('BYE', 200);
    expect(callOf(callId)?.endReason).toBe('caller-hung-up');
  });

  it('does not answer without a connection and keeps the call', async () => {
    await register();
    const { callId } = await ringing();
    await exchange.goDown();
    await seat.until((state) => state.registration.state === 'unreachable');
    await expect(seat.phone.handlers.answer({ callId })).rejects.toMatchObject({ code: 'signalling-failed' });
    expect(callOf(callId)?.state).toBe('ringing');
    await exchange.comeUp();
    await seat.until((state) => state.registration.state === 'registered');
    await seat.phone.handlers.answer({ callId });
    expect(callOf(callId)?.state).toBe('active');
  });
});

describe('the answer clock (docs/spec/answer-clock.md)', () => {
  it('AC-6 counts the seconds the exchange says the citizen has waited', async () => {
    await register({ queueTimeHeader: { name: 'X-Queue-Time', unit: 'seconds-waited' } });
    const { callId } = await ringing({ extra: ['X-Queue-Time: 9.5'] });
    const call = callOf(callId);
    expect(call?.queueTimeKnown).toBe(true);
    expect(call?.waitedMilliseconds).toBeGreaterThanOrEqual(9_500);
    expect(rowsOf(callId)[0]?.queuedMilliseconds).toBe(9_500);
    expect(seat.page.calls).toContainEqual({ call: 'ring', value: 'soon' });
  });

  it('AC-7 says that the queue time is unknown when the header is missing', async () => {
    await register({ queueTimeHeader: { name: 'X-Queue-Time', unit: 'epoch-milliseconds' } });
    const { callId } = await ringing();
    expect(callOf(callId)?.queueTimeKnown).toBe(false);
    expect(rowsOf(callId)[0]).toMatchObject({ queueAt: null, queuedMilliseconds: null });
  });
});

describe('the log', () => {
  it('carries neither numbers nor credentials', async () => {
    await register();
    const { caller, callId } = await answered({ from: '"张三" <sip:13800138000@caller.invalid>' });
    await seat.phone.handlers.hangUp({ callId });
    await caller.request('BYE');
    const text = JSON.stringify(seat.log.lines);
    expect(text).toContain(callId);
    expect(text).not.toMatch(/13800138000|张三|secret|Digest|12345/);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { createPhoneBench } from './testing/bench.test-support.ts';
import { responseTo } from './testing/exchange.test-support.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';

const bench = createPhoneBench();
afterEach(() => bench.close());

describe('media and its page', () => {
  it('CA-3 keeps a call ringing without a page and answers it when the page is back', async () => {
    await bench.register();
    const { caller, callId } = await bench.ringing();
    bench.seat.page.disconnect();
    await expect(bench.seat.phone.handlers.answer({ callId })).rejects.toMatchObject({
      code: 'media-failed',
    });
    expect(bench.callOf(callId)?.state).toBe('ringing');
    bench.seat.page.connect();
    await bench.seat.phone.handlers.answer({ callId });
    await caller.response(200);
    expect(bench.callOf(callId)?.state).toBe('active');
  });

  it('CA-3 refuses with 488 when the page refuses the description', async () => {
    await bench.register();
    const { caller, callId } = await bench.ringing();
    bench.seat.page.failNext('sdp-refused');
    await expect(bench.seat.phone.handlers.answer({ callId })).rejects.toMatchObject({
      code: 'media-failed',
    });
    await caller.response(488);
    expect(bench.callOf(callId)).toMatchObject({ state: 'ended', endReason: 'media-failed' });
  });

  it('CA-7 gives up an answer that the caller cancelled while the page was asked', async () => {
    await bench.register();
    const { caller, callId } = await bench.ringing();
    bench.seat.page.failNext('never');
    // The page never answers, and is not waited for.
    const refused = expect(bench.seat.phone.handlers.answer({ callId })).rejects.toMatchObject({
      code: 'wrong-state',
    });
    caller.cancel();
    await caller.response(487);
    expect(bench.callOf(callId)).toMatchObject({ state: 'ended', endReason: 'abandoned' });
    await refused;
  });

  it('prepares the microphone and mirrors it', async () => {
    await bench.register();
    await bench.seat.until((state) => state.microphone === 'ready');
    bench.seat.page.disconnect();
    expect(bench.seat.phone.state().microphone).toBe('unknown');
  });

  it('CA-9 counts packets and forwards levels of the active call', async () => {
    await bench.register();
    const { callId } = await bench.answered();
    const sessionId = bench.seat.page.lastSession();
    bench.seat.page.emitStatistics({ sessionId, packetsReceived: 0 });
    expect(bench.callOf(callId)?.media).toBe('connecting');
    bench.seat.page.emitStatistics({
      sessionId,
      packetsReceived: 50,
      inboundLevel: 0.25,
      outboundLevel: 0.5,
    });
    expect(bench.callOf(callId)?.media).toBe('flowing');
    expect(bench.seat.levels.at(-1)).toEqual({ callId, inbound: 0.25, outbound: 0.5 });
  });

  it('CA-9 offers a new session in the dialog when the page was lost and has come back', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    const before = bench.seat.page.lastSession();
    bench.seat.page.disconnect();
    expect(bench.callOf(callId)).toMatchObject({ state: 'active', media: 'failed' });
    bench.seat.page.connect();
    const reinvite = await caller.request('INVITE');
    // The origin goes on where the first description left it (RFC 3264 section 8).
    expect(reinvite.body).toContain('s=offer-of-page-2');
    expect(/^o=.*$/m.exec(reinvite.body)?.[0]).toBe(cannedSdp('answer-of-page-1', 2).split('\r\n')[1]);
    bench.exchange.send(
      responseTo(
        reinvite,
        200,
        ['Contact: <sip:caller@caller.invalid;transport=ws>'],
        cannedSdp('caller-again'),
      ),
    );
    await caller.request('ACK');
    await bench.seat.until((state) => state.calls[0]?.media === 'connecting');
    const sessionId = bench.seat.page.lastSession();
    expect(sessionId).not.toBe(before);
    bench.seat.page.emitStatistics({ sessionId, packetsReceived: 1 });
    expect(bench.callOf(callId)?.media).toBe('flowing');
  });

  it('CA-14 keeps a new media session of a held call from microphone and ear before it is offered', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    const held = bench.seat.phone.handlers.hold({ callId });
    bench.exchange.send(
      responseTo(
        await caller.request('INVITE'),
        200,
        ['Contact: <sip:caller@caller.invalid;transport=ws>'],
        cannedSdp('agreed', 2, 'recvonly'),
      ),
    );
    await held;
    bench.seat.page.disconnect();
    bench.seat.page.connect();
    expect((await caller.request('INVITE')).body).toMatch(/^a=sendonly$/m);
    const sessionId = bench.seat.page.lastSession();
    const ofNew = bench.seat.page.calls.filter((call) => call.sessionId === sessionId);
    expect(ofNew[0]).toMatchObject({ call: 'setSession' });
    expect(JSON.parse(ofNew[0]?.value ?? '')).toMatchObject({ muted: true, heard: false });
  });

  it('rings while a call rings and falls silent at the answer', async () => {
    await bench.register();
    const { callId } = await bench.ringing();
    await bench.seat.phone.handlers.answer({ callId });
    const rung = bench.seat.page.calls.filter((call) => call.call === 'ring').map((call) => call.value);
    expect(rung).toEqual(['calm', 'silent']);
  });
});

describe('signalling lost', () => {
  it('CA-10 keeps an active call through a dropped socket and sends its BYE over the new one', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    bench.exchange.dropSocket();
    await bench.seat.until((state) => state.registration.state === 'unreachable');
    expect(bench.callOf(callId)?.state).toBe('active');
    await bench.seat.until((state) => state.registration.state === 'registered');
    await bench.seat.phone.handlers.hangUp({ callId });
    await caller.request('BYE');
    expect(bench.exchange.connections()).toBe(2);
  });

  it('CA-6 sends a BYE pressed while disconnected once it is registered again', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    await bench.exchange.goDown();
    await bench.seat.until((state) => state.registration.state === 'unreachable');
    await bench.seat.phone.handlers.hangUp({ callId });
    expect(bench.callOf(callId)?.state).toBe('ended');
    await bench.exchange.comeUp();
    await caller.request('BYE');
  });

  it('CA-10 takes the caller’s BYE on the new socket', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    bench.exchange.dropSocket();
    await bench.seat.until((state) => state.registration.state === 'unreachable');
    await bench.seat.until((state) => state.registration.state === 'registered');
    caller.bye();
    await caller.answerTo('BYE', 200);
    expect(bench.callOf(callId)?.endReason).toBe('caller-hung-up');
  });

  it('CA-4 does not answer without a connection and keeps the call', async () => {
    await bench.register();
    const { callId } = await bench.ringing();
    await bench.exchange.goDown();
    await bench.seat.until((state) => state.registration.state === 'unreachable');
    await expect(bench.seat.phone.handlers.answer({ callId })).rejects.toMatchObject({
      code: 'signalling-failed',
    });
    expect(bench.callOf(callId)?.state).toBe('ringing');
    await bench.exchange.comeUp();
    await bench.seat.until((state) => state.registration.state === 'registered');
    await bench.seat.phone.handlers.answer({ callId });
    expect(bench.callOf(callId)?.state).toBe('active');
  });
});

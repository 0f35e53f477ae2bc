import { afterEach, describe, expect, it } from 'vitest';
import { createPhoneBench } from './testing/bench.test-support.ts';
import { TestCallee } from './testing/callee.test-support.ts';
import { headerOf } from './testing/exchange.test-support.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';

const bench = createPhoneBench();
afterEach(() => bench.close());

const handlers = () => bench.seat.phone.handlers;
const dial = (target: string, consultsFor: string | null = null) => handlers().dial({ target, consultsFor });
const stateOf = (callId: string) => bench.callOf(callId);

/** Dials and waits for the INVITE. */
async function place(target = '110') {
  const placed = dial(target);
  const callee = await TestCallee.called(bench.exchange);
  const { callId } = await placed;
  return { callee, callId };
}

describe('an outbound call', () => {
  it('CA-18 is dialled, answered and hung up', async () => {
    await bench.register();
    const { callee, callId } = await place('8001');
    expect(callee.invite.start).toBe('INVITE sip:8001@exchange.invalid SIP/2.0');
    expect(callee.invite.body).toContain('s=offer-of-page-1');
    expect(headerOf(callee.invite, 'Session-Expires')).toBe('1800');
    expect(stateOf(callId)).toMatchObject({
      direction: 'outbound',
      state: 'dialling',
      dialProgress: 'trying',
      callerNumber: '8001',
    });
    expect(bench.seat.phone.state().lastDialled).toBe('8001');
    callee.respond(180);
    await bench.seat.until((state) => state.calls[0]?.dialProgress === 'ringing');
    callee.respond(200, [], cannedSdp('callee'));
    await callee.request('ACK');
    await bench.seat.until((state) => state.calls[0]?.state === 'active');
    expect(bench.seat.page.calls).toContainEqual(
      expect.objectContaining({ call: 'acceptAnswer', value: cannedSdp('callee') }),
    );
    await handlers().hangUp({ callId });
    callee.answer(await callee.request('BYE'), 200);
    expect(stateOf(callId)).toMatchObject({ state: 'ended', endReason: 'operator-hung-up' });
    expect(bench.rowsOf(callId).at(-1)).toMatchObject({
      direction: 'outbound',
      endReason: 'operator-hung-up',
    });
    // It rings at the other end, not here.
    expect(bench.seat.rung).toEqual([]);
  });

  it('CA-18 ends by the other side’s BYE', async () => {
    await bench.register();
    const { callee, callId } = await bench.dialled();
    callee.send('BYE');
    await callee.answerTo('BYE', 200);
    expect(stateOf(callId)?.endReason).toBe('caller-hung-up');
  });

  it.each([
    [486, 'busy'],
    [600, 'busy'],
    [603, 'declined'],
    [403, 'declined'],
    [404, 'not-reached'],
    [480, 'not-reached'],
    [302, 'not-reached'],
  ] as const)(
    'CA-19 that is refused with %i ends as %s, and is redirected nowhere',
    async (status, reason) => {
      await bench.register();
      const { callee, callId } = await place();
      callee.respond(status);
      await bench.seat.until((state) => state.calls[0]?.state === 'ended');
      expect(stateOf(callId)?.endReason).toBe(reason);
      const invites = bench.exchange.received.filter((message) => message.start.startsWith('INVITE'));
      expect(invites).toHaveLength(1);
    },
  );

  it('CA-20 lets early media be heard and keeps it at the answer', async () => {
    await bench.register();
    const { callee, callId } = await place();
    callee.respond(183, [], cannedSdp('announcement'));
    await bench.seat.until((state) => state.calls[0]?.dialProgress === 'early-media');
    callee.respond(180);
    callee.respond(200, [], cannedSdp('announcement'));
    await callee.request('ACK');
    await bench.seat.until((state) => state.calls[0]?.state === 'active');
    expect(bench.seat.page.calls.filter((call) => call.call === 'acceptAnswer')).toHaveLength(1);
    expect(stateOf(callId)).toMatchObject({ dialProgress: null, media: 'connecting' });
  });

  it('CA-20 confirms a reliable provisional response (PRACK)', async () => {
    await bench.register();
    const { callee } = await place();
    callee.respond(183, ['Require: 100rel', 'RSeq: 7'], cannedSdp('announcement'));
    const prack = await callee.request('PRACK');
    expect(headerOf(prack, 'RAck')).toBe('7 1 INVITE');
    callee.answer(prack, 200);
    await bench.seat.until((state) => state.calls[0]?.dialProgress === 'early-media');
  });

  it('CA-21 is cancelled while it rings', async () => {
    await bench.register();
    const { callee, callId } = await place();
    callee.respond(180);
    await bench.seat.until((state) => state.calls[0]?.dialProgress === 'ringing');
    await handlers().hangUp({ callId });
    expect(stateOf(callId)).toMatchObject({ state: 'ended', endReason: 'cancelled' });
    callee.answer(await callee.request('CANCEL'), 200);
    callee.respond(487);
  });

  it('CA-21 is ended by BYE when the answer crosses the CANCEL', async () => {
    await bench.register();
    const { callee, callId } = await place();
    callee.respond(180);
    await bench.seat.until((state) => state.calls[0]?.dialProgress === 'ringing');
    await handlers().hangUp({ callId });
    callee.respond(200, [], cannedSdp('callee'));
    await callee.request('ACK');
    await callee.request('BYE');
    expect(stateOf(callId)?.endReason).toBe('cancelled');
  });

  it('CA-21 keeps the first answer of a forked call and ends the others', async () => {
    await bench.register();
    const { callee, callId } = await place();
    const other = callee.fork('other');
    callee.respond(200, [], cannedSdp('callee'));
    other.respond(200, [], cannedSdp('other'));
    await callee.request('ACK');
    await other.request('ACK');
    other.answer(await other.request('BYE'), 200);
    expect(stateOf(callId)?.state).toBe('active');
  });

  it('CA-21 takes the answer of another device than the one that was heard early', async () => {
    await bench.register();
    const { callee, callId } = await place();
    callee.respond(183, [], cannedSdp('announcement'));
    await bench.seat.until((state) => state.calls[0]?.dialProgress === 'early-media');
    const other = callee.fork('other');
    // A peer connection takes one answer: the page refuses, and new media is offered in the dialog.
    bench.seat.page.failNext('sdp-refused');
    other.respond(200, [], cannedSdp('other'));
    await other.request('ACK');
    const reinvite = await other.request('INVITE');
    other.answer(reinvite, 200, [], cannedSdp('other', 2));
    await bench.seat.until((state) => state.calls[0]?.media === 'connecting');
    expect(stateOf(callId)?.state).toBe('active');
  });

  it('CA-22 is placed again when the session was too short (422)', async () => {
    await bench.register();
    const { callee, callId } = await place();
    callee.respond(422, ['Min-SE: 3600']);
    const again = await TestCallee.called(bench.exchange);
    expect(headerOf(again.invite, 'Session-Expires')).toBe('3600');
    expect(headerOf(again.invite, 'Min-SE')).toBe('3600');
    expect(again.callId).toBe(callee.callId);
    again.respond(200, ['Session-Expires: 3600;refresher=uas'], cannedSdp('callee'));
    await again.request('ACK');
    await bench.seat.until((state) => state.calls[0]?.state === 'active');
    expect(stateOf(callId)?.state).toBe('active');
  });

  it('CA-18 holds the call that is being talked on, and says for whom it consults', async () => {
    await bench.register();
    const first = await bench.answered();
    const placed = dial('110', first.callId);
    expect(stateOf(first.callId)?.hold).toBe('local');
    const callee = await TestCallee.called(bench.exchange);
    const { callId } = await placed;
    expect(stateOf(callId)?.consultsFor).toBe(first.callId);
    callee.respond(486);
    await bench.seat.until((state) => state.calls.at(-1)?.state === 'ended');
    expect(stateOf(first.callId)).toMatchObject({ state: 'active', hold: 'local' });
  });

  it('CA-1 is given up when a call that came in is answered', async () => {
    await bench.register();
    const { callee, callId } = await place();
    callee.respond(180);
    await bench.seat.until((state) => state.calls[0]?.dialProgress === 'ringing');
    const citizen = await bench.ringing();
    await handlers().answer({ callId: citizen.callId });
    await callee.request('CANCEL');
    expect(bench.rowsOf(callId).at(-1)?.endReason).toBe('cancelled');
    expect(stateOf(citizen.callId)?.state).toBe('active');
  });

  it('CA-23 refuses what is no number, what a rule forbids, and a second call at once', async () => {
    await bench.register({
      dialPlan: [
        { match: '9(\\d+)', dial: '0$1' },
        { match: '00.*', dial: '' },
      ],
    });
    for (const target of ['张三', '00441234', 'sip:a@b', '138 001 (x)']) {
      await expect(dial(target)).rejects.toMatchObject({ code: 'number-invalid' });
    }
    const { callee } = await place('９-8001');
    expect(callee.invite.start).toBe('INVITE sip:08001@exchange.invalid SIP/2.0');
    await expect(dial('110')).rejects.toMatchObject({ code: 'wrong-state' });
  });

  it('CA-18 fails with a reason when the page or the exchange is away', async () => {
    await bench.register();
    bench.seat.page.failNext('internal');
    await expect(dial('110')).rejects.toMatchObject({ code: 'media-failed' });
    await bench.exchange.goDown();
    await bench.seat.until((state) => state.registration.state === 'unreachable');
    await expect(dial('110')).rejects.toMatchObject({ code: 'signalling-failed' });
    expect(bench.seat.phone.state().calls.at(-1)).toMatchObject({
      state: 'ended',
      endReason: 'signalling-failed',
    });
  });
});

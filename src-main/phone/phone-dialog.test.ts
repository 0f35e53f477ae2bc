import { afterEach, describe, expect, it } from 'vitest';
import { dialogStateSchema } from './dialog-state.ts';
import { createPhoneBench } from './testing/bench.test-support.ts';
import { headerOf, responseTo, TestCaller } from './testing/exchange.test-support.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';
import { createPatientTime } from './testing/seat.test-support.ts';

const bench = createPhoneBench();
afterEach(() => bench.close());

const CONTACT = 'Contact: <sip:caller@caller.invalid;transport=ws>';
const handlers = () => bench.seat.phone.handlers;
const lastDialog = () => bench.seat.dialogs.at(-1);

describe('the dialog on disk', () => {
  it('CA-30 is there before the 200 OK leaves, and forgotten after the end', async () => {
    await bench.register();
    const { caller, callId } = await bench.ringing({
      extra: ['Record-Route: <sip:proxy.invalid;transport=ws;lr>'],
    });
    const saved: unknown[] = [];
    bench.seat.whenAccepted(() => saved.push(...bench.seat.dialogs));
    await handlers().answer({ callId });
    const ok = await caller.response(200);
    expect(saved).toHaveLength(1);
    const state = dialogStateSchema.parse(saved[0]);
    expect(state).toMatchObject({
      callId,
      direction: 'inbound',
      sipCallId: caller.callId,
      localTag: /tag=([^;>]+)/.exec(headerOf(ok, 'To'))?.[1],
      localSequence: null,
      remoteSequence: 1,
      remoteTarget: 'sip:caller@caller.invalid;transport=ws',
      routes: ['<sip:proxy.invalid;transport=ws;lr>'],
      localDescription: cannedSdp('answer-of-page-1'),
      remoteDescription: cannedSdp('caller'),
      mediaSessionId: bench.seat.page.lastSession(),
      server: 1,
    });
    caller.ack();
    caller.bye();
    await caller.answerTo('BYE', 200);
    expect(bench.seat.forgotten).toContain(callId);
  });

  it('CA-30 is there before a re-INVITE leaves, with the CSeq it will have', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    const held = handlers().hold({ callId });
    const reinvite = await caller.request('INVITE');
    const state = dialogStateSchema.parse(lastDialog());
    expect(headerOf(reinvite, 'CSeq')).toBe(`${state.localSequence} INVITE`);
    expect(state.localDescription).toBe(reinvite.body);
    bench.exchange.send(responseTo(reinvite, 200, [CONTACT], cannedSdp('agreed', 5, 'recvonly')));
    await held;
  });

  it('CA-30 is there before the ACK of a call that we placed leaves', async () => {
    await bench.register();
    const { callee, callId } = await bench.dialled();
    expect(dialogStateSchema.parse(bench.seat.dialogs[0])).toMatchObject({
      callId,
      direction: 'outbound',
      sipCallId: callee.callId,
      remoteTag: 'callee',
      localSequence: 1,
    });
  });

  it('CA-30 costs nobody the call when it cannot be written', async () => {
    await bench.register();
    bench.seat.failDialogs();
    const { callId } = await bench.answered();
    expect(bench.callOf(callId)?.state).toBe('active');
    expect(bench.seat.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'dialog-not-saved' }),
    );
  });
});

describe('session timers (RFC 4028)', () => {
  it('CA-22 agrees to what the caller asks for, and refuses a session that is too short', async () => {
    await bench.register();
    const brief = new TestCaller(bench.exchange, { extra: ['Supported: timer', 'Session-Expires: 60'] });
    brief.invite(cannedSdp('caller'));
    expect(headerOf(await brief.response(422), 'Min-SE')).toBe('90');
    brief.ack('', true);
    const { ok } = await bench.answered({
      extra: ['Supported: timer', 'Session-Expires: 600;refresher=uac'],
    });
    expect(headerOf(ok, 'Session-Expires')).toBe('600;refresher=uac');
    expect(headerOf(ok, 'Require')).toBe('timer');
  });

  it('CA-22 confirms the other side’s refresh with the same terms', async () => {
    await bench.register();
    const timer = ['Supported: timer', 'Session-Expires: 600;refresher=uac'];
    const { caller } = await bench.answered({ extra: timer });
    caller.send('INVITE', [CONTACT, ...timer], cannedSdp('caller'));
    const refreshed = await caller.answerTo('INVITE', 200);
    expect(headerOf(refreshed, 'Session-Expires')).toBe('600;refresher=uac');
    expect(headerOf(refreshed, 'Contact')).toContain('sip:');
  });
});

describe('reliable ringing (RFC 3262)', () => {
  it('CA-13 sends 180 again until its PRACK has come, where that is required', async () => {
    await bench.register();
    const caller = new TestCaller(bench.exchange, { extra: ['Require: 100rel', 'Supported: 100rel'] });
    caller.invite(cannedSdp('caller'));
    const first = await caller.response(180);
    expect(headerOf(first, 'Require')).toBe('100rel');
    expect(headerOf(first, 'RSeq')).toBe('1');
    // Not confirmed: it comes once more.
    await caller.response(180);
    caller.send('PRACK', ['RAck: 1 1 INVITE']);
    await caller.answerTo('PRACK', 200);
    const callId = bench.seat.phone.state().calls[0]?.id ?? '';
    await handlers().answer({ callId });
    await caller.response(200);
    caller.ack();
    expect(bench.callOf(callId)?.state).toBe('active');
  });
});

describe('a call that takes the place of another (RFC 3891)', () => {
  it('CA-28 is answered at once, and the old one is ended', async () => {
    await bench.register();
    const { caller, callId, ok } = await bench.answered();
    const ourTag = /tag=([^;>]+)/.exec(headerOf(ok, 'To'))?.[1];
    const taking = new TestCaller(bench.exchange, {
      from: '<sip:13911112222@caller.invalid>',
      extra: [`Replaces: ${caller.callId};to-tag=${ourTag};from-tag=${caller.fromTag}`],
    });
    taking.invite(cannedSdp('taking'));
    await taking.response(200);
    taking.ack();
    await caller.request('BYE');
    const calls = bench.seat.phone.state().calls;
    expect(calls).toContainEqual(expect.objectContaining({ id: callId, endReason: 'transferred' }));
    expect(calls).toContainEqual(
      expect.objectContaining({ callerNumber: '13911112222', state: 'active', hold: 'none' }),
    );
  });

  it('CA-28 is refused with 481 when there is no such dialog', async () => {
    await bench.register();
    await bench.answered();
    const stranger = new TestCaller(bench.exchange, {
      extra: ['Replaces: unknown@caller.invalid;to-tag=1;from-tag=2'],
    });
    stranger.invite(cannedSdp('stranger'));
    await stranger.response(481);
    stranger.ack('', true);
    expect(bench.seat.phone.state().calls).toHaveLength(1);
  });
});

describe('calls that the seat takes or refuses by itself', () => {
  it('CA-29 turns calls away until the operator is ready, where proof is asked for', async () => {
    const readiness = {
      required: true,
      operator: () => 'test',
      load: () => undefined,
      save: () => undefined,
      record: () => undefined,
    };
    await bench.register({ notReadyStatus: 486 }, undefined, { readiness });
    const caller = new TestCaller(bench.exchange);
    caller.invite(cannedSdp('caller'));
    await caller.response(486);
    caller.ack('', true);
    expect(bench.seat.phone.state().calls).toEqual([]);
    expect(bench.seat.rung).toEqual([]);
    expect(bench.seat.records).toEqual([expect.objectContaining({ endReason: 'refused-not-ready' })]);
  });

  it('CA-29 turns calls away while the agent state takes none, and lets the next ring when it does again', async () => {
    let takes = false;
    await bench.register({}, undefined, { takesCalls: () => takes });
    const caller = new TestCaller(bench.exchange);
    caller.invite(cannedSdp('caller'));
    await caller.response(480);
    caller.ack('', true);
    expect(bench.seat.rung).toEqual([]);
    expect(bench.seat.records).toEqual([
      expect.objectContaining({ endReason: 'refused-not-ready', callerNumber: '13800138000' }),
    ]);
    takes = true;
    await bench.ringing();
  });

  it('CA-31 answers itself where a header asks for it', async () => {
    await bench.register();
    const caller = new TestCaller(bench.exchange, {
      extra: ['Call-Info: <sip:exchange.invalid>;answer-after=0'],
    });
    caller.invite(cannedSdp('caller'));
    await caller.response(200);
    caller.ack();
    const [call] = bench.seat.phone.state().calls;
    expect(call?.state).toBe('active');
    expect(bench.rowsOf(call?.id ?? '').at(-1)?.answeredItself).toBe(true);
  });

  it('CA-31 does not answer itself while another call is live', async () => {
    const time = createPatientTime();
    await bench.register({ automaticAnswer: { afterMilliseconds: 30_000 } }, undefined, {
      schedule: time.schedule,
    });
    const first = await bench.ringing();
    expect(bench.callOf(first.callId)?.answersItself).toBe(true);
    await time.passWaitOf(30_000);
    await first.caller.response(200);
    first.caller.ack();
    const second = await bench.ringing();
    expect(bench.callOf(second.callId)?.answersItself).toBe(false);
    await time.passWaitOf(30_000);
    expect(bench.callOf(second.callId)?.state).toBe('ringing');
  });

  it('CA-32 refuses a description that is no SDP with 415', async () => {
    await bench.register();
    const caller = new TestCaller(bench.exchange, { extra: ['Content-Type: application/isup'] });
    caller.invite(' isup');
    await caller.response(415);
    caller.ack('', true);
  });
});

describe('recording', () => {
  const recording = {
    by: 'info',
    contentType: 'application/x-recording',
    pause: 'Pause',
    resume: 'Resume',
  } as const;

  it('CA-33 is paused and resumed by INFO, and the record says when', async () => {
    await bench.register({ recording });
    const { caller, callId } = await bench.answered();
    expect(bench.callOf(callId)?.recording).toBe('running');
    const paused = handlers().setRecordingPaused({ callId, paused: true });
    const info = await caller.request('INFO');
    expect(headerOf(info, 'Content-Type')).toBe('application/x-recording');
    expect(info.body).toBe('Pause');
    expect(bench.callOf(callId)?.recording).toBe('running');
    bench.exchange.send(responseTo(info, 200));
    await paused;
    expect(bench.callOf(callId)?.recording).toBe('paused');
    const resumed = handlers().setRecordingPaused({ callId, paused: false });
    bench.exchange.send(responseTo(await caller.request('INFO'), 200));
    await resumed;
    expect(bench.rowsOf(callId).at(-1)?.recordingPauses).toEqual([
      { fromMilliseconds: expect.any(Number), toMilliseconds: expect.any(Number) },
    ]);
  });

  it('CA-33 goes on when the exchange refuses, and says so', async () => {
    await bench.register({ recording });
    const { caller, callId } = await bench.answered();
    const paused = expect(handlers().setRecordingPaused({ callId, paused: true })).rejects.toMatchObject({
      code: 'signalling-failed',
    });
    bench.exchange.send(responseTo(await caller.request('INFO'), 415));
    await paused;
    expect(bench.callOf(callId)?.recording).toBe('running');
  });

  it('CA-33 cannot be paused where the settings name no way', async () => {
    await bench.register();
    const { callId } = await bench.answered();
    await expect(handlers().setRecordingPaused({ callId, paused: true })).rejects.toMatchObject({
      code: 'not-configured',
    });
    expect(bench.callOf(callId)?.recording).toBeNull();
  });
});

describe('identity', () => {
  it('CA-34 keeps the line that was dialled and the exchange’s own id', async () => {
    await bench.register({ headers: { callId: 'X-Call-Id', dialledLine: 'X-Line' } });
    const { callId } = await bench.ringing({ extra: ['X-Call-Id: 2026-7788', 'X-Line: +8653212333'] });
    expect(bench.callOf(callId)?.line).toMatchObject({ channel: 'L12333' });
    expect(bench.rowsOf(callId)[0]).toMatchObject({
      exchangeCallId: '2026-7788',
      line: { channel: 'L12333' },
    });
  });
});

describe('signalling comes back', () => {
  it('CA-10 re-INVITEs in the dialog once it is registered again', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    bench.exchange.dropSocket();
    const reinvite = await caller.request('INVITE');
    bench.exchange.send(responseTo(reinvite, 200, [CONTACT], cannedSdp('agreed')));
    await caller.request('ACK');
    expect(bench.callOf(callId)).toMatchObject({ state: 'active', hold: 'none' });
  });

  it('CA-10 ends a call whose dialog the exchange has forgotten (481)', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    bench.exchange.dropSocket();
    bench.exchange.send(responseTo(await caller.request('INVITE'), 481));
    await bench.seat.until((state) => state.calls[0]?.state === 'ended');
    expect(bench.callOf(callId)?.endReason).toBe('signalling-failed');
  });
});

describe('an outbound call under authentication', () => {
  it('CA-18 goes on with the right CSeq after a challenged INFO', async () => {
    await bench.register();
    const { callee, callId } = await bench.dialled();
    bench.seat.page.takeTelephoneEvents(false);
    const sent = handlers().sendDigits({ callId, digits: '1' });
    const challenged = await callee.request('INFO');
    callee.answer(challenged, 407, ['Proxy-Authenticate: Digest realm="test", nonce="n", algorithm=MD5']);
    const info = await callee.request('INFO');
    expect(headerOf(info, 'Proxy-Authorization')).toContain('Digest');
    callee.answer(info, 200);
    await sent;
    await handlers().hangUp({ callId });
    const bye = await callee.request('BYE');
    expect(Number.parseInt(headerOf(bye, 'CSeq'), 10)).toBeGreaterThan(
      Number.parseInt(headerOf(info, 'CSeq'), 10),
    );
  });
});

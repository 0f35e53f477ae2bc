import { afterEach, describe, expect, it } from 'vitest';
import { MAKE_READY_AFTER_MILLISECONDS } from './sip-leg.ts';
import { createPhoneBench } from './testing/bench.test-support.ts';
import { TestCallee } from './testing/callee.test-support.ts';
import { headerOf, responseTo } from './testing/exchange.test-support.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';
import { createPatientTime, type PatientTime, systemSchedule } from './testing/seat.test-support.ts';
import type { Schedule } from './transport/index.ts';

const bench = createPhoneBench();
afterEach(() => bench.close());

const CONTACT = 'Contact: <sip:caller@caller.invalid;transport=ws>';
let time: PatientTime;
const registerPatiently = (settings: Parameters<typeof bench.register>[0] = {}) => {
  time = createPatientTime();
  return bench.register(settings, undefined, { schedule: time.schedule });
};
describe('time limits of a call', () => {
  it('CA-5 gives up ringing after three minutes with 480', async () => {
    await registerPatiently();
    const { caller, callId } = await bench.ringing();
    await time.passWaitOf(180_000);
    await caller.response(480);
    caller.ack('', true);
    expect(bench.callOf(callId)).toMatchObject({ state: 'ended', endReason: 'no-answer' });
  });

  it('CA-5 gives up when the INVITE expires with 487', async () => {
    await registerPatiently();
    const { caller, callId } = await bench.ringing({ extra: ['Expires: 60'] });
    await time.passWaitOf(60_000);
    await caller.response(487);
    expect(bench.callOf(callId)).toMatchObject({ state: 'ended', endReason: 'no-answer' });
  });

  it('CA-35 RONA: what nobody answers goes back to the queue with the configured status, and the record says so', async () => {
    await registerPatiently({ unanswered: { afterSeconds: 30, statusCode: 486 } });
    const { caller, callId } = await bench.ringing();
    await time.passWaitOf(30_000);
    await caller.response(486);
    caller.ack('', true);
    expect(bench.callOf(callId)).toMatchObject({ state: 'ended', endReason: 'returned-unanswered' });
    expect(bench.rowsOf(callId).at(-1)).toMatchObject({ answerAt: null, endReason: 'returned-unanswered' });
    expect(bench.seat.ended.map(({ endReason }) => endReason)).toEqual(['returned-unanswered']);
  });

  it('CA-35 a call that was answered in time stays', async () => {
    await registerPatiently({ unanswered: { afterSeconds: 30 } });
    const { callId } = await bench.answered();
    await time.passWaitOf(30_000);
    expect(bench.callOf(callId)?.state).toBe('active');
  });

  it('CA-39 has an answer made ready a moment after the ring, and none for a call that is over by then', async () => {
    const due = new Set<() => void>();
    const schedule: Schedule = (milliseconds, run) => {
      if (milliseconds !== MAKE_READY_AFTER_MILLISECONDS) return systemSchedule(milliseconds, run);
      due.add(run);
      return () => void due.delete(run);
    };
    await bench.register({}, undefined, { schedule });
    const { caller } = await bench.ringing();
    expect([bench.seat.page.expected, due.size]).toEqual([[], 1]);
    caller.cancel();
    await caller.response(487);
    expect(due.size).toBe(0);
    await bench.ringing();
    for (const run of due) run();
    expect(bench.seat.page.expected).toEqual([cannedSdp('caller')]);
  });

  it('CA-19 gives up dialling after three minutes', async () => {
    await registerPatiently();
    const placed = bench.seat.phone.handlers.dial({ target: '110', consultsFor: null });
    const callee = await TestCallee.called(bench.exchange);
    const { callId } = await placed;
    callee.respond(180);
    await time.passWaitOf(180_000);
    await callee.request('CANCEL');
    expect(bench.callOf(callId)).toMatchObject({ state: 'ended', endReason: 'not-reached' });
  });

  it('CA-12 renegotiates again although the ACK to our answer was lost', async () => {
    await registerPatiently();
    const { caller, callId } = await bench.answered();
    caller.send('INVITE', [CONTACT], cannedSdp('caller', 2));
    await caller.answerTo('INVITE', 200);
    // No ACK.
    await time.passWaitOf(32_000);
    const held = bench.seat.phone.handlers.hold({ callId });
    const reinvite = await caller.request('INVITE');
    bench.exchange.send(responseTo(reinvite, 200, [CONTACT], cannedSdp('agreed', 3, 'recvonly')));
    await held;
  });

  it('CA-22 sends a refresh at half the time, and ends a session that is not refreshed', async () => {
    await registerPatiently();
    const ours = await bench.answered({ extra: ['Supported: timer', 'Session-Expires: 90;refresher=uas'] });
    await time.passWaitOf(45_000);
    const refresh = await ours.caller.request('INVITE');
    expect(headerOf(refresh, 'Session-Expires')).toBe('90;refresher=uac');
    const terms = 'Session-Expires: 90;refresher=uac';
    bench.exchange.send(responseTo(refresh, 200, [CONTACT, terms], cannedSdp('agreed')));
    await ours.caller.request('ACK');
    await time.passWaitOf(45_000);
    await ours.caller.request('INVITE');
    await bench.close();

    await registerPatiently();
    const theirs = await bench.answered({ extra: ['Supported: timer', 'Session-Expires: 90;refresher=uac'] });
    // What it answers has come after our ACK.
    theirs.caller.send('OPTIONS');
    await theirs.caller.answerTo('OPTIONS', 200);
    await time.passWaitOf(60_000);
    await theirs.caller.request('BYE');
    expect(bench.callOf(theirs.callId)).toMatchObject({ state: 'ended', endReason: 'signalling-failed' });
  });
});

describe('the exchange’s conference', () => {
  it('CA-27 is called, and each party referred to it', async () => {
    await bench.register({ conference: 'sip:conf-7@exchange.invalid' });
    const citizen = await bench.answered();
    const dialled = bench.dialled('8001', citizen.callId);
    bench.exchange.send(
      responseTo(await citizen.caller.request('INVITE'), 200, [CONTACT], cannedSdp('x', 2, 'recvonly')),
    );
    const department = await dialled;
    const joined = bench.seat.phone.handlers.joinConference(null);
    const conference = await TestCallee.called(bench.exchange);
    expect(conference.invite.start).toContain('sip:conf-7@exchange.invalid');
    conference.respond(200, [], cannedSdp('conference'));
    for (const party of [citizen.caller, department.callee]) {
      const refer = await party.request('REFER');
      expect(headerOf(refer, 'Refer-To')).toBe('<sip:conf-7@exchange.invalid>');
      bench.exchange.send(responseTo(refer, 202));
    }
    await joined;
    for (const party of [citizen.caller, department.callee]) {
      party.send(
        'NOTIFY',
        ['Event: refer', 'Subscription-State: terminated', 'Content-Type: message/sipfrag'],
        'SIP/2.0 200 OK',
      );
      await party.request('BYE');
    }
    await bench.seat.until((state) => state.calls.some((call) => call.state === 'active'));
    const live = bench.seat.phone.state().calls.filter((call) => call.state === 'active');
    expect(live).toEqual([expect.objectContaining({ callerNumber: 'conf-7', hold: 'none' })]);
  });
});

describe('messages of others', () => {
  it('CA-24 NOTIFY of another event is refused, and an OPTIONS in the dialog answered', async () => {
    await bench.register();
    const { caller } = await bench.answered();
    caller.send('NOTIFY', ['Event: presence', 'Subscription-State: active']);
    await caller.answerTo('NOTIFY', 489);
    caller.send('OPTIONS');
    await caller.answerTo('OPTIONS', 200);
  });

  it('CA-11 refuses a re-INVITE that the page cannot serve, and the call goes on', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    bench.seat.page.failNext('sdp-refused');
    caller.send('INVITE', [CONTACT], cannedSdp('caller', 9));
    await caller.answerTo('INVITE', 488);
    expect(bench.callOf(callId)?.state).toBe('active');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { createPhoneBench } from './testing/bench.test-support.ts';
import type { TestCallee } from './testing/callee.test-support.ts';
import { headerOf, responseTo, type SipMessage, type TestCaller } from './testing/exchange.test-support.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';

const bench = createPhoneBench();
afterEach(() => bench.close());

const CONTACT = 'Contact: <sip:caller@caller.invalid;transport=ws>';
const handlers = () => bench.seat.phone.handlers;

async function agree(party: TestCaller | TestCallee): Promise<SipMessage> {
  const reinvite = await party.request('INVITE');
  const direction = reinvite.body.includes('a=sendonly') ? 'recvonly' : 'sendrecv';
  bench.exchange.send(responseTo(reinvite, 200, [CONTACT], cannedSdp('agreed', 5, direction)));
  await party.request('ACK');
  return reinvite;
}

/** A NOTIFY of the REFER's subscription (RFC 3515). */
function notify(caller: TestCaller, sipfrag: string, subscription = 'active;expires=60'): void {
  caller.send(
    'NOTIFY',
    ['Event: refer', `Subscription-State: ${subscription}`, 'Content-Type: message/sipfrag'],
    sipfrag,
  );
}

/** A citizen who is transferred to 110; the exchange has taken the REFER. */
async function transferring() {
  await bench.register();
  const { caller, callId } = await bench.answered();
  const asked = handlers().transferBlind({ callId, target: '110' });
  await agree(caller);
  const refer = await caller.request('REFER');
  bench.exchange.send(responseTo(refer, 202));
  await asked;
  return { caller, callId, refer };
}

const transferOf = (callId: string) => bench.callOf(callId)?.transfer;

describe('blind transfer', () => {
  it('CA-24 holds the citizen, follows the report and ends when it has succeeded', async () => {
    const { caller, callId, refer } = await transferring();
    expect(headerOf(refer, 'Refer-To')).toBe('<sip:110@exchange.invalid>');
    expect(headerOf(refer, 'Referred-By')).toBe('<sip:seat1@exchange.invalid>');
    expect(bench.callOf(callId)).toMatchObject({
      hold: 'local',
      transfer: { kind: 'blind', target: '110', state: 'asking', statusCode: null },
    });
    notify(caller, 'SIP/2.0 100 Trying');
    await caller.answerTo('NOTIFY', 200);
    expect(transferOf(callId)?.state).toBe('trying');
    notify(caller, 'SIP/2.0 180 Ringing');
    await caller.answerTo('NOTIFY', 200);
    expect(transferOf(callId)?.state).toBe('ringing');
    notify(caller, 'SIP/2.0 200 OK', 'terminated;reason=noresource');
    await caller.request('BYE');
    expect(bench.callOf(callId)).toMatchObject({ state: 'ended', endReason: 'transferred' });
    expect(bench.rowsOf(callId).at(-1)).toMatchObject({ endReason: 'transferred', transferredTo: '110' });
  });

  it('CA-25 keeps the citizen on hold when it fails, and takes the call up again', async () => {
    const { caller, callId } = await transferring();
    notify(caller, 'SIP/2.0 486 Busy Here', 'terminated;reason=noresource');
    await caller.answerTo('NOTIFY', 200);
    expect(bench.callOf(callId)).toMatchObject({
      state: 'active',
      hold: 'local',
      transfer: { state: 'failed', statusCode: 486 },
    });
    const resumed = handlers().resume({ callId });
    await agree(caller);
    await resumed;
    expect(bench.callOf(callId)).toMatchObject({ hold: 'none', transfer: null });
  });

  it('CA-25 says that the exchange refuses transfers', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    const asked = expect(handlers().transferBlind({ callId, target: '110' })).rejects.toMatchObject({
      code: 'signalling-failed',
    });
    await agree(caller);
    bench.exchange.send(responseTo(await caller.request('REFER'), 405));
    await asked;
    expect(bench.callOf(callId)).toMatchObject({
      state: 'active',
      transfer: { state: 'failed', statusCode: 405 },
    });
  });

  it('CA-24 takes a BYE without any report for success, and after a report for the citizen’s', async () => {
    const silent = await transferring();
    silent.caller.bye();
    await silent.caller.answerTo('BYE', 200);
    expect(bench.callOf(silent.callId)?.endReason).toBe('transferred');
    await bench.close();

    const reporting = await transferring();
    notify(reporting.caller, 'SIP/2.0 180 Ringing');
    await reporting.caller.answerTo('NOTIFY', 200);
    reporting.caller.bye();
    await reporting.caller.answerTo('BYE', 200);
    expect(bench.callOf(reporting.callId)?.endReason).toBe('caller-hung-up');
  });
});

/** A held citizen and a department that the operator talks to. */
async function consulting() {
  await bench.register();
  const { caller, callId } = await bench.answered();
  const dialled = bench.dialled('8001', callId);
  await agree(caller);
  const { callee, callId: consulted } = await dialled;
  return { caller, callId, callee, consulted };
}

describe('attended transfer', () => {
  it('CA-26 replaces our call with the department (RFC 3891) and leaves both', async () => {
    const { caller, callId, callee, consulted } = await consulting();
    const asked = handlers().transferAttended({ callId, toCallId: consulted });
    const refer = await caller.request('REFER');
    const ourTag = /tag=([^;>]+)/.exec(headerOf(callee.invite, 'From'))?.[1];
    const replaces = encodeURIComponent(`${callee.callId};to-tag=callee;from-tag=${ourTag}`);
    expect(headerOf(refer, 'Refer-To')).toBe(`<sip:callee@callee.invalid;transport=ws?Replaces=${replaces}>`);
    bench.exchange.send(responseTo(refer, 202));
    await asked;
    notify(caller, 'SIP/2.0 200 OK', 'terminated');
    await caller.request('BYE');
    await callee.request('BYE');
    expect(bench.rowsOf(callId).at(-1)).toMatchObject({ endReason: 'transferred', transferredTo: '8001' });
    expect(bench.rowsOf(consulted).at(-1)?.endReason).toBe('transferred');
  });

  it('CA-26 keeps both when it fails', async () => {
    const { caller, callId, consulted } = await consulting();
    const asked = handlers().transferAttended({ callId, toCallId: consulted });
    bench.exchange.send(responseTo(await caller.request('REFER'), 202));
    await asked;
    notify(caller, 'SIP/2.0 603 Decline', 'terminated');
    await caller.answerTo('NOTIFY', 200);
    expect(bench.callOf(callId)).toMatchObject({ state: 'active', hold: 'local' });
    expect(bench.callOf(consulted)).toMatchObject({ state: 'active', hold: 'none' });
  });
});

describe('conference', () => {
  const settingsOf = (sessionId: string) =>
    JSON.parse(
      bench.seat.page.calls.findLast((call) => call.call === 'setSession' && call.sessionId === sessionId)
        ?.value ?? 'null',
    );

  it('CA-27 joins citizen and department here, and takes them apart again', async () => {
    const { caller, callId, callee, consulted } = await consulting();
    const joined = handlers().joinConference(null);
    expect((await agree(caller)).body).not.toContain('a=sendonly');
    await joined;
    expect(bench.seat.phone.state().calls).toEqual([
      expect.objectContaining({ id: callId, hold: 'none', inConference: true }),
      expect.objectContaining({ id: consulted, hold: 'none', inConference: true }),
    ]);
    const sessions = new Set(
      bench.seat.page.calls.flatMap((call) => (call.call === 'setSession' ? [call.sessionId ?? ''] : [])),
    );
    expect(sessions.size).toBe(2);
    const [one = '', other = ''] = sessions;
    expect(settingsOf(one)).toEqual({ muted: false, heard: true, mixedWith: [other] });
    expect(settingsOf(other)).toEqual({ muted: false, heard: true, mixedWith: [one] });

    const split = handlers().splitConference({ callId });
    expect((await agree(callee)).body).toMatch(/^a=sendonly$/m);
    await split;
    expect(bench.callOf(callId)).toMatchObject({ hold: 'none', inConference: false });
    expect(bench.callOf(consulted)).toMatchObject({ hold: 'local', inConference: false });
    expect(settingsOf(one)).toMatchObject({ mixedWith: [] });
  });

  it('CA-27 goes on with the citizen when the department hangs up', async () => {
    const { caller, callId, callee } = await consulting();
    const joined = handlers().joinConference(null);
    await agree(caller);
    await joined;
    callee.send('BYE');
    await callee.answerTo('BYE', 200);
    expect(bench.callOf(callId)).toMatchObject({ state: 'active', hold: 'none', inConference: false });
  });

  it('CA-27 needs two calls', async () => {
    await bench.register();
    await bench.answered();
    await expect(handlers().joinConference(null)).rejects.toMatchObject({ code: 'wrong-state' });
  });
});

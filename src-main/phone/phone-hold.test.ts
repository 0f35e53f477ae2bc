import { afterEach, describe, expect, it } from 'vitest';
import { createPhoneBench } from './testing/bench.test-support.ts';
import type { TestCaller } from './testing/exchange.test-support.ts';
import { responseTo, type SipMessage } from './testing/exchange.test-support.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';

const bench = createPhoneBench();
afterEach(() => bench.close());

const CONTACT = 'Contact: <sip:caller@caller.invalid;transport=ws>';
const handlers = () => bench.seat.phone.handlers;

/** The last word to the page about a session. */
function sessionSettings(sessionId: string): unknown {
  const told = bench.seat.page.calls.findLast(
    (call) => call.call === 'setSession' && call.sessionId === sessionId,
  );
  return told?.value === undefined ? undefined : JSON.parse(told.value);
}

function agree(reinvite: SipMessage, direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'): void {
  bench.exchange.send(responseTo(reinvite, 200, [CONTACT], cannedSdp('caller-agrees', 2, direction)));
}

/** Takes the seat's re-INVITE and agrees to it. */
async function agreeTo(caller: TestCaller): Promise<SipMessage> {
  const reinvite = await caller.request('INVITE');
  agree(reinvite, reinvite.body.includes('a=sendonly') ? 'recvonly' : 'sendrecv');
  await caller.request('ACK');
  return reinvite;
}

describe('hold', () => {
  it('CA-14 cuts microphone and ear at once, then tells the other side, and resumes', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    const sessionId = bench.seat.page.lastSession();
    expect(sessionSettings(sessionId)).toEqual({ muted: false, heard: true, mixedWith: [] });

    const held = handlers().hold({ callId });
    expect(bench.callOf(callId)?.hold).toBe('local');
    expect(sessionSettings(sessionId)).toEqual({ muted: true, heard: false, mixedWith: [] });
    const reinvite = await caller.request('INVITE');
    expect(reinvite.body).toMatch(/^a=sendonly$/m);
    agree(reinvite, 'recvonly');
    await held;
    await caller.request('ACK');
    expect(bench.callOf(callId)).toMatchObject({ state: 'active', hold: 'local' });

    const resumed = handlers().resume({ callId });
    expect(bench.callOf(callId)?.hold).toBe('local');
    expect((await agreeTo(caller)).body).not.toContain('a=sendonly');
    await resumed;
    expect(bench.callOf(callId)?.hold).toBe('none');
    expect(sessionSettings(sessionId)).toEqual({ muted: false, heard: true, mixedWith: [] });
    // The media session is the same throughout.
    expect(bench.seat.page.lastSession()).toBe(sessionId);

    caller.bye();
    await bench.seat.until((state) => state.calls[0]?.state === 'ended');
    const [stretch, ...others] = bench.rowsOf(callId).at(-1)?.held ?? [];
    expect(others).toEqual([]);
    expect(stretch?.toMilliseconds).toBeGreaterThanOrEqual(stretch?.fromMilliseconds ?? Number.NaN);
  });

  it('CA-14 holds although the other side refuses, and says that it refused', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    const held = expect(handlers().hold({ callId })).rejects.toMatchObject({ code: 'signalling-failed' });
    bench.exchange.send(responseTo(await caller.request('INVITE'), 488));
    await held;
    expect(bench.callOf(callId)).toMatchObject({ state: 'active', hold: 'local' });
    // The other side never heard of a hold: nothing has to be agreed on.
    await handlers().resume({ callId });
    expect(bench.callOf(callId)?.hold).toBe('none');
  });

  it('CA-14 stays held when the other side refuses a resume', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    const held = handlers().hold({ callId });
    await agreeTo(caller);
    await held;
    const resumed = expect(handlers().resume({ callId })).rejects.toMatchObject({
      code: 'signalling-failed',
    });
    bench.exchange.send(responseTo(await caller.request('INVITE'), 500));
    await resumed;
    expect(bench.callOf(callId)?.hold).toBe('local');
    expect(sessionSettings(bench.seat.page.lastSession())).toMatchObject({ muted: true, heard: false });
  });

  it('CA-15 tries again after a collision (491)', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    const held = handlers().hold({ callId });
    bench.exchange.send(responseTo(await caller.request('INVITE'), 491));
    await caller.request('ACK');
    await agreeTo(caller);
    await held;
    expect(bench.callOf(callId)?.hold).toBe('local');
  });

  it.each([
    ['sendonly', cannedSdp('caller', 2, 'sendonly')],
    ['inactive', cannedSdp('caller', 2, 'inactive')],
    ['0.0.0.0', cannedSdp('caller', 2).replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0')],
  ])('CA-16 sees that the other side holds by %s, and that it resumes', async (_how, offer) => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    caller.send('INVITE', [CONTACT], offer);
    await caller.answerTo('INVITE', 200);
    caller.ackLast();
    await bench.seat.until((state) => state.calls[0]?.hold === 'remote');
    caller.send('INVITE', [CONTACT], cannedSdp('caller', 3));
    await caller.answerTo('INVITE', 200);
    caller.ackLast();
    await bench.seat.until((state) => state.calls[0]?.hold === 'none');
    expect(bench.callOf(callId)?.state).toBe('active');
  });

  it('CA-16 answers a call that it holds without asking to hear', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    const held = handlers().hold({ callId });
    await agreeTo(caller);
    await held;
    caller.send('INVITE', [CONTACT], cannedSdp('caller', 7));
    const ok = await caller.answerTo('INVITE', 200);
    expect(ok.body).toMatch(/^a=sendonly$/m);
    expect(bench.callOf(callId)?.hold).toBe('local');
  });

  it('CA-14 sends DTMF and stays muted through hold and resume when the operator muted', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    const sessionId = bench.seat.page.lastSession();
    await handlers().setMuted({ callId, muted: true });
    expect(bench.callOf(callId)?.muted).toBe(true);
    expect(sessionSettings(sessionId)).toMatchObject({ muted: true, heard: true });
    const held = handlers().hold({ callId });
    await agreeTo(caller);
    await held;
    const resumed = handlers().resume({ callId });
    await agreeTo(caller);
    await resumed;
    expect(sessionSettings(sessionId)).toMatchObject({ muted: true, heard: true });
  });
});

describe('a second call', () => {
  it('CA-1 rings beside the first; answering it holds the first', async () => {
    await bench.register();
    const first = await bench.answered();
    const second = await bench.ringing({ from: '<sip:13900139000@caller.invalid>' });
    expect(bench.seat.phone.state().calls.map((call) => call.state)).toEqual(['active', 'ringing']);
    const answered = handlers().answer({ callId: second.callId });
    expect(bench.callOf(first.callId)?.hold).toBe('local');
    await second.caller.response(200);
    second.caller.ack();
    await answered;
    expect((await agreeTo(first.caller)).body).toMatch(/^a=sendonly$/m);
    expect(bench.callOf(second.callId)).toMatchObject({ state: 'active', hold: 'none' });

    // And back again.
    const resumed = handlers().resume({ callId: first.callId });
    expect(bench.callOf(second.callId)?.hold).toBe('local');
    await Promise.all([agreeTo(first.caller), agreeTo(second.caller)]);
    await resumed;
    expect(bench.callOf(first.callId)?.hold).toBe('none');
  });

  it('CA-1 is answered although the first call’s exchange refuses the hold', async () => {
    await bench.register();
    const first = await bench.answered();
    const second = await bench.ringing({ from: '<sip:13900139000@caller.invalid>' });
    const answered = handlers().answer({ callId: second.callId });
    bench.exchange.send(responseTo(await first.caller.request('INVITE'), 488));
    await second.caller.response(200);
    await answered;
    expect(bench.callOf(second.callId)?.state).toBe('active');
    expect(bench.callOf(first.callId)).toMatchObject({ state: 'active', hold: 'local' });
  });
});

describe('tones', () => {
  it('CA-17 go as telephone-events where those were agreed on', async () => {
    await bench.register();
    const { callId } = await bench.answered();
    await handlers().sendDigits({ callId, digits: '12#' });
    expect(bench.seat.page.calls).toContainEqual(
      expect.objectContaining({ call: 'sendDigits', value: '12#' }),
    );
  });

  it('CA-17 else by INFO, one digit after the other', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    bench.seat.page.takeTelephoneEvents(false);
    const sent = Promise.all([
      handlers().sendDigits({ callId, digits: '1' }),
      handlers().sendDigits({ callId, digits: '2' }),
    ]);
    for (const digit of ['1', '2']) {
      const info = await caller.request('INFO');
      expect(info.body).toBe(`Signal=${digit}\r\nDuration=160\r\n`);
      bench.exchange.send(responseTo(info, 200));
    }
    await sent;
  });

  it('CA-17 by INFO from the other side are confirmed', async () => {
    await bench.register();
    const { caller } = await bench.answered();
    caller.send('INFO', ['Content-Type: application/dtmf-relay'], 'Signal=5\r\nDuration=160\r\n');
    await caller.answerTo('INFO', 200);
  });
});

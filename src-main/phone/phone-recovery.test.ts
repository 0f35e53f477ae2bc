import { afterEach, describe, expect, it } from 'vitest';
import { createPhoneBench } from './testing/bench.test-support.ts';
import { headerOf, responseTo } from './testing/exchange.test-support.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';

const bench = createPhoneBench();
afterEach(() => bench.close());

const CONTACT = 'Contact: <sip:caller@caller.invalid;transport=ws>';
const handlers = () => bench.seat.phone.handlers;
/** Takes what the seat offers anew. */
const agree = (reinvite: Parameters<typeof responseTo>[0], direction: 'sendrecv' | 'recvonly' = 'sendrecv') =>
  bench.exchange.send(responseTo(reinvite, 200, [CONTACT], cannedSdp('caller', 7, direction)));

describe('a call that was being talked on when the program was killed', () => {
  it('CA-37 is offered anew in its dialog, goes on, and ends by BYE', async () => {
    await bench.register();
    const { caller, callId, ok } = await bench.answered();
    const [row] = bench.rowsOf(callId).slice(-1);
    await bench.crash();
    expect(bench.callOf(callId)).toMatchObject({ state: 'active', media: 'connecting', hold: 'none' });
    const reinvite = await caller.request('INVITE');
    expect(headerOf(reinvite, 'To')).toContain(`tag=${caller.fromTag}`);
    expect(headerOf(reinvite, 'From')).toBe(headerOf(ok, 'To'));
    expect(headerOf(reinvite, 'Contact')).toContain(bench.exchange.contact());
    // RFC 3264 section 8: the description follows the one before it.
    const origin = (sdp: string) => /^o=(\S+ \d+) (\d+)/m.exec(sdp) ?? [];
    expect(origin(reinvite.body)[1]).toBe(origin(ok.body)[1]);
    expect(Number(origin(reinvite.body)[2])).toBe(Number(origin(ok.body)[2]) + 1);
    agree(reinvite);
    await caller.request('ACK');
    bench.seat.page.emitStatistics({ sessionId: bench.seat.page.lastSession(), packetsReceived: 9 });
    await bench.seat.until(({ calls }) => calls[0]?.media === 'flowing');

    await handlers().hangUp({ callId });
    await caller.request('BYE');
    const last = bench.rowsOf(callId).at(-1);
    expect(last).toMatchObject({ recoveries: 1, endReason: 'operator-hung-up', answerAt: row?.answerAt });
    expect(last?.answeredAfterMilliseconds).toBeCloseTo(row?.answeredAfterMilliseconds ?? -1, 3);
    expect(last?.talkMilliseconds).toBeGreaterThan(0);
    expect(bench.seat.forgotten).toContain(callId);
  });

  it('CA-37 goes on in the session of a page that has outlived the program', async () => {
    await bench.register();
    const { caller } = await bench.answered();
    const session = bench.seat.page.lastSession();
    await bench.crash();
    agree(await caller.request('INVITE'));
    await caller.request('ACK');
    expect(bench.seat.page.calls.filter(({ call }) => call === 'createOffer')).toEqual([
      { call: 'createOffer', sessionId: session, value: 'sendrecv' },
    ]);
    expect(bench.seat.page.calls.some(({ call }) => call === 'close')).toBe(false);
  });

  it('CA-37 is offered new media until the other side takes it', async () => {
    const waits: Array<() => void> = [];
    await bench.register();
    const { caller, callId } = await bench.answered();
    const session = bench.seat.page.lastSession();
    await bench.crash({
      schedule: (milliseconds, run) => {
        if (milliseconds >= 1_000 && milliseconds < 1_500) waits.push(run);
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
    });
    bench.exchange.send(responseTo(await caller.request('INVITE'), 500, []));
    const again = await caller.request('INVITE');
    agree(again);
    await caller.request('ACK');
    expect(bench.seat.page.lastSession()).not.toBe(session);
    expect(bench.callOf(callId)?.state).toBe('active');
  });

  it('CA-37 that was on hold and muted stays so', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    await handlers().setMuted({ callId, muted: true });
    const held = handlers().hold({ callId });
    agree(await caller.request('INVITE'), 'recvonly');
    await held;
    await caller.request('ACK');
    await bench.crash();
    expect(bench.callOf(callId)).toMatchObject({ hold: 'local', muted: true });
    const standing = bench.seat.page.calls.filter(({ call }) => call === 'setSession').at(-1);
    expect(JSON.parse(standing?.value ?? '{}')).toMatchObject({ muted: true, heard: false });
    const reinvite = await caller.request('INVITE');
    expect(reinvite.body).toContain('a=sendonly');
    agree(reinvite, 'recvonly');
    await caller.request('ACK');
    const resumed = handlers().resume({ callId });
    agree(await caller.request('INVITE'));
    await resumed;
    expect(bench.callOf(callId)).toMatchObject({ hold: 'none', muted: true });
    expect(bench.rowsOf(callId).at(-1)?.held).toHaveLength(1);
  });

  it('CA-37 is over when the citizen has gone meanwhile', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    await bench.crash();
    bench.exchange.send(responseTo(await caller.request('INVITE'), 481));
    await bench.seat.until(({ calls }) => calls[0]?.state === 'ended');
    expect(bench.rowsOf(callId).at(-1)).toMatchObject({ endReason: 'signalling-failed', recoveries: 1 });
    expect(bench.seat.forgotten).toContain(callId);
  });

  it('CA-37 takes what the other side asks in it', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    await bench.crash();
    agree(await caller.request('INVITE'));
    await caller.request('ACK');
    caller.send('INVITE', [CONTACT], cannedSdp('caller', 8, 'sendonly'));
    await caller.answerTo('INVITE', 200);
    caller.ackLast();
    await bench.seat.until(({ calls }) => calls[0]?.hold === 'remote');
    caller.send('BYE');
    await caller.answerTo('BYE', 200);
    expect(bench.callOf(callId)).toMatchObject({ state: 'ended', endReason: 'caller-hung-up' });
  });

  it('CA-37 is taken up again when the program is killed twice', async () => {
    await bench.register();
    const { caller, callId } = await bench.answered();
    for (const recoveries of [1, 2]) {
      await bench.crash();
      agree(await caller.request('INVITE'));
      await caller.request('ACK');
      expect(bench.rowsOf(callId).at(-1)).toMatchObject({ recoveries, endReason: null });
    }
  });

  it('CA-37 that the seat placed goes on too', async () => {
    await bench.register();
    const { callee, callId } = await bench.dialled();
    await bench.crash();
    expect(bench.callOf(callId)).toMatchObject({
      direction: 'outbound',
      state: 'active',
      callerNumber: '110',
    });
    const reinvite = await callee.request('INVITE');
    callee.answer(reinvite, 200, [], cannedSdp('callee', 2));
    await callee.request('ACK');
    await handlers().hangUp({ callId });
    await callee.request('BYE');
  });

  it('CA-38 of an earlier start of the computer is over', async () => {
    await bench.register();
    const { callId } = await bench.answered();
    await bench.crash({}, ({ record, saved }) => ({
      record,
      saved: { ...saved, ring: { ...saved.ring, monotonic: saved.ring.monotonic + 1e9 } },
    }));
    expect(bench.seat.phone.state().calls).toEqual([]);
    expect(bench.rowsOf(callId)).toEqual([expect.objectContaining({ endReason: 'seat-failed' })]);
    expect(bench.seat.forgotten).toEqual([callId]);
  });

  it('CA-38 whose addresses cannot be read is over', async () => {
    await bench.register();
    const { callId } = await bench.answered();
    await bench.crash({}, ({ record, saved }) => ({
      record,
      saved: { ...saved, dialog: saved.dialog && { ...saved.dialog, remoteTarget: 'nonsense' } },
    }));
    expect(bench.seat.phone.state().calls).toEqual([]);
    expect(bench.rowsOf(callId).at(-1)?.endReason).toBe('seat-failed');
  });
});

describe('a call that rang when the program was killed', () => {
  it('CA-36 AC-12 rings again, waits on from where it was, and is answered', async () => {
    await bench.register({ headers: { queueTime: { name: 'X-Waited', unit: 'seconds-waited' } } });
    const { caller, callId } = await bench.ringing({ extra: ['X-Waited: 4'] });
    const before = bench.callOf(callId);
    const readiness = {
      required: true,
      operator: () => '',
      load: () => undefined,
      save: () => undefined,
      record: () => undefined,
    };
    await bench.crash({ readiness });
    // Ready or not: it rang already.
    await caller.response(180);
    const again = bench.callOf(callId);
    expect(again).toMatchObject({ state: 'ringing', arrivedAt: before?.arrivedAt, queueTimeKnown: true });
    expect(again?.waitedMilliseconds).toBeGreaterThan(before?.waitedMilliseconds ?? 0);
    await handlers().answer({ callId });
    await caller.response(200);
    caller.ack();
    const row = bench.rowsOf(callId).at(-1);
    expect(row).toMatchObject({ queuedMilliseconds: 4_000, recoveries: 1, queueTimeBy: 'waited' });
    expect(row?.answeredAfterMilliseconds).toBeGreaterThan(4_000);
    expect(bench.seat.rung.map(({ id }) => id)).toEqual([callId]);
  });

  it('CA-36 can still be cancelled by the citizen', async () => {
    await bench.register();
    const { caller, callId } = await bench.ringing();
    await bench.crash();
    await caller.response(180);
    caller.cancel();
    await caller.response(487);
    expect(bench.callOf(callId)).toMatchObject({ state: 'ended', endReason: 'abandoned' });
  });

  it('CA-38 a minute ago is over, and does not ring', async () => {
    await bench.register();
    const { callId } = await bench.ringing();
    await bench.crash({}, ({ record, saved }) => ({
      record,
      saved: { ...saved, ring: { ...saved.ring, monotonic: saved.ring.monotonic - 61_000 } },
    }));
    expect(bench.seat.phone.state().calls).toEqual([]);
    expect(bench.rowsOf(callId)).toEqual([
      expect.objectContaining({ endReason: 'seat-failed', answerAt: null }),
    ]);
    expect(bench.seat.phone.isAwaited(callId)).toBe(false);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CodedError } from '#shared/domain/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { type PlacedCall, placeCall } from './call.ts';
import { parseCallers } from './callers.ts';
import type { CallMediaEvents } from './media.ts';
import { type SipServer, startSipServer } from './sip-server.ts';
import { connectSeat, createManualTime } from './testing/seat.test-support.ts';

const [caller] = parseCallers([
  {
    id: 'a',
    callerNumber: '15400000001',
    callerName: '测试',
    dialledLine: '12345',
    topic: { 'zh-CN': '测试', en: 'Test' },
    patienceSeconds: 30,
    utterances: [{ id: 'a-1', text: '喂', english: 'Hello', audio: 'a.alaw', durationMilliseconds: 20 }],
    expected: { categoryFirstLevel: 'a', categorySecondLevel: 'b' },
    expectedTitle: 'c',
  },
]);
const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8\r\n';
const URI = 'sip:exchange@practice.invalid;transport=ws';

type Seat = Awaited<ReturnType<typeof connectSeat>>;
let time = createManualTime();
let server: SipServer;
let seat: Seat;
let events: CallMediaEvents;
let sent = 0;
let closed = 0;
let refuse = false;
const lines: number[] = [];

const place = async (): Promise<PlacedCall> => {
  if (!caller) throw new Error('no caller');
  return placeCall({
    server,
    account: '8001',
    caller,
    recordings: [new Uint8Array(160)],
    createMedia: async (given) => {
      events = given;
      return {
        offer: async () => SDP,
        accept: async () => undefined,
        answer: async () => {
          if (refuse) throw new CodedError('sdp-unusable', 'no');
          return SDP;
        },
        send: () => void sent++,
        counts: () => ({ packetsReceived: 0, packetsSent: sent, receivedPeak: 0, receivedLevel: 0 }),
        close: () => void closed++,
      };
    },
    expectMedia: true,
    hangUpAfterLastLineMilliseconds: 5_000,
    queuedMilliseconds: 0,
    exchangeCallId: 'x',
    targets: { department: () => undefined, takeOver: () => undefined },
    clock: time.clock,
    schedule: time.schedule,
    random: () => 0.5,
    log: createMemoryLog(),
    onLine: (index) => lines.push(index),
    onEvent: () => undefined,
  });
};
const answer = async (call: PlacedCall) => {
  seat.respond(await seat.next('INVITE'), '200 OK', ['Content-Type: application/sdp'], SDP);
  const ack = await seat.next('ACK');
  await call.answered;
  return { From: ack.header('To'), To: ack.header('From'), 'Call-ID': ack.header('Call-ID') };
};

beforeEach(async () => {
  time = createManualTime();
  sent = 0;
  closed = 0;
  refuse = false;
  lines.length = 0;
  server = await startSipServer({
    port: 0,
    accounts: new Map([['8001', 'right']]),
    clock: time.clock,
    log: createMemoryLog(),
    schedule: time.schedule,
    onRegistration: () => undefined,
    onCall: () => undefined,
  });
  seat = await connectSeat(server.url);
  await seat.register('8001', 'right');
});
afterEach(() => server.stop());

describe('a call with media', () => {
  it('speaks once the path is up and hangs up after its last line', async () => {
    const call = await place();
    await answer(call);
    time.pass(1_000);
    expect(sent).toBe(0);
    events.onConnected();
    for (let second = 0; second < 10 && call.report().state === 'talking'; second++) {
      events.onPacket(0);
      time.pass(1_000);
    }
    expect(lines).toEqual([0]);
    seat.respond(await seat.next('BYE'), '200 OK');
    expect(await call.ended).toMatchObject({ endedBy: 'caller', linesSaid: 1, mediaAfter: 1_000 });
    // 2.5 s of waiting, one frame, 5 s: at 50 packets a second.
    expect(sent).toBeGreaterThan(370);
    expect(sent).toBeLessThan(385);
    expect(closed).toBe(1);
    time.pass(10_000);
    expect(sent).toBeLessThan(385);
  });

  it('is over when nothing is heard for 20 s, even if there is no connection to say so', async () => {
    const call = await place();
    await answer(call);
    time.pass(15_000);
    events.onPacket(0);
    seat.close();
    await expect.poll(() => server.registrar.binding('8001')).toBeUndefined();
    time.pass(19_000);
    expect(call.report().state).toBe('talking');
    time.pass(3_000);
    expect(await call.ended).toMatchObject({ endedBy: 'lost' });
    const later = await connectSeat(server.url);
    await later.register('8001', 'right');
    await later.next('BYE');
  });

  it('refuses a re-INVITE that it cannot apply, and goes on', async () => {
    const call = await place();
    const dialog = await answer(call);
    const headers = { ...dialog, Contact: '<sip:seat@seat.invalid>', 'Content-Type': 'application/sdp' };
    refuse = true;
    seat.request('INVITE', URI, { ...headers, CSeq: '1 INVITE' }, SDP);
    expect((await seat.next('SIP/2.0 4')).first).toMatch(/488/);
    refuse = false;
    seat.request('INVITE', URI, { ...headers, CSeq: '2 INVITE' }, SDP);
    expect((await seat.next('SIP/2.0 200')).body).toBe(SDP);
    seat.request('ACK', URI, { ...dialog, CSeq: '2 ACK' });
    expect(call.report().state).toBe('talking');
    expect(closed).toBe(0);
  });

  it('a seat that never answers the CANCEL does not hold the line', async () => {
    const call = await place();
    await seat.next('INVITE');
    call.hangUp();
    time.pass(32_000);
    expect(await call.ended).toMatchObject({ endedBy: 'caller-gave-up' });
    expect(closed).toBe(1);
  });
});

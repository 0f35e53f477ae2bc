import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  MediaStreamTrack,
  RTCPeerConnection,
  type RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  usePCMA,
  usePCMU,
} from 'werift';
import { createMemoryLog } from '../log/index.ts';
import { ALAW_TO_LINEAR, FRAME_SAMPLES, levelOf, linearToAlaw, MULAW_TO_LINEAR } from './g711.ts';
import { type Practice, startPractice } from './index.ts';
import { connectSeat } from './testing/seat.test-support.ts';

// Real DTLS and real packets, so real time: the one place here where that is so.

/** 0.4 s of 500 Hz at half of full scale. */
const VOICE = Uint8Array.from({ length: 3_200 }, (_, index) =>
  linearToAlaw(16_384 * Math.sin((index * Math.PI) / 8)),
);

/** A seat's peer connection: a full ICE agent that speaks a tone all the time. */
class SeatPeer {
  readonly peer: RTCPeerConnection;
  readonly packets: RtpPacket[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(codec: RTCRtpCodecParameters) {
    this.peer = new RTCPeerConnection({
      codecs: { audio: [codec], video: [] },
      iceServers: [],
      iceUseIpv6: false,
      iceInterfaceAddresses: { udp4: '127.0.0.1' },
      iceAdditionalHostAddresses: ['127.0.0.1'],
    });
    const track = new MediaStreamTrack({ kind: 'audio' });
    this.peer.addTransceiver(track, { direction: 'sendrecv' });
    this.peer.onTrack.subscribe((one) => one.onReceiveRtp.subscribe((packet) => this.packets.push(packet)));
    let sequenceNumber = 0;
    this.#timer = setInterval(() => {
      const header = new RtpHeader({
        payloadType: codec.payloadType,
        sequenceNumber,
        timestamp: sequenceNumber * FRAME_SAMPLES,
      });
      sequenceNumber++;
      const payload = Buffer.from(
        Array.from({ length: FRAME_SAMPLES }, (_, index) => (index & 8 ? 0xb5 : 0x35)),
      );
      if (this.peer.connectionState === 'connected') track.writeRtp(new RtpPacket(header, payload));
    }, 20);
  }
  async answer(offer: string) {
    await this.peer.setRemoteDescription({ type: 'offer', sdp: offer });
    await this.peer.setLocalDescription(await this.peer.createAnswer());
    return this.peer.localDescription?.sdp ?? '';
  }
  async offer() {
    await this.peer.setLocalDescription(await this.peer.createOffer());
    return this.peer.localDescription?.sdp ?? '';
  }
  loudest(table: Int16Array) {
    return Math.max(0, ...this.packets.map(({ payload }) => levelOf(payload, table).rms));
  }
  async close() {
    clearInterval(this.#timer);
    await this.peer.close();
  }
}

describe('the voice of the practice exchange', () => {
  const directory = mkdtempSync(join(tmpdir(), 'practice-voice-'));
  mkdirSync(join(directory, 'practice', 'voices'), { recursive: true });
  writeFileSync(join(directory, 'practice', 'voices', 'a-1.alaw'), VOICE);
  const utterance = { id: 'a-1', text: '喂', english: 'Hello', audio: 'a-1.alaw', durationMilliseconds: 400 };
  const caller = {
    id: 'a',
    callerNumber: '15400000001',
    callerName: '测试',
    dialledLine: '12345',
    topic: { 'zh-CN': '测试', en: 'Test' },
    patienceSeconds: 30,
    utterances: [utterance],
    expected: { categoryFirstLevel: 'a', categorySecondLevel: 'b' },
    expectedTitle: 'c',
  };
  writeFileSync(join(directory, 'practice', 'callers.json'), JSON.stringify([caller]));
  const spoken = {
    number: '110',
    name: { 'zh-CN': '110 公安', en: '110 Police' },
    answers: 'speaks',
    ringMilliseconds: 1_500,
    ringBack: 'by-tone',
    utterances: [utterance],
  };
  writeFileSync(join(directory, 'practice', 'departments.json'), JSON.stringify([spoken]));
  const peers: SeatPeer[] = [];
  const practices: Practice[] = [];
  afterAll(async () => {
    await Promise.all(peers.map((one) => one.close()));
    await Promise.all(practices.map((one) => one.stop()));
    rmSync(directory, { recursive: true });
  });

  const answerCall = async (codec: RTCRtpCodecParameters, hangUpAfterLastLineMilliseconds: number) => {
    const practice = await startPractice({
      assetsDirectory: directory,
      clock: { wall: () => Date.now(), monotonic: () => performance.now() },
      random: Math.random,
      log: createMemoryLog(),
      accounts: [{ username: '8001', password: 'right' }],
      running: false,
      hangUpAfterLastLineMilliseconds,
    });
    practices.push(practice);
    const seat = await connectSeat(practice.settings.servers[0]);
    await seat.register('8001', 'right');
    const call = await practice.placeCall();
    const invite = await seat.next('INVITE');
    const peer = new SeatPeer(codec);
    peers.push(peer);
    seat.respond(invite, '200 OK', ['Content-Type: application/sdp'], await peer.answer(invite.body));
    const ack = await seat.next('ACK');
    const dialog = { From: ack.header('To'), To: ack.header('From'), 'Call-ID': ack.header('Call-ID') };
    return { practice, seat, call, peer, dialog };
  };

  it('is heard and hears, takes a replaced media page in mid-call, and hangs up by itself', async () => {
    const { practice, seat, call, peer, dialog } = await answerCall(usePCMA(), 2_000);
    await expect.poll(() => call.report().packetsReceived, { timeout: 10_000 }).toBeGreaterThan(25);
    await peer.close();
    const next = new SeatPeer(usePCMA());
    peers.push(next);
    const uri = 'sip:exchange@practice.invalid;transport=ws';
    const contact = { Contact: '<sip:seat@seat.invalid>', 'Content-Type': 'application/sdp' };
    seat.request('INVITE', uri, { ...dialog, ...contact, CSeq: '1 INVITE' }, await next.offer());
    const ok = await seat.next('SIP/2.0 200');
    seat.request('ACK', uri, { ...dialog, CSeq: '1 ACK' });
    await next.peer.setRemoteDescription({ type: 'answer', sdp: ok.body });
    const before = call.report().packetsReceived;
    await expect.poll(() => call.report().packetsReceived - before, { timeout: 10_000 }).toBeGreaterThan(25);
    // The seat never stops talking; the citizen interrupts only after 20 s, so it is made to listen here.
    await next.peer.getSenders()[0]?.replaceTrack(null);
    seat.respond(await seat.next('BYE'), '200 OK');
    const report = await call.ended;
    expect(report).toMatchObject({ endedBy: 'caller', linesSaid: 1 });
    expect(report.receivedPeak).toBeGreaterThan(0.2);
    expect(report.packetsSent).toBeGreaterThan(50);
    expect(next.loudest(ALAW_TO_LINEAR)).toBeGreaterThan(0.3);
    expect(practice.state().captions).toMatchObject([{ text: '喂', english: 'Hello', caller: 'a' }]);
    for (const { packets } of [peer, next]) {
      for (const [index, { header }] of packets.entries()) {
        const previous = packets[index - 1]?.header;
        if (!previous) continue;
        expect((header.sequenceNumber - previous.sequenceNumber) & 0xffff).toBe(1);
        expect((header.timestamp - previous.timestamp) >>> 0).toBe(FRAME_SAMPLES);
      }
    }
  }, 30_000);

  it('speaks mu-law to a seat that knows no A-law', async () => {
    const { seat, call, peer } = await answerCall(usePCMU(), 60_000);
    await peer.peer.getSenders()[0]?.replaceTrack(null);
    await expect.poll(() => peer.loudest(MULAW_TO_LINEAR), { timeout: 10_000 }).toBeGreaterThan(0.3);
    expect(peer.packets[0]?.header.payloadType).toBe(0);
    call.hangUp();
    seat.respond(await seat.next('BYE'), '200 OK');
    await call.ended;
  }, 30_000);

  it('hangs up when the answer has no usable audio', async () => {
    const practice = practices[0];
    if (!practice) throw new Error('no exchange');
    const seat = await connectSeat(practice.settings.servers[0]);
    await seat.register('8001', 'right');
    const head = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n';
    const secured = 'a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\na=fingerprint:sha-256 AA\r\n';
    for (const audio of [
      `m=audio 0 UDP/TLS/RTP/SAVPF 8\r\n${secured}`,
      `m=audio 9 UDP/TLS/RTP/SAVPF 111 101\r\n${secured}`,
      'm=audio 9 RTP/AVP 8\r\n',
    ]) {
      const call = await practice.placeCall();
      seat.respond(await seat.next('INVITE'), '200 OK', ['Content-Type: application/sdp'], head + audio);
      await seat.next('ACK');
      seat.respond(await seat.next('BYE'), '200 OK');
      expect(await call.ended).toMatchObject({ endedBy: 'media-failed' });
    }
  });
});

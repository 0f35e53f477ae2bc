import { afterAll, describe, expect, it } from 'vitest';
import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  usePCMA,
  usePCMU,
} from 'werift';
import { createMemoryLog } from '../log/index.ts';
import { ALAW_TO_LINEAR, FRAME_SAMPLES, levelOf, linearToAlaw, MULAW_TO_LINEAR } from './g711.ts';
import { type Practice, startPractice } from './index.ts';
import { createAssets } from './testing/practice.test-support.ts';
import { connectSeat, EXCHANGE } from './testing/seat.test-support.ts';

// Real DTLS and real packets, so real time: the one place here where that is so.

/** 0.4 s of 500 Hz at half of full scale. */
const VOICE = Uint8Array.from({ length: 3_200 }, (_, index) =>
  linearToAlaw(16_384 * Math.sin((index * Math.PI) / 8)),
);

/** Another number than the exchange's own, so that who reads the wrong one is found out. */
const TELEPHONE_EVENT = new RTCRtpCodecParameters({
  mimeType: 'audio/telephone-event',
  clockRate: 8000,
  channels: 1,
  payloadType: 110,
  parameters: '0-15',
});

/** A seat's peer connection: a full ICE agent that speaks a tone all the time. */
class SeatPeer {
  readonly peer: RTCPeerConnection;
  readonly packets: RtpPacket[] = [];
  readonly #timer: NodeJS.Timeout;

  readonly #track = new MediaStreamTrack({ kind: 'audio' });
  #sequenceNumber = 0;
  #timestamp = 0;

  constructor(codec: RTCRtpCodecParameters) {
    this.peer = new RTCPeerConnection({
      codecs: { audio: [codec, TELEPHONE_EVENT], video: [] },
      iceServers: [],
      iceUseIpv6: false,
      iceInterfaceAddresses: { udp4: '127.0.0.1' },
      iceAdditionalHostAddresses: ['127.0.0.1'],
    });
    this.peer.addTransceiver(this.#track, { direction: 'sendrecv' });
    // Told again after each hold, of the same track.
    this.peer.onTrack.once((one) => one.onReceiveRtp.subscribe((packet) => this.packets.push(packet)));
    this.#timer = setInterval(() => {
      this.#timestamp += FRAME_SAMPLES;
      const payload = Array.from({ length: FRAME_SAMPLES }, (_, index) => (index & 8 ? 0xb5 : 0x35));
      this.#send(codec.payloadType, payload);
    }, 20);
  }
  #send(payloadType: number, payload: number[]) {
    if (this.peer.connectionState !== 'connected') return;
    const header = new RtpHeader({
      payloadType,
      sequenceNumber: this.#sequenceNumber++,
      timestamp: this.#timestamp,
    });
    this.#track.writeRtp(new RtpPacket(header, Buffer.from(payload)));
  }
  /** A key press as RFC 4733 section 2.5 sends it: updates, and the end three times, all of one timestamp. */
  press(event: number) {
    const [transceiver] = this.peer.getTransceivers();
    const agreed = transceiver?.codecs.find(({ name }) => name === 'telephone-event');
    const voice = transceiver?.sender.codec;
    if (!voice || !agreed) throw new Error('No telephone-event was agreed on.');
    // werift sends everything under the number of its sender's codec.
    transceiver.sender.codec = agreed;
    for (const [end, duration] of [
      [0, 160],
      [0, 320],
      [0x80, 480],
      [0x80, 480],
      [0x80, 480],
    ] as const) {
      this.#send(agreed.payloadType, [event, end | 10, duration >> 8, duration & 0xff]);
    }
    transceiver.sender.codec = voice;
    this.#timestamp += FRAME_SAMPLES;
  }
  /** A re-INVITE's offer with our side in this direction. */
  async reoffer(direction: 'sendrecv' | 'sendonly' | 'inactive') {
    for (const transceiver of this.peer.getTransceivers()) transceiver.setDirection(direction);
    return this.offer();
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
  const assets = createAssets(VOICE);
  const peers: SeatPeer[] = [];
  const practices: Practice[] = [];
  afterAll(async () => {
    await Promise.all(peers.map((one) => one.close()));
    await Promise.all(practices.map((one) => one.stop()));
    assets.remove();
  });

  const start = async (hangUpAfterLastLineMilliseconds: number) => {
    const practice = await startPractice({
      assetsDirectory: assets.path,
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
    return { practice, seat };
  };
  const answerCall = async (codec: RTCRtpCodecParameters, hangUpAfterLastLineMilliseconds: number) => {
    const { practice, seat } = await start(hangUpAfterLastLineMilliseconds);
    const call = await practice.placeCall('a');
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
    await expect.poll(() => call.report().packetsReceived).toBeGreaterThan(25);
    await peer.close();
    const next = new SeatPeer(usePCMA());
    peers.push(next);
    const contact = { Contact: '<sip:seat@seat.invalid>', 'Content-Type': 'application/sdp' };
    seat.request('INVITE', EXCHANGE, { ...dialog, ...contact, CSeq: '1 INVITE' }, await next.offer());
    const ok = await seat.next('SIP/2.0 200');
    seat.request('ACK', EXCHANGE, { ...dialog, CSeq: '1 ACK' });
    await next.peer.setRemoteDescription({ type: 'answer', sdp: ok.body });
    const before = call.report().packetsReceived;
    await expect.poll(() => call.report().packetsReceived - before).toBeGreaterThan(25);
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
  });

  it('speaks mu-law to a seat that knows no A-law', async () => {
    const { seat, call, peer } = await answerCall(usePCMU(), 60_000);
    await peer.peer.getSenders()[0]?.replaceTrack(null);
    await expect.poll(() => peer.loudest(MULAW_TO_LINEAR)).toBeGreaterThan(0.3);
    expect(peer.packets[0]?.header.payloadType).toBe(0);
    call.hangUp();
    seat.respond(await seat.next('BYE'), '200 OK');
    await call.ended;
  });

  it('PR-1 says nothing while it is held, and goes on in the same stream when it is resumed', async () => {
    const { practice, seat, call, peer, dialog } = await answerCall(usePCMA(), 60_000);
    await expect.poll(() => call.report().packetsSent).toBeGreaterThan(25);
    const contact = { Contact: '<sip:seat@seat.invalid>', 'Content-Type': 'application/sdp' };
    let sequence = 0;
    const reinvite = async (direction: 'sendrecv' | 'sendonly' | 'inactive') => {
      sequence++;
      const cseq = { ...dialog, ...contact, CSeq: `${sequence} INVITE` };
      seat.request('INVITE', EXCHANGE, cseq, await peer.reoffer(direction));
      const ok = await seat.next('SIP/2.0 200');
      seat.request('ACK', EXCHANGE, { ...dialog, CSeq: `${sequence} ACK` });
      await peer.peer.setRemoteDescription({ type: 'answer', sdp: ok.body });
      return ok.body;
    };
    for (const direction of ['sendonly', 'inactive'] as const) {
      expect(await reinvite(direction)).toContain(direction === 'sendonly' ? 'a=recvonly' : 'a=inactive');
      const sentBefore = call.report().packetsSent;
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(call.report()).toMatchObject({ held: true, packetsSent: sentBefore });
      expect(await reinvite('sendrecv')).toContain('a=sendrecv');
      await expect.poll(() => call.report().packetsSent).toBeGreaterThan(sentBefore + 10);
    }
    await expect.poll(() => peer.packets.length).toBeGreaterThan(call.report().packetsSent - 5);
    const jumps = peer.packets.flatMap(({ header }, index) => {
      const previous = peer.packets[index - 1]?.header;
      if (!previous) return [];
      expect((header.sequenceNumber - previous.sequenceNumber) & 0xffff).toBe(1);
      const step = (header.timestamp - previous.timestamp) >>> 0;
      return step === FRAME_SAMPLES ? [] : [step];
    });
    // The time on hold has passed for the stream too: more than 0.3 s, in whole frames.
    expect(jumps).toHaveLength(2);
    for (const jump of jumps) {
      expect(jump % FRAME_SAMPLES).toBe(0);
      expect(jump).toBeGreaterThan(15 * FRAME_SAMPLES);
    }
    expect(practice.state().captions.map(({ kind }) => kind)).toContain('event');
    call.hangUp();
    seat.respond(await seat.next('BYE'), '200 OK');
  });

  it('PR-3 keys pressed by telephone-event are heard once each, twice the same too', async () => {
    const { practice, seat, call, peer } = await answerCall(usePCMA(), 60_000);
    await expect.poll(() => call.report().packetsReceived).toBeGreaterThan(5);
    for (const event of [1, 1, 11]) peer.press(event);
    await expect.poll(() => practice.state().captions.at(-1)?.text).toBe('（按键 11#）');
    call.hangUp();
    seat.respond(await seat.next('BYE'), '200 OK');
  });

  it('PR-6 a department is heard ringing before it answers, and then speaking', async () => {
    const { practice, seat } = await start(60_000);
    const peer = new SeatPeer(usePCMA());
    peers.push(peer);
    const call = await seat.dial('2002', 'right', await peer.offer());
    const early = await seat.next('SIP/2.0 183');
    await peer.peer.setRemoteDescription({ type: 'answer', sdp: early.body });
    await expect.poll(() => peer.loudest(ALAW_TO_LINEAR)).toBeGreaterThan(0.1);
    expect(practice.dialledCalls()).toMatchObject([{ state: 'ringing' }]);
    const ringing = peer.loudest(ALAW_TO_LINEAR);
    expect(ringing).toBeLessThan(0.2);
    const { dialog } = await call.ok();
    // The recording is louder than the tone.
    await expect.poll(() => peer.loudest(ALAW_TO_LINEAR)).toBeGreaterThan(0.3);
    expect(practice.state().captions.at(-1)).toMatchObject({ caller: '2002', text: '请讲' });
    peer.press(0);
    await expect.poll(() => practice.state().captions.at(-1)?.text).toBe('（按键 0）');
    seat.request('BYE', EXCHANGE, { ...dialog, CSeq: '3 BYE' });
    await seat.next('SIP/2.0 200');
    expect(practice.dialledCalls()).toMatchObject([{ endedBy: 'seat' }]);
  });

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

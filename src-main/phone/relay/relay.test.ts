import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel, MediaStatistics } from '#shared/contract/index.ts';
import { exchangeSettingsSchema } from '#shared/settings/index.ts';
import { createMemoryLog } from '../../log/index.ts';
import type { MediaPage, MediaSessionChange } from '../media-port.ts';
import { createRelay, type Relay, type RelayOptions } from './index.ts';
import { spawnRelayWorker } from './relay-thread.ts';
import { readRtcp, writeRtcp } from './rtcp.ts';
import { writeRtp } from './rtp-packet.ts';
import { createSrtpReceiver, createSrtpSender } from './srtp.ts';
import { openRtpPeer, type RtpPeer } from './testing/rtp-peer.test-support.ts';
import { createWeriftPage, type WeriftPage } from './testing/werift-page.test-support.ts';

const CALL = '01890a5d-ac96-774b-bcce-b302099a8057';
const LOOPBACK = '127.0.0.1';

const open: Array<() => void | Promise<void>> = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

let ids = 0;
const newId = () => `01890a5d-ac96-774b-bcce-${(++ids).toString(16).padStart(12, '0')}`;

interface Seat {
  readonly relay: Relay;
  readonly web: WeriftPage;
  readonly exchange: RtpPeer;
  readonly page: MediaPage;
  readonly changes: MediaSessionChange[];
  readonly statistics: MediaStatistics[];
  readonly log: ReturnType<typeof createMemoryLog>;
}

async function setUp(
  options: Partial<RelayOptions> & { srtp?: 'always' | 'when-offered'; rtpPorts?: [number, number] } = {},
): Promise<Seat> {
  const web = createWeriftPage();
  const exchange = await openRtpPeer();
  const log = createMemoryLog();
  const { media } = exchangeSettingsSchema.parse({
    servers: ['sip:127.0.0.1'],
    domain: 'test.invalid',
    username: '1000',
    password: '',
    marks: [8_000, 12_000, 15_000],
    media: { rtpPorts: options.rtpPorts ?? [40_000, 48_000], srtp: options.srtp ?? 'when-offered' },
  });
  const relay = createRelay({
    media: web.port,
    settings: media,
    localAddress: () => LOOPBACK,
    newId,
    schedule: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    log,
    ...options,
  });
  const page = relay.port.page();
  if (!page) throw new Error('There is no page.');
  const changes: MediaSessionChange[] = [];
  const statistics: MediaStatistics[] = [];
  relay.port.onSession((change) => changes.push(change));
  relay.port.onStatistics((one) => statistics.push(one));
  open.push(
    () => exchange.close(),
    () => web.close(),
    () => relay.stop(),
  );
  return { relay, web, exchange, page, changes, statistics, log };
}

const portOf = (sdp: string) => Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);
const last = (seat: Seat) => {
  const session = [...seat.web.sessions.values()].at(-1);
  if (!session) throw new Error('The page has no session.');
  return session;
};
const connected = (seat: Seat) =>
  expect.poll(() => seat.changes.map(({ connection }) => connection)).toContain('connected');

/** Sends until the other side has heard as many; answers what was sent. */
async function talk(
  send: (payload: Buffer) => void,
  heard: () => number,
  packets: number,
): Promise<Buffer[]> {
  const sent: Buffer[] = [];
  const before = heard();
  for (let count = 0; count < packets; count++) {
    const payload = randomBytes(160);
    sent.push(payload);
    send(payload);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => heard() - before).toBe(packets);
  return sent;
}

describe('relay', () => {
  it('RL-1 RL-3 passes payloads through, both ways, bit by bit', async () => {
    const seat = await setUp();
    const { answer } = await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    expect(answer).toMatch(/^m=audio \d+ RTP\/AVP 8 101\r$/m);
    await connected(seat);
    const ours = { address: LOOPBACK, port: portOf(answer) };
    const session = last(seat);
    const spoken = await talk(
      (payload) => session.send({ payload }),
      () => seat.exchange.heard.length,
      60,
    );
    expect(seat.exchange.heard.map(({ payload }) => payload)).toEqual(spoken);
    expect(new Set(seat.exchange.heard.map(({ payloadType }) => payloadType))).toEqual(new Set([8]));
    const citizen = await talk(
      (payload) => seat.exchange.send(ours, { payload }),
      () => session.heard.length,
      60,
    );
    expect(session.heard.map(({ payload }) => payload)).toEqual(citizen);
    seat.web.emitStatistics([...seat.web.sessions.keys()].at(-1) ?? '');
    await expect.poll(() => seat.statistics.length).toBe(1);
    expect(seat.statistics[0]).toMatchObject({
      sessionId: CALL,
      packetsSent: 60,
      packetsReceived: 60,
      packetsLost: 0,
      inboundLevel: 0.5,
      codec: 'PCMA',
    });
  });

  it('RL-2 what is not plain RTP goes through to the page', async () => {
    const seat = await setUp();
    const webrtc = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8\r\na=fingerprint:sha-256 AA\r\n';
    await seat.page.answerOffer({ sessionId: CALL, offer: webrtc }).catch(() => undefined);
    expect(seat.web.offers).toEqual([webrtc]);
    await expect(seat.page.acceptAnswer({ sessionId: CALL, answer: webrtc })).rejects.toMatchObject({
      code: 'no-such-session',
    });
    expect(await seat.page.sendDigits({ sessionId: newId(), digits: '1' })).toEqual({ sent: false });
    await seat.page.close({ sessionId: CALL });
    expect(seat.web.closed).toEqual([CALL]);
    seat.web.emitStatistics(CALL);
    expect(seat.statistics.at(-1)).toMatchObject({ sessionId: CALL, packetsReceived: 1 });
  });

  it('RL-4 RL-17 a call of ours: early media, the answer, hold on the same port, the way back', async () => {
    const seat = await setUp();
    const { offer } = await seat.page.createOffer({ sessionId: CALL, direction: 'sendrecv' });
    await connected(seat);
    const ours = { address: LOOPBACK, port: portOf(offer) };
    const session = last(seat);
    const early = seat.exchange.sdp({ direction: 'sendonly', formats: '8 101' });
    await seat.page.acceptAnswer({ sessionId: CALL, answer: early });
    await talk(
      (payload) => seat.exchange.send(ours, { payload }),
      () => session.heard.length,
      10,
    );
    await seat.page.acceptAnswer({ sessionId: CALL, answer: seat.exchange.sdp({ formats: '8 101' }) });
    await talk(
      (payload) => session.send({ payload }),
      () => seat.exchange.heard.length,
      10,
    );

    const held = await seat.page.createOffer({ sessionId: CALL, direction: 'inactive' });
    expect(portOf(held.offer)).toBe(ours.port);
    await seat.page.acceptAnswer({ sessionId: CALL, answer: seat.exchange.sdp({ direction: 'inactive' }) });
    const before = [seat.exchange.heard.length, session.heard.length];
    for (let count = 0; count < 20; count++) {
      session.send({ payload: randomBytes(160) });
      seat.exchange.send(ours, { payload: randomBytes(160) });
    }
    const counted = () => {
      seat.web.emitStatistics([...seat.web.sessions.keys()].at(-1) ?? '');
      return seat.statistics.at(-1)?.packetsReceived ?? 0;
    };
    await expect.poll(counted).toBe(30);
    expect([seat.exchange.heard.length, session.heard.length]).toEqual(before);

    await seat.page.createOffer({ sessionId: CALL, direction: 'sendrecv' });
    await seat.page.acceptAnswer({ sessionId: CALL, answer: seat.exchange.sdp({ formats: '8 101' }) });
    await talk(
      (payload) => session.send({ payload }),
      () => seat.exchange.heard.length,
      10,
    );
    await talk(
      (payload) => seat.exchange.send(ours, { payload }),
      () => session.heard.length,
      10,
    );
    const numbers = seat.exchange.heard.map(({ sequenceNumber }) => sequenceNumber);
    expect(numbers).toEqual(numbers.map((_, at) => ((numbers[0] ?? 0) + at) & 0xffff));
    expect(seat.exchange.heard[10]?.marker).toBe(true);
  });

  it('RL-6 key presses go out by the number agreed on; none comes in, nor comfort noise; without an agreement none is sent', async () => {
    const seat = await setUp();
    const offer = seat.exchange
      .sdp({ formats: '8 96' })
      .replace('rtpmap:101', 'rtpmap:96')
      .replace('fmtp:101', 'fmtp:96');
    const { answer } = await seat.page.answerOffer({ sessionId: CALL, offer });
    expect(answer).toContain('a=rtpmap:96 telephone-event/8000\r\n');
    await connected(seat);
    expect(await seat.page.sendDigits({ sessionId: CALL, digits: '5' })).toEqual({ sent: true });
    const session = last(seat);
    const event = Buffer.from([5, 0x8a, 3, 0x20]);
    session.send({ payload: event, payloadType: 101, marker: true, samples: 0 });
    await expect.poll(() => seat.exchange.heard.length).toBe(1);
    expect(seat.exchange.heard[0]).toMatchObject({ payloadType: 96, payload: event, marker: true });

    const ours = { address: LOOPBACK, port: portOf(answer) };
    seat.exchange.send(ours, { payload: randomBytes(160) });
    seat.exchange.send(ours, { payload: event, payloadType: 96 });
    seat.exchange.send(ours, { payload: Buffer.from([40]), payloadType: 13 });
    seat.exchange.send(ours, { payload: randomBytes(160) });
    await expect.poll(() => session.heard.length).toBe(2);
    expect(session.heard.map(({ payloadType }) => payloadType)).toEqual([8, 8]);

    const pausing = () => {
      seat.web.emitStatistics([...seat.web.sessions.keys()].at(-1) ?? '');
      return seat.statistics.at(-1)?.pausing;
    };
    await expect.poll(pausing).toBe(false);
    seat.exchange.send(ours, { payload: Buffer.from([40]), payloadType: 13 });
    await expect.poll(pausing).toBe(true);
    seat.exchange.send(ours, { payload: randomBytes(160) });
    await expect.poll(pausing).toBe(false);

    const second = newId();
    await seat.page.answerOffer({ sessionId: second, offer: seat.exchange.sdp({ formats: '8' }) });
    expect(await seat.page.sendDigits({ sessionId: second, digits: '5' })).toEqual({ sent: false });
  });

  it('RL-7 PCMU and another packet length: the page is asked to send so, payloads stay as they are', async () => {
    const seat = await setUp();
    const offer = seat.exchange.sdp({ formats: '97 101', lines: ['a=rtpmap:97 PCMU/8000', 'a=ptime:30'] });
    const { answer } = await seat.page.answerOffer({ sessionId: CALL, offer });
    await connected(seat);
    expect(seat.web.offers.map((one) => /^m=.*$/m.exec(one)?.[0])).toEqual([
      expect.stringMatching(/ 8 0 101\r?$/),
      expect.stringMatching(/ 0 8 101\r?$/),
    ]);
    expect(seat.web.offers[1]).toContain('a=ptime:30\r\n');
    const session = last(seat);
    expect(session.payloadType).toBe(0);
    const ours = { address: LOOPBACK, port: portOf(answer) };
    await talk(
      (payload) => session.send({ payload }),
      () => seat.exchange.heard.length,
      5,
    );
    expect(seat.exchange.heard[0]?.payloadType).toBe(97);
    await talk(
      (payload) => seat.exchange.send(ours, { payload, payloadType: 97 }),
      () => session.heard.length,
      5,
    );
    expect(session.heard[0]?.payloadType).toBe(0);
    // The next call finds the page as this exchange wants it.
    await seat.page.answerOffer({ sessionId: newId(), offer });
    expect(seat.web.offers).toHaveLength(3);
  });

  it('RL-8 another SSRC, disorder and repeats: the page hears one stream', async () => {
    const seat = await setUp();
    const { answer } = await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    await connected(seat);
    const session = last(seat);
    const ours = { address: LOOPBACK, port: portOf(answer) };
    const send = (ssrc: number, sequenceNumber: number, timestamp: number, text: string) =>
      seat.exchange.send(ours, { ssrc, sequenceNumber, timestamp, payload: Buffer.from(text) });
    send(1, 100, 1_000, 'a');
    send(1, 102, 1_320, 'c');
    send(1, 101, 1_160, 'b');
    send(1, 101, 1_160, 'b');
    send(2, 9, 5, 'd');
    send(2, 10, 165, 'e');
    await expect.poll(() => session.heard.map(({ payload }) => String(payload)).join('')).toBe('acbde');
    const first = session.heard[0]?.sequenceNumber ?? 0;
    expect(session.heard.map(({ sequenceNumber }) => sequenceNumber - first)).toEqual([0, 2, 1, 3, 4]);
    const times = session.heard.map(({ timestamp }) => timestamp - (session.heard[0]?.timestamp ?? 0));
    expect(times.slice(0, 3)).toEqual([0, 320, 160]);
    expect(times[3]).toBeGreaterThanOrEqual(480);
    expect((times[4] ?? 0) - (times[3] ?? 0)).toBe(160);
  });

  it('RL-13 SRTP when the exchange offers it: both ways, with RTCP', async () => {
    const seat = await setUp();
    const key = randomBytes(30);
    const suite = 'AES_CM_128_HMAC_SHA1_32';
    const offer = seat.exchange.sdp({
      profile: 'RTP/SAVP',
      lines: [`a=crypto:4 ${suite} inline:${key.toString('base64')}`],
    });
    const { answer } = await seat.page.answerOffer({ sessionId: CALL, offer });
    const inline = /^a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:(\S+)/m.exec(answer)?.[1] ?? '';
    await connected(seat);
    const session = last(seat);
    const receiver = createSrtpReceiver(suite, Buffer.from(inline, 'base64'));
    const sender = createSrtpSender(suite, key);
    const clear: Buffer[] = [];
    seat.exchange.audio.on('message', (data) =>
      clear.push(receiver.unprotectRtp(data)?.subarray(12) ?? data),
    );
    const spoken = await talk(
      (payload) => session.send({ payload }),
      () => clear.length,
      10,
    );
    expect(clear).toEqual(spoken);
    const citizen = randomBytes(160);
    const packet = writeRtp({
      ssrc: 1,
      sequenceNumber: 1,
      timestamp: 1,
      marker: false,
      payloadType: 8,
      payload: citizen,
    });
    const port = portOf(answer);
    seat.exchange.audio.send(packet, port, LOOPBACK);
    seat.exchange.audio.send(sender.protectRtp(packet), port, LOOPBACK);
    await expect.poll(() => session.heard.length).toBe(1);
    expect(session.heard[0]?.payload).toEqual(citizen);
    const controls: Buffer[] = [];
    seat.exchange.control.on('message', (data) => controls.push(data));
    await seat.page.close({ sessionId: CALL });
    await expect.poll(() => controls.length).toBeGreaterThan(0);
    expect(
      receiver.unprotectRtcp(controls.at(-1) ?? Buffer.alloc(0))?.includes(Buffer.from('81cb0001', 'hex')),
    ).toBe(true);
  });

  it('RL-14 RL-16 reports both ways; the exchange says what it loses', async () => {
    const seat = await setUp();
    const { answer } = await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    await connected(seat);
    const session = last(seat);
    const ours = { address: LOOPBACK, port: portOf(answer) };
    await talk(
      (payload) => session.send({ payload }),
      () => seat.exchange.heard.length,
      5,
    );
    await talk(
      (payload) => seat.exchange.send(ours, { payload }),
      () => session.heard.length,
      5,
    );
    const began = performance.now();
    await expect.poll(() => seat.exchange.reports.length).toBeGreaterThan(0);
    const own = readRtcp(seat.exchange.reports[0] ?? Buffer.alloc(0));
    const ssrc = seat.exchange.heard[0]?.ssrc ?? 0;
    expect(own?.senderReports[0]?.ssrc).toBe(ssrc);
    expect(own?.receptions[0]).toMatchObject({ ssrc: 7, fractionLost: 0 });
    const theirs = writeRtcp({
      ssrc: 7,
      canonicalName: 'exchange',
      sender: undefined,
      reception: { ssrc, fractionLost: 64, packetsLost: 1, highestSequence: 1, jitter: 0 },
      lastReport: { middle: own?.senderReports[0]?.middle ?? 0, sinceMilliseconds: 0 },
      bye: false,
    });
    seat.exchange.control.send(theirs, ours.port + 1, LOOPBACK);
    const key = [...seat.web.sessions.keys()].at(-1) ?? '';
    await expect
      .poll(() => {
        seat.web.emitStatistics(key);
        return seat.statistics.at(-1)?.remoteLossShare;
      })
      .toBe(0.25);
    // It comes from the seat's own clock, which RTCP carries in units of 1/65,536 s, and so cannot be longer than this test.
    expect(seat.statistics.at(-1)?.roundTripMilliseconds).toBeLessThan(performance.now() - began + 4_000);
    await seat.page.close({ sessionId: CALL });
    await expect.poll(() => seat.exchange.reports.at(-1)?.subarray(-8, -4).toString('hex')).toBe('81cb0001');
  });

  it('RL-18 a warm session answers the call, unmuted by it, and another is made after it', async () => {
    const seat = await setUp();
    seat.relay.start();
    seat.relay.start();
    await expect.poll(() => last(seat).connection.connectionState).toBe('connected');
    const warm = last(seat);
    expect(warm.standing).toMatchObject({ muted: true, heard: false });
    await seat.page.setSession({ sessionId: CALL, muted: true, heard: true, mixedWith: [] });
    expect(warm.standing).toMatchObject({ muted: true, heard: false });
    const { answer } = await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    expect(seat.web.sessions.size).toBe(1);
    expect(warm.standing).toMatchObject({ muted: true, heard: true });
    await talk(
      (payload) => seat.exchange.send({ address: LOOPBACK, port: portOf(answer) }, { payload }),
      () => warm.heard.length,
      5,
    );
    await expect.poll(() => seat.web.sessions.size).toBe(2);
    await seat.page.close({ sessionId: CALL });
    await expect.poll(() => seat.web.sessions.size).toBe(1);
  });

  it('RL-18 sessions of a conference are named as the page knows them', async () => {
    const seat = await setUp();
    const other = newId();
    const webrtc = newId();
    await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    const first = last(seat);
    await seat.page.setSession({ sessionId: CALL, muted: false, heard: true, mixedWith: [other, webrtc] });
    expect(first.standing?.mixedWith).toEqual([other, webrtc]);
    await seat.page.createOffer({ sessionId: other, direction: 'sendrecv' });
    const [, otherId] = [...seat.web.sessions.keys()];
    expect(first.standing?.mixedWith).toEqual([otherId, webrtc]);
    expect(last(seat).standing).toMatchObject({ sessionId: otherId, muted: false, heard: true });
  });

  it('RL-19 a thread that dies: its calls fail, and the next description finds another', async () => {
    const threads: Channel[] = [];
    const spawn = () => {
      const channel = spawnRelayWorker(createMemoryLog());
      threads.push(channel);
      return channel;
    };
    const seat = await setUp({ spawn });
    seat.relay.start();
    await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    await connected(seat);
    threads[0]?.close();
    await expect.poll(() => seat.changes.at(-1)).toEqual({ sessionId: CALL, connection: 'failed' });
    expect(seat.log.lines.map(({ event }) => event)).toContain('relay-thread-ended');
    await expect.poll(() => threads.length).toBe(2);
    const again = newId();
    const { offer } = await seat.page.createOffer({ sessionId: again, direction: 'sendrecv' });
    await seat.page.acceptAnswer({ sessionId: again, answer: seat.exchange.sdp({ formats: '8' }) });
    // The next warm session may be there already; it is not heard.
    const session = [...seat.web.sessions.values()].find(({ standing }) => standing?.heard);
    if (!session) throw new Error('The page has no session of the call.');
    await expect.poll(() => session.connection.connectionState).toBe('connected');
    await talk(
      (payload) => seat.exchange.send({ address: LOOPBACK, port: portOf(offer) }, { payload }),
      () => session.heard.length,
      5,
    );
  });

  it('RL-20 a page that goes takes its sessions along; with the next one there are new ones', async () => {
    const seat = await setUp();
    await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    seat.web.disconnect();
    expect(seat.relay.port.page()).toBeUndefined();
    await expect(
      seat.page.answerOffer({ sessionId: newId(), offer: seat.exchange.sdp() }),
    ).rejects.toMatchObject({ code: 'disconnected' });
    seat.web.connect();
    const { answer } = await seat.page.answerOffer({ sessionId: newId(), offer: seat.exchange.sdp() });
    expect(portOf(answer)).toBeGreaterThan(0);
    expect(seat.web.offers).toHaveLength(2);
  });

  it('RL-4 a bad re-INVITE leaves the call as it was; a bad INVITE leaves nothing', async () => {
    const seat = await setUp();
    const bad = seat.exchange.sdp({ formats: '18' });
    await expect(seat.page.answerOffer({ sessionId: CALL, offer: bad })).rejects.toMatchObject({
      code: 'sdp-refused',
    });
    await expect.poll(() => seat.web.sessions.size).toBe(0);
    const { answer } = await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    await connected(seat);
    await expect(seat.page.answerOffer({ sessionId: CALL, offer: bad })).rejects.toMatchObject({
      code: 'sdp-refused',
    });
    const again = await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    expect(again.answer).toBe(answer);
    await talk(
      (payload) => last(seat).send({ payload }),
      () => seat.exchange.heard.length,
      5,
    );
  });

  it('RL-11 another address of ours gets another port, and audio goes on there', async () => {
    let address = LOOPBACK;
    const seat = await setUp({ localAddress: () => address });
    await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    await connected(seat);
    address = '127.0.0.2';
    const { offer } = await seat.page.createOffer({ sessionId: CALL, direction: 'sendrecv' });
    expect(offer).toContain('c=IN IP4 127.0.0.2\r\n');
    await seat.page.acceptAnswer({ sessionId: CALL, answer: seat.exchange.sdp({ formats: '8 101' }) });
    const session = last(seat);
    await talk(
      (payload) => session.send({ payload }),
      () => seat.exchange.heard.length,
      5,
    );
    await talk(
      (payload) => seat.exchange.send({ address, port: portOf(offer) }, { payload }),
      () => session.heard.length,
      5,
    );
  });

  it('RL-5 garbage at every port changes nothing', async () => {
    const seat = await setUp();
    const { answer } = await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    await connected(seat);
    const session = last(seat);
    const ours = { address: LOOPBACK, port: portOf(answer) };
    const pagePort = Number(
      /typ host/.test(seat.web.offers[0] ?? '') &&
        /127\.0\.0\.1 (\d+) typ host/.exec(seat.web.offers[0] ?? '')?.[1],
    );
    const stun = Buffer.from('000100082112a442000000000000000000000000002000040001', 'hex');
    for (let count = 0; count < 500; count++) {
      const garbage = randomBytes(count % 60);
      if (count % 3 === 0 && garbage.length > 0) garbage[0] = 0x80;
      seat.exchange.audio.send(garbage, ours.port, LOOPBACK);
      seat.exchange.audio.send(garbage, ours.port + 1, LOOPBACK);
      seat.exchange.audio.send(count % 2 === 0 ? garbage : stun, pagePort, LOOPBACK);
      if (count % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await talk(
      (payload) => session.send({ payload }),
      () => seat.exchange.heard.length,
      5,
    );
    await talk(
      (payload) => seat.exchange.send(ours, { payload, ssrc: 4_000 }),
      () => session.heard.filter(({ payload }) => payload.length === 160).length,
      5,
    );
    expect(seat.changes.map(({ connection }) => connection)).not.toContain('failed');
  });

  it('RL-3 no free port is said, and the page keeps nothing', async () => {
    const seat = await setUp({ localAddress: () => '192.0.2.77' });
    await expect(
      seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() }),
    ).rejects.toMatchObject({ code: 'no-free-port' });
    await expect.poll(() => seat.web.sessions.size).toBe(0);
  });

  it('RL-3 a call gives its ports back', async () => {
    const seat = await setUp({ rtpPorts: [49_001, 49_020] });
    const ports = new Set<number>();
    for (let count = 0; count < 20; count++) {
      const sessionId = newId();
      const { answer } = await seat.page.answerOffer({ sessionId, offer: seat.exchange.sdp() });
      ports.add(portOf(answer));
      await seat.page.close({ sessionId });
    }
    for (const port of ports) {
      expect(port % 2).toBe(0);
      expect(port).toBeGreaterThanOrEqual(49_001);
      expect(port).toBeLessThan(49_020);
    }
    await expect.poll(() => seat.web.sessions.size).toBe(0);
  });
});

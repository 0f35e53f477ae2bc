import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { readRtcp, writeRtcp } from './rtcp.ts';
import { writeRtp } from './rtp-packet.ts';
import { createSrtpReceiver, createSrtpSender } from './srtp.ts';
import {
  CALL,
  closeAll,
  connected,
  LOOPBACK,
  last,
  newId,
  portOf,
  setUp,
  talk,
} from './testing/relay-seat.test-support.ts';

afterEach(closeAll);

describe('relay: what passes', () => {
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
});

import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel } from '#shared/contract/index.ts';
import { createMemoryLog } from '../../log/index.ts';
import { spawnRelayWorker } from './relay-thread.ts';
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

describe('relay: sessions, ports and faults', () => {
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

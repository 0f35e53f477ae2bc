import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeTime } from '../testing/fake-time.test-support.ts';
import { openTestLink, targetOf } from './testing/link.test-support.ts';
import { requestText } from './testing/messages.test-support.ts';

let peer: Socket;
let port: number;
const open: Array<() => void> = [];

beforeEach(async () => {
  peer = createSocket('udp4');
  peer.bind(0, '127.0.0.1');
  await once(peer, 'listening');
  port = peer.address().port;
});

afterEach(() => {
  for (const close of open.splice(0)) close();
  peer.close();
});

async function connect(options: Parameters<typeof openTestLink>[1] = {}) {
  const opened = await openTestLink(targetOf('UDP', port), options);
  open.push(() => opened.link.destroy());
  const say = (text: string | Buffer) => peer.send(text, opened.link.local.port);
  return { ...opened, say };
}

async function heard(): Promise<string> {
  const [datagram] = await once(peer, 'message');
  return String(datagram);
}

describe('SIP over UDP (docs/spec/transport.md)', () => {
  it('knows its own end', async () => {
    const { link } = await connect();
    expect(link.local).toEqual({ address: '127.0.0.1', port: expect.any(Number) });
  });

  it('TR-30 sends a request again', async () => {
    const time = createFakeTime();
    const { link } = await connect({ schedule: time.schedule });
    const first = heard();
    link.send(requestText('BYE'));
    expect(await first).toBe(requestText('BYE'));
    const second = heard();
    await time.pass(500);
    expect(await second).toBe(requestText('BYE'));
  });

  it('TR-14 discards what follows the body, counted in bytes', async () => {
    const { next, say } = await connect();
    const text = requestText('MESSAGE', { body: '急救' });
    say(`${text}急`);
    expect(await next()).toEqual({ kind: 'message', text });
  });

  it('TR-14 gives on a datagram without Content-Length as it is', async () => {
    const { next, say } = await connect();
    const text = requestText('MESSAGE', { body: 'x' }).replace('Content-Length: 1\r\n', '');
    say(text);
    expect(await next()).toEqual({ kind: 'message', text });
  });

  it('TR-11 answers a ping, hears a pong, and takes zeros for a ping that wants nothing', async () => {
    const { next, say } = await connect();
    const answer = heard();
    say('\r\n\r\n');
    expect(await answer).toBe('\r\n');
    say('\r\n');
    say(Buffer.alloc(4));
    expect([await next(), await next(), await next()]).toEqual([
      { kind: 'ping' },
      { kind: 'pong' },
      { kind: 'ping' },
    ]);
  });

  it('TR-15 sends large messages too, but none that no datagram holds', async () => {
    const { link } = await connect();
    const first = heard();
    const large = requestText('MESSAGE', { body: 'x'.repeat(20_000) });
    link.send(large);
    expect(await first).toBe(large);
    expect(() => link.send(requestText('MESSAGE', { body: 'x'.repeat(65_000) }))).toThrow(
      expect.objectContaining({ code: 'message-too-long' }),
    );
  });

  it('TR-16 hears nobody but its server', async () => {
    const { events, next, link, say } = await connect();
    const stranger = createSocket('udp4');
    await new Promise((resolve) =>
      stranger.send(requestText('INVITE'), link.local.port, '127.0.0.1', resolve),
    );
    stranger.close();
    say('\r\n');
    await next();
    expect(events).toEqual([{ kind: 'pong' }]);
  });

  it('TR-17 comes back at the same port when it can', async () => {
    const first = await connect();
    const { port: localPort } = first.link.local;
    const beside = await connect({ localPort });
    expect(beside.link.local.port).not.toBe(localPort);
    first.link.destroy();
    const again = await connect({ localPort });
    expect(again.link.local.port).toBe(localPort);
  });

  it('TR-02 says that nobody listens there', async () => {
    const silent = createSocket('udp4');
    silent.bind(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port: silentPort } = silent.address();
    silent.close();
    const { link, next } = await openTestLink(targetOf('UDP', silentPort));
    link.ping('\r\n\r\n');
    expect(await next()).toMatchObject({ kind: 'closed', error: { code: 'connection-refused' } });
  });
});

import { once } from 'node:events';
import { createServer } from 'node:https';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { TransportState } from 'sip.js';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createFakeTime } from '../testing/fake-time.test-support.ts';
import type { SipTransportOptions } from './sip-transport.ts';
import { authorityFile, certificate } from './testing/certificates.test-support.ts';
import { createTestTransport } from './testing/test-transport.test-support.ts';

let server: WebSocketServer;
let peer: WebSocket;

async function open(autoPong = true) {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, autoPong });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  const time = createFakeTime();
  const { transport, accepted, refused } = createTestTransport(`ws://127.0.0.1:${address.port}`, time);
  server.on('connection', (socket) => {
    peer = socket;
  });
  const connection = once(server, 'connection');
  await transport.connect();
  await connection;
  return { transport, time, accepted, refused };
}

const response = (status: number, cseq: string) =>
  `SIP/2.0 ${status} X\r\nVia: SIP/2.0/WS x.invalid\r\nCall-ID: abc@x\r\nCSeq: ${cseq}\r\n\r\nCSeq: 1 INVITE\r\n`;

afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

describe('the transport', () => {
  it('AC-2 tells when a 2xx to an INVITE was handed to the socket, and of nothing else', async () => {
    const { transport, time, accepted } = await open();
    await time.pass(42);
    for (const message of [
      response(180, '1 INVITE'),
      response(200, '2 BYE'),
      response(486, '1 INVITE'),
      'INVITE sip:x SIP/2.0\r\nCall-ID: abc@x\r\nCSeq: 1 INVITE\r\n\r\n',
      response(200, '1 INVITE'),
    ]) {
      await transport.send(message);
    }
    expect(accepted).toEqual([['abc@x', 42]]);
  });

  it('AC-2 does not tell of a 200 OK that could not be handed over', async () => {
    const { transport, accepted } = await open();
    const lost = new Promise<void>((resolve) => {
      transport.onDisconnect = () => resolve();
    });
    peer.terminate();
    await lost;
    await expect(transport.send(response(200, '1 INVITE'))).rejects.toThrow();
    expect(accepted).toEqual([]);
  });

  it('takes the receive time at the socket', async () => {
    const { transport, time } = await open();
    await time.pass(1_234);
    const received = new Promise<number>((resolve) => {
      transport.onMessage = () => resolve(transport.received.monotonic);
    });
    peer.send('SIP/2.0 200 OK\r\n\r\n');
    expect(await received).toBe(1_234);
  });

  it('TR-20 closes a socket whose peer no longer answers pings, within 5 s', async () => {
    const { transport, time } = await open(false);
    const lost = new Promise<Error | undefined>((resolve) => {
      transport.onDisconnect = resolve;
    });
    await time.pass(2_000);
    expect(transport.state).toBe(TransportState.Connected);
    await time.pass(2_500);
    expect(await lost).toMatchObject({ code: 'connection-timeout' });
    expect(transport.state).toBe(TransportState.Disconnected);
    expect(time.next()).toBeUndefined();
  });

  it('TR-20 keeps a silent socket whose peer answers pings', async () => {
    const { transport, time } = await open();
    for (let round = 0; round < 5; round++) {
      const pinged = once(peer, 'ping');
      await time.pass(2_000);
      await pinged;
      // The pong comes back before this does.
      const received = new Promise<void>((resolve) => {
        transport.onMessage = () => resolve();
      });
      peer.send('SIP/2.0 100 Trying\r\n\r\n');
      await received;
    }
    expect(transport.state).toBe(TransportState.Connected);
  });

  it('answers a CRLF keep-alive and hands none of it on', async () => {
    const { transport } = await open();
    const handed: string[] = [];
    transport.onMessage = (message) => void handed.push(message);
    const answer = once(peer, 'message');
    peer.send('\r\n\r\n');
    expect(String((await answer)[0])).toBe('\r\n');
    expect(handed).toEqual([]);
  });

  it('survives a message that sip.js cannot take', async () => {
    const { transport, refused } = await open();
    const second = new Promise<void>((resolve) => {
      transport.onMessage = (message) => {
        if (message === 'bad') throw new TypeError('No.');
        resolve();
      };
    });
    peer.send('bad');
    peer.send('good');
    await second;
    expect(refused).toHaveLength(1);
  });

  it('refuses to connect where nobody listens, and can be told to again', async () => {
    const { transport } = await open();
    await transport.disconnect();
    const address = server.address();
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
    expect(address).not.toBeNull();
    await expect(transport.connect()).rejects.toThrow();
    await expect(transport.connect()).rejects.toThrow();
    expect(transport.state).toBe(TransportState.Disconnected);
  });
});

describe('over TCP (docs/spec/transport.md)', () => {
  it('TR-13 is lost to a server that begins a message and never ends it', async () => {
    const listening = createTcpServer();
    listening.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    if (address === null || typeof address === 'string') throw new Error('No port.');
    const connection = once(listening, 'connection');
    const time = createFakeTime();
    const { transport } = createTestTransport(`sip:127.0.0.1:${address.port};transport=tcp`, time);
    await transport.connect();
    const [dripping]: Socket[] = await connection;
    const lost = new Promise<Error | undefined>((resolve) => {
      transport.onDisconnect = resolve;
    });
    dripping?.write('INVITE sip:seat1@exchange.invalid SIP/2.0\r\n');
    for (let drop = 0; drop < 25; drop++) {
      dripping?.write('x');
      await time.pass(100);
    }
    expect(await lost).toMatchObject({ code: 'connection-timeout' });
    dripping?.destroy();
    listening.close();
  });
});

describe('over TLS (docs/spec/transport.md)', () => {
  async function openSecure(options: Partial<SipTransportOptions>) {
    const listening = createServer(certificate('exchange'));
    server = new WebSocketServer({ server: listening });
    listening.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    if (address === null || typeof address === 'string') throw new Error('No port.');
    server.on('close', () => listening.close());
    return createTestTransport(`wss://127.0.0.1:${address.port}`, createFakeTime(), options).transport;
  }

  it('TR-04 trusts the private authority, by address and by the name in the settings', async () => {
    for (const tls of [{ authorityFile }, { authorityFile, serverName: 'exchange.test' }]) {
      const transport = await openSecure({ tls });
      await transport.connect();
      expect(transport.protocol).toBe('WSS');
      await transport.disconnect();
    }
  });

  it.each([
    ['tls-authority-unknown', {}],
    ['tls-name-mismatch', { authorityFile, serverName: 'other.test' }],
    ['tls-authority-unreadable', { authorityFile: `${authorityFile}.not` }],
    ['tls-authority-unreadable', { authorityFile: fileURLToPath(import.meta.url) }],
  ])('TR-05 fails with %s', async (code, tls) => {
    const transport = await openSecure({ tls });
    await expect(transport.connect()).rejects.toMatchObject({ code });
  });
});

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { authorityFile, certificate } from './testing/certificates.test-support.ts';
import { openTestLink, targetOf } from './testing/link.test-support.ts';
import { requestText } from './testing/messages.test-support.ts';

const sockets = new Set<Socket>();
let server: Server;

async function listen(listening: Server): Promise<number> {
  server = listening;
  server.on('connection', (socket) => void sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server.close();
});

async function connectTcp() {
  const port = await listen(createServer());
  const connection = once(server, 'connection');
  const opened = await openTestLink(targetOf('TCP', port));
  const [peer]: Socket[] = await connection;
  if (!peer) throw new Error('No connection.');
  return { ...opened, peer, port };
}

describe('SIP over TCP (docs/spec/transport.md)', () => {
  it('knows both its ends', async () => {
    const { link, peer, port } = await connectTcp();
    expect(link.local).toEqual({ address: '127.0.0.1', port: peer.remotePort });
    expect(link.remote).toEqual({ address: '127.0.0.1', port });
  });

  it('TR-10 brings several messages of one piece one by one, each in a turn of its own', async () => {
    const { next, events, peer } = await connectTcp();
    const texts = [1, 2, 3].map((sequence) => requestText('OPTIONS', { sequence }));
    peer.write(texts.join(''));
    expect(await next()).toEqual({ kind: 'message', text: texts[0] });
    expect(events).toHaveLength(1);
    expect(await next()).toEqual({ kind: 'message', text: texts[1] });
    expect(await next()).toEqual({ kind: 'message', text: texts[2] });
  });

  it('TR-11 answers a ping, and asks by one', async () => {
    const { link, next, peer } = await connectTcp();
    peer.write('\r\n\r\n');
    expect(String((await once(peer, 'data'))[0])).toBe('\r\n');
    expect(await next()).toEqual({ kind: 'ping' });
    link.ping('\r\n\r\n');
    expect(String((await once(peer, 'data'))[0])).toBe('\r\n\r\n');
    peer.write('\r\n');
    expect(await next()).toEqual({ kind: 'pong' });
  });

  it('TR-12 tells a sender without Content-Length why, and closes', async () => {
    const { next, peer } = await connectTcp();
    peer.write(`${requestText('OPTIONS')}INVITE sip:x SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n`);
    let answer = '';
    peer.on('data', (data) => {
      answer += String(data);
    });
    expect((await next()).kind).toBe('message');
    expect(await next()).toMatchObject({ kind: 'closed', error: { code: 'stream-unreadable' } });
    await once(peer, 'end');
    expect(answer).toBe('SIP/2.0 400 Missing Content-Length\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n');
  });

  it('TR-02 says that the server closed the connection', async () => {
    const { link, next, peer } = await connectTcp();
    peer.end();
    expect(await next()).toMatchObject({ kind: 'closed', error: { code: 'connection-closed' } });
    expect(() => link.send(requestText('BYE'))).toThrow(expect.objectContaining({ code: 'not-connected' }));
  });

  it('TR-02 says that the connection was broken', async () => {
    const { next, peer } = await connectTcp();
    peer.resetAndDestroy();
    expect(await next()).toMatchObject({ kind: 'closed', error: { code: 'connection-reset' } });
  });

  it('TR-03 lets what was sent leave before it closes, and tells nothing of it', async () => {
    const { link, events, peer } = await connectTcp();
    const received: Buffer[] = [];
    peer.on('data', (data: Buffer) => void received.push(data));
    const text = requestText('MESSAGE', { body: 'x'.repeat(150_000) });
    link.send(text);
    await link.close();
    expect(Buffer.concat(received).toString()).toBe(text);
    expect(events).toEqual([]);
  });

  it('TR-02 fails with a code where nobody listens, and when it is given up', async () => {
    const { port, link } = await connectTcp();
    link.destroy();
    await new Promise((resolve) => server.close(resolve));
    await expect(openTestLink(targetOf('TCP', port))).rejects.toMatchObject({ code: 'connection-refused' });
    const reason = new Error('Given up.');
    await expect(openTestLink(targetOf('TCP', port), { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });
});

const authorities = readFileSync(authorityFile, 'utf8');

async function listenTls(name: 'exchange' | 'expired') {
  const names: Array<string | false> = [];
  const port = await listen(
    createTlsServer({
      ...certificate(name),
      SNICallback: (serverName, done) => {
        names.push(serverName);
        done(null);
      },
    }),
  );
  return { port, names };
}

describe('SIP over TLS (docs/spec/transport.md)', () => {
  it('TR-04 trusts the private authority, sends the name, and carries messages', async () => {
    const { port, names } = await listenTls('exchange');
    const connection = once(server, 'secureConnection');
    const { next } = await openTestLink(targetOf('TLS', port), {
      trust: { authorities, serverName: undefined },
    });
    const [peer]: TLSSocket[] = await connection;
    peer?.write(requestText('OPTIONS'));
    expect((await next()).kind).toBe('message');
    expect(names).toEqual(['exchange.test']);
  });

  it('TR-04 brings what comes together with the handshake', async () => {
    const { port } = await listenTls('exchange');
    server.on('secureConnection', (peer: TLSSocket) => peer.write(requestText('OPTIONS')));
    const trust = { authorities, serverName: undefined };
    const { next } = await openTestLink(targetOf('TLS', port), { trust });
    expect((await next()).kind).toBe('message');
  });

  it('TR-04 checks a numeric address as such', async () => {
    const { port, names } = await listenTls('exchange');
    await openTestLink(targetOf('TLS', port, '127.0.0.1'), { trust: { authorities, serverName: undefined } });
    expect(names).toEqual([]);
  });

  it('TR-04 takes the name of the settings instead of the host', async () => {
    const { port, names } = await listenTls('exchange');
    const trust = { authorities, serverName: 'exchange.test' };
    await openTestLink(targetOf('TLS', port, '10.1.2.3'), { trust });
    expect(names).toEqual(['exchange.test']);
  });

  it.each([
    ['an unknown authority', 'exchange', undefined, 'exchange.test', 'tls-authority-unknown'],
    ['another name', 'exchange', authorities, 'other.test', 'tls-name-mismatch'],
    ['an expired certificate', 'expired', authorities, 'exchange.test', 'tls-certificate-expired'],
  ] as const)('TR-05 refuses %s with a code', async (_name, served, trusted, serverName, code) => {
    const { port } = await listenTls(served);
    await expect(
      openTestLink(targetOf('TLS', port, serverName), {
        trust: { authorities: trusted, serverName: undefined },
      }),
    ).rejects.toMatchObject({ code });
  });

  it('TR-05 says that the other side speaks no TLS', async () => {
    const port = await listen(createServer((socket) => socket.end('SIP/2.0 400 Bad Request\r\n\r\n')));
    await expect(openTestLink(targetOf('TLS', port))).rejects.toMatchObject({ code: 'tls-failed' });
  });
});

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { WebSocketServer } from 'ws';
import { headerOf, parseSip, responseTo, type SipMessage } from '../../testing/exchange.test-support.ts';
import type { Protocol } from '../../transport/index.ts';
import { certificate } from '../../transport/testing/certificates.test-support.ts';

/** An exchange over any transport that registers everybody, acknowledges every refusal, and sends what it is told. */
export interface HostileExchange {
  /** Server address for the settings. */
  readonly server: string;
  /** Contact of the last REGISTER. */
  contact(): string;
  /** How often the seat has connected; over UDP, how many ports it has used. */
  connections(): number;
  /** Responses received, by status code. */
  readonly responses: Map<number, number>;
  send(text: string): void;
  /** The first message from now on that matches; undefined when none comes in time. */
  next(matches: (message: SipMessage) => boolean, milliseconds: number): Promise<SipMessage | undefined>;
  stop(): Promise<void>;
}

/** Something that a seat has connected to us by. */
interface Peer {
  write(text: string): void;
}

export async function startHostileExchange(protocol: Protocol): Promise<HostileExchange> {
  const responses = new Map<number, number>();
  const waiting = new Set<{
    matches: (message: SipMessage) => boolean;
    take: (message: SipMessage) => void;
  }>();
  let peer: Peer | undefined;
  let connections = 0;
  let contact = '';

  const receive = (text: string) => {
    const message = parseSip(text);
    if (message.status === null) {
      if (message.method === 'REGISTER')
        contact = /<([^>]+)>/.exec(headerOf(message, 'Contact'))?.[1] ?? contact;
      if (message.method !== 'ACK') peer?.write(acceptance(message));
    } else {
      responses.set(message.status, (responses.get(message.status) ?? 0) + 1);
      if (message.method === 'INVITE' && message.status >= 300)
        peer?.write(acknowledgement(message, contact));
    }
    for (const one of waiting) if (one.matches(message)) one.take(message);
  };
  const connected = (now: Peer) => {
    peer = now;
    connections++;
  };
  const listening = await listen(protocol, connected, receive);

  return {
    server: listening.server,
    contact: () => contact,
    connections: () => connections,
    responses,
    send: (text) => peer?.write(text),
    next: (matches, milliseconds) =>
      new Promise((resolve) => {
        const settle = (message: SipMessage | undefined) => {
          waiting.delete(one);
          clearTimeout(timer);
          resolve(message);
        };
        const one = { matches, take: settle };
        const timer = setTimeout(() => settle(undefined), milliseconds);
        waiting.add(one);
      }),
    stop: () => listening.stop(),
  };
}

function acceptance(request: SipMessage): string {
  const contact = request.method === 'REGISTER' ? [`Contact: ${headerOf(request, 'Contact')}`] : [];
  return responseTo(request, 200, contact);
}

/** ACK to a refusal: of the INVITE's own transaction (RFC 3261 section 17.1.1.3). */
function acknowledgement(response: SipMessage, target: string): string {
  const via = headerOf(response, 'Via');
  const sequence = headerOf(response, 'CSeq').split(' ')[0] ?? '';
  const copied = ['From', 'To', 'Call-ID'].map((name) => `${name}: ${headerOf(response, name)}`);
  const lines = [
    `ACK ${target} SIP/2.0`,
    `Via: ${via}`,
    ...copied,
    `CSeq: ${sequence} ACK`,
    'Content-Length: 0',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

interface Listening {
  readonly server: string;
  stop(): Promise<void>;
}

function listen(
  protocol: Protocol,
  connected: (peer: Peer) => void,
  receive: (text: string) => void,
): Promise<Listening> {
  if (protocol === 'UDP') return listenDatagrams(connected, receive);
  if (protocol === 'TCP' || protocol === 'TLS') return listenStream(protocol, connected, receive);
  return listenWebSocket(protocol, connected, receive);
}

async function listenDatagrams(
  connected: (peer: Peer) => void,
  receive: (text: string) => void,
): Promise<Listening> {
  const socket = createSocket('udp4');
  let port = 0;
  socket.on('message', (data, from) => {
    if (from.port !== port) {
      port = from.port;
      connected({ write: (text) => socket.send(text, from.port, from.address) });
    }
    const text = data.toString();
    if (/\S/.test(text)) receive(text);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const stop = () => new Promise<void>((resolve) => socket.close(resolve));
  return { server: `sip:127.0.0.1:${socket.address().port};transport=udp`, stop };
}

async function listenStream(
  protocol: 'TCP' | 'TLS',
  connected: (peer: Peer) => void,
  receive: (text: string) => void,
): Promise<Listening> {
  const sockets = new Set<Socket>();
  const opened = (socket: Socket) => {
    sockets.add(socket);
    connected({ write: (text) => void (socket.writable && socket.write(text)) });
    let rest = '';
    // The seat's own messages are whole, of ASCII here, and have a Content-Length.
    socket.setEncoding('latin1').on('data', (data: string) => {
      rest += data;
      for (let end = endOfMessage(rest); end > 0; end = endOfMessage(rest)) {
        const text = rest.slice(0, end);
        rest = rest.slice(end);
        if (/\S/.test(text)) receive(text);
      }
    });
    // A seat that breaks the connection is one of the things that may happen.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = protocol === 'TLS' ? createTlsServer(certificate('exchange'), opened) : createServer(opened);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { server: `sip:127.0.0.1:${portOf(server)};transport=${protocol.toLowerCase()}`, stop };
}

/** Length of the first message of a stream; 0 while it is not whole. */
function endOfMessage(stream: string): number {
  const blank = /^[\r\n]+/.exec(stream)?.[0].length ?? 0;
  if (blank > 0) return blank;
  const end = stream.indexOf('\r\n\r\n');
  if (end < 0) return 0;
  const length = Number(/\r\nContent-Length: (\d+)/i.exec(stream.slice(0, end))?.[1] ?? 0);
  return stream.length >= end + 4 + length ? end + 4 + length : 0;
}

async function listenWebSocket(
  protocol: 'WS' | 'WSS',
  connected: (peer: Peer) => void,
  receive: (text: string) => void,
): Promise<Listening> {
  const secure = protocol === 'WSS' ? createHttpsServer(certificate('exchange')) : undefined;
  const address = { host: '127.0.0.1', port: 0 };
  const options = { handleProtocols: () => 'sip', maxPayload: 2 ** 24 };
  const server = new WebSocketServer(secure ? { server: secure, ...options } : { ...address, ...options });
  server.on('connection', (socket) => {
    connected({ write: (text) => socket.send(text) });
    socket.on('message', (data) => receive(data.toString()));
    socket.on('error', () => undefined);
  });
  secure?.listen(address);
  await once(secure ?? server, 'listening');
  const stop = async () => {
    for (const client of server.clients) client.terminate();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await new Promise<void>((resolve) => (secure ? secure.close(() => resolve()) : resolve()));
  };
  return { server: `${protocol.toLowerCase()}://127.0.0.1:${portOf(secure ?? server)}`, stop };
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

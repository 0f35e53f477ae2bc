import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { headerOf, parseSip, responseTo, type SipMessage } from './exchange.test-support.ts';

export interface TestRegistrar {
  /** Server address for the settings. */
  readonly server: string;
  /** Port that requests come from. */
  clientPort(): number;
  /** All REGISTERs received, in order. */
  readonly received: readonly SipMessage[];
  stop(): Promise<void>;
}

/** A registrar over UDP that answers each REGISTER as it is told; undefined is silence. Keep-alives are answered. */
export async function startTestRegistrar(
  answer: (request: SipMessage, index: number) => string | undefined,
): Promise<TestRegistrar> {
  const received: SipMessage[] = [];
  const socket = createSocket('udp4');
  let clientPort = 0;
  socket.on('message', (data, from) => {
    clientPort = from.port;
    const request = parseSip(data.toString());
    if (request.method === 'REGISTER') received.push(request);
    const isRegister = request.method === 'REGISTER';
    const text = isRegister ? answer(request, received.length - 1) : responseTo(request, 200);
    if (text !== undefined) socket.send(text, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `sip:127.0.0.1:${socket.address().port};transport=udp`,
    clientPort: () => clientPort,
    received,
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** Accepts a REGISTER with all its Contacts. */
export function acceptRegister(request: SipMessage, extra: string[] = []): string {
  const contacts = request.headers
    .filter(([name, value]) => name.toLowerCase() === 'contact' && !value.endsWith('expires=0'))
    .map(([, value]) => `Contact: ${value}`);
  return responseTo(request, 200, [...contacts, ...extra]);
}

/** Whether an answer to a challenge of `realm="test"` and `qop="auth"` is right. Written apart from the seat's own. */
export function isRightAnswer(
  request: SipMessage,
  header: 'Authorization' | 'Proxy-Authorization',
  account: { readonly username: string; readonly password: string; readonly hash: 'md5' | 'sha256' },
): boolean {
  const value = headerOf(request, header);
  const read = (name: string) => new RegExp(`[ ,]${name}="?([^",]*)"?`).exec(value)?.[1] ?? '';
  const hash = (text: string) => createHash(account.hash).update(text).digest('hex');
  const target = request.start.split(' ')[1] ?? '';
  const secret = hash(`${account.username}:test:${account.password}`);
  const asked = hash(`${request.method}:${target}`);
  const expected = hash(`${secret}:${read('nonce')}:${read('nc')}:${read('cnonce')}:auth:${asked}`);
  return read('uri') === target && read('username') === account.username && read('response') === expected;
}

import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findModules } from '../../build/lib/peers.mjs';
import { freePorts, type Peer, startPeer, until } from './children.ts';

/** SIP domain of the test exchange. Nothing resolves it; seats are told the address besides. */
export const DOMAIN = 'pbx.test';
/** Signed by `authority.pem` for pbx.test, localhost and 127.0.0.1; made once by openssl, for a hundred years. */
export const CERTIFICATES = join(import.meta.dirname, 'certificates');

export interface KamailioOptions {
  /** Where rtpengine listens; leave out where only signalling is tried. */
  readonly rtpenginePort?: number;
  /** Hash of the digest (RFC 8760). */
  readonly algorithm?: 'MD5' | 'SHA-256';
  /** How long a nonce is taken. */
  readonly nonceSeconds?: number;
  /** The other one of a pair. */
  readonly pairedWith?: KamailioPorts;
  /** Where to listen; free ports when left out. The same ports after a kill are the same server come back. */
  readonly ports?: KamailioPorts;
}

export interface KamailioPorts {
  /** UDP, TCP and WebSocket. */
  readonly plain: number;
  /** TLS and secure WebSocket. */
  readonly tls: number;
}

export interface Kamailio extends Peer {
  readonly ports: KamailioPorts;
  /** The server as a seat's settings name it. */
  readonly servers: Readonly<Record<SeatTransport, string>>;
  /** How many requests of a method came from a user, by its own log. */
  requests(method: string, user: string): number;
}

export type SeatTransport = 'ws' | 'wss' | 'tcp' | 'tls' | 'udp';

/** The password that the test exchange knows for a user. */
export function passwordOf(user: string): string {
  return `password-of-${user}`;
}

/** Settles when a server at this port of 127.0.0.1 answers OPTIONS by UDP. */
async function answersOptions(port: number, peer: Peer): Promise<void> {
  const socket = createSocket('udp4');
  let answered = false;
  socket.on('message', () => {
    answered = true;
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const own = socket.address().port;
  try {
    await until('Kamailio answers', async () => {
      if (peer.process.exitCode !== null) throw new Error(`Kamailio ended:\n${peer.lines.join('\n')}`);
      const id = randomUUID();
      const request = [
        `OPTIONS sip:${DOMAIN} SIP/2.0`,
        `Via: SIP/2.0/UDP 127.0.0.1:${own};branch=z9hG4bK${id}`,
        'Max-Forwards: 5',
        `From: <sip:probe@${DOMAIN}>;tag=${id}`,
        `To: <sip:${DOMAIN}>`,
        `Call-ID: ${id}`,
        'CSeq: 1 OPTIONS',
        'Content-Length: 0',
      ];
      socket.send(`${request.join('\r\n')}\r\n\r\n`, port, '127.0.0.1');
      await delay(80);
      return answered;
    });
  } finally {
    socket.close();
  }
}

/** Starts a Kamailio on 127.0.0.1; settles when all its listeners are up. */
export async function startKamailio(options: KamailioOptions = {}): Promise<Kamailio> {
  const ports = options.ports ?? (await freePortPair());
  const modules = findModules('kamailio/modules');
  if (modules === undefined) throw new Error('Kamailio is not installed.');
  const words: Readonly<Record<string, string | number>> = {
    DOMAIN,
    PORT: ports.plain,
    TLS_PORT: ports.tls,
    MODULES: modules,
    CERTIFICATES,
    NONCE_SECONDS: options.nonceSeconds ?? 300,
    ALGORITHM: options.algorithm ?? 'MD5',
    RTPENGINE_PORT: options.rtpenginePort ?? 9,
    ALIASES: options.pairedWith ? aliasesOf(options.pairedWith) : '',
  };
  const folder = mkdtempSync(join(tmpdir(), 'kamailio-'));
  const file = join(folder, 'kamailio.cfg');
  const template = readFileSync(join(import.meta.dirname, 'kamailio.cfg'), 'utf8');
  writeFileSync(
    file,
    template.replaceAll(/@([A-Z_]+)@/g, (_, name: string) => String(words[name])),
  );
  const peer = startPeer('kamailio', [
    '-f',
    file,
    '-DD',
    '-E',
    '-m',
    '32',
    '-M',
    '4',
    '-w',
    folder,
    '-Y',
    folder,
  ]);
  try {
    await answersOptions(ports.plain, peer);
  } catch (error) {
    await peer.end('SIGKILL');
    throw error;
  }
  return {
    ...peer,
    ports,
    servers: {
      ws: `ws://127.0.0.1:${ports.plain}`,
      wss: `wss://127.0.0.1:${ports.tls}`,
      tcp: `sip:127.0.0.1:${ports.plain};transport=tcp`,
      tls: `sips:127.0.0.1:${ports.tls}`,
      udp: `sip:127.0.0.1:${ports.plain};transport=udp`,
    },
    requests: (method, user) =>
      peer.lines.filter((line) => new RegExp(`REQUEST ${method} \\w+ ${user} `).test(line)).length,
    end: async (signal) => {
      await peer.end(signal);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function aliasesOf({ plain, tls }: KamailioPorts): string {
  return `alias=udp:127.0.0.1:${plain}\nalias=tcp:127.0.0.1:${plain}\nalias=tls:127.0.0.1:${tls}`;
}

/** Two free ports for a server; name them beforehand where two servers must know of each other. */
export async function freePortPair(): Promise<KamailioPorts> {
  const [plain = 0, tls = 0] = await freePorts(2);
  return { plain, tls };
}

import { createHash, randomBytes } from 'node:crypto';
import type { RemoteInfo, Socket } from 'node:dgram';
import { CipherContext, classes, DtlsServer, Message, methods, parseMessage } from 'werift';
import { CodedError } from '#shared/domain/index.ts';
import type { Fingerprint, PageEnd } from './area.ts';
import { isRtcp } from './rtp-packet.ts';
import type { Endpoint } from './source-latch.ts';
import { createSrtpReceiver, createSrtpSender, type SrtpReceiver, type SrtpSender } from './srtp.ts';
import { boundPort, openSocket } from './udp.ts';

/** Our certificate towards the page; one serves every bridge, as its fingerprint is in each description. */
export type Certificate = Awaited<ReturnType<typeof CipherContext.createSelfSignedCertificateWithKey>>;

export interface PageLegOptions {
  readonly certificate: Certificate;
  /** Addresses of this machine by which the page may reach us, most wanted first. */
  readonly addresses: readonly string[];
  /** An RTP packet of the page, decrypted. */
  readonly onRtp: (packet: Buffer) => void;
}

export interface PageLeg {
  readonly end: PageEnd;
  /** Nothing of the page is believed before its certificate is known. */
  join(fingerprint: Fingerprint): void;
  /** Sends an RTP packet; it is lost while the path is not open. */
  send(packet: Buffer): void;
  close(): void;
}

/** Where the page is, on which of our sockets. */
interface Path extends Endpoint {
  readonly socket: Socket;
}

// IANA's numbers for DTLS 1.2, which werift names without exporting the names (RFC 5246, RFC 8422, RFC 5764).
const ECDSA = 3;
const SHA_256 = 4;
const SECP256R1 = 23;
const AES_CM_128_HMAC_SHA1_80 = 1;
const KEY_BYTES = 16;
const SALT_BYTES = 14;

/** Makes the certificate, in some 10 ms. */
export function createCertificate(): Promise<Certificate> {
  return CipherContext.createSelfSignedCertificateWithKey({ signature: ECDSA, hash: SHA_256 }, SECP256R1);
}

/**
 * Our end of the path to the page, on this machine: an ICE lite agent (RFC 8445 section 2.5), the server of
 * DTLS by werift, and SRTP of our own.
 *
 * ```
 *   open ── check with our password ──▶ path known ── DTLS ──▶ keys ─┐
 *     └──── join(fingerprint) ──────────────────────────────────────┴─ certificate fits ──▶ connected
 * ```
 */
export async function openPageLeg(options: PageLegOptions): Promise<PageLeg> {
  const usernameFragment = randomBytes(6).toString('base64');
  const password = randomBytes(18).toString('base64');
  const passwordKey = Buffer.from(password);
  const sockets = await openSockets(options.addresses);
  /** Whoever showed that it knows our password. */
  const checked = new Set<string>();
  let path: Path | undefined;
  let expected: Fingerprint | undefined;
  let handshakeDone = false;
  let sender: SrtpSender | undefined;
  let receiver: SrtpReceiver | undefined;

  const transport = {
    type: 'udp',
    address: { address: '127.0.0.1', family: 'IPv4', port: 0 },
    closed: false,
    onData: (_data: Buffer, _from: readonly [string, number]): void => undefined,
    send: async (data: Buffer) => path?.socket.send(data, path.port, path.address),
    close: async () => undefined,
  };
  const { certPem: cert, keyPem: key, signatureHash } = options.certificate;
  const dtls = new DtlsServer({
    transport,
    cert,
    key,
    signatureHash,
    srtpProfiles: [AES_CM_128_HMAC_SHA1_80],
    extendedMasterSecret: true,
    certificateRequest: true,
  });
  dtls.onConnect.subscribe(() => {
    handshakeDone = true;
    believe();
  });

  /** Takes the keys of the handshake once it is known to be the page's. */
  const believe = () => {
    const certificate = dtls.remoteCertificate;
    if (sender || !handshakeDone || !expected || !certificate) return;
    if (fingerprintOf(certificate, expected.algorithm) !== expected.value) return;
    const keys = dtls.extractSessionKeys(KEY_BYTES, SALT_BYTES);
    const suite = 'AES_CM_128_HMAC_SHA1_80';
    sender = createSrtpSender(suite, Buffer.concat([keys.localKey, keys.localSalt]));
    receiver = createSrtpReceiver(suite, Buffer.concat([keys.remoteKey, keys.remoteSalt]));
  };

  const onCheck = (socket: Socket, data: Buffer, from: RemoteInfo) => {
    const request = readCheck(data, passwordKey);
    const isOurs = String(request?.getAttributeValue('USERNAME')).startsWith(`${usernameFragment}:`);
    if (!request || !isOurs || request.messageClass !== classes.REQUEST) return;
    checked.add(nameOf(socket, from));
    const isNominated = request.attributesKeys.includes('USE-CANDIDATE');
    if (!path || isNominated) path = { socket, address: from.address, port: from.port };
    const answer = new Message(methods.BINDING, classes.RESPONSE, request.transactionId)
      .setAttribute('XOR-MAPPED-ADDRESS', [from.address, from.port])
      .addMessageIntegrity(passwordKey)
      .addFingerprint();
    socket.send(answer.bytes, from.port, from.address);
  };

  const onMedia = (data: Buffer) => {
    // The page's reports concern the path within this machine; what the exchange reports is what counts.
    if (isRtcp(data)) return;
    const packet = receiver?.unprotectRtp(data);
    if (packet) options.onRtp(packet);
  };

  for (const socket of sockets) {
    socket.on('message', (data, from) => {
      if (!options.addresses.includes(from.address)) return;
      // What shares the port is told apart by the first octet (RFC 7983 section 7).
      const [first = 0] = data;
      if (first < 4) return onCheck(socket, data, from);
      if (!checked.has(nameOf(socket, from))) return;
      if (first >= 128 && first < 192) onMedia(data);
      else if (first >= 20 && first < 64) transport.onData(data, [from.address, from.port]);
    });
  }

  return {
    end: {
      usernameFragment,
      password,
      fingerprint: { algorithm: 'sha-256', value: fingerprintOf(certificateOf(cert), 'sha-256') },
      candidates: sockets.map((socket) => socket.address()),
      ssrc: randomBytes(4).readUInt32BE(),
    },
    join: (fingerprint) => {
      expected = fingerprint;
      believe();
    },
    send: (packet) => {
      if (path && sender) path.socket.send(sender.protectRtp(packet), path.port, path.address);
    },
    close: () => {
      for (const socket of sockets) socket.close();
      path = undefined;
    },
  };
}

/** werift throws on some malformed messages; they are nothing of the page's. */
function readCheck(data: Buffer, password: Buffer): Message | undefined {
  try {
    return parseMessage(data, password);
  } catch {
    return undefined;
  }
}

/** An address may have gone since it was listed; one that is left is enough. @throws CodedError `no-free-port` */
async function openSockets(addresses: readonly string[]): Promise<Socket[]> {
  const attempts = await Promise.allSettled(addresses.map((address) => openSocket(address, 0)));
  const opened = attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (opened.length === 0) throw new CodedError('no-free-port', 'The page could not be given an address.');
  return opened;
}

function nameOf(socket: Socket, from: Endpoint): string {
  return `${boundPort(socket)} ${from.address} ${from.port}`;
}

function certificateOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
}

/** RFC 8122 section 5. */
function fingerprintOf(certificate: Buffer, algorithm: Fingerprint['algorithm']): string {
  const digest = createHash(algorithm.replace('-', '')).update(certificate).digest('hex').toUpperCase();
  return digest.replace(/..(?!$)/g, '$&:');
}

import { createCipheriv, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { headerLength, sequenceDistance } from './rtp-packet.ts';

/** The transforms of RFC 4568 section 6.2 that exchanges speak. */
export const SRTP_SUITES = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const;
export type SrtpSuite = (typeof SRTP_SUITES)[number];

/** Master key (16 octets) followed by the master salt (14 octets), as SDES carries them. */
export type SrtpMaster = Buffer;
export const MASTER_BYTES = 30;
const KEY_BYTES = 16;

export interface SrtpSender {
  /** @param packet a whole RTP packet; of its stream, none from before the first one protected */
  protectRtp(packet: Buffer): Buffer;
  protectRtcp(packet: Buffer): Buffer;
}

export interface SrtpReceiver {
  /** @returns the RTP packet, or undefined where it is forged, repeated or malformed */
  unprotectRtp(packet: Buffer): Buffer | undefined;
  unprotectRtcp(packet: Buffer): Buffer | undefined;
}

/** Octets of the tag of RTP; RTCP's has ten in both suites (RFC 4568 section 6.2). */
const TAG_BYTES: Readonly<Record<SrtpSuite, number>> = {
  AES_CM_128_HMAC_SHA1_80: 10,
  AES_CM_128_HMAC_SHA1_32: 4,
};
const RTCP_TAG_BYTES = 10;
const RTCP_INDEX_BYTES = 4;
const REPLAY_WINDOW = 128;
/** Senders remembered at once by one receiver; each has proved that it knows the key. */
const SSRC_LIMIT = 16;

/** Key objects, as making one of a buffer for each packet costs several times the encryption. */
interface SessionKeys {
  readonly cipher: KeyObject;
  readonly authentication: KeyObject;
  readonly salt: Buffer;
}

/** Key derivation with a rate of zero (RFC 3711 section 4.3); `first` is the label of the cipher key. */
export function deriveKeys(master: SrtpMaster, first: 0 | 3): SessionKeys {
  const derive = (label: number, length: number) => {
    const block = Buffer.alloc(KEY_BYTES);
    master.copy(block, 0, KEY_BYTES, MASTER_BYTES);
    block.writeUInt8(block.readUInt8(7) ^ label, 7);
    return createCipheriv('aes-128-ctr', master.subarray(0, KEY_BYTES), block).update(Buffer.alloc(length));
  };
  return {
    cipher: createSecretKey(derive(first, 16)),
    authentication: createSecretKey(derive(first + 1, 20)),
    salt: derive(first + 2, 14),
  };
}

/** Encrypts and decrypts alike: AES in counter mode (RFC 3711 section 4.1.1). @param index of 48 bits */
function crypt(keys: SessionKeys, ssrc: number, index: number, data: Buffer): Buffer {
  const counter = Buffer.alloc(KEY_BYTES);
  counter.writeUInt32BE(ssrc, 4);
  counter.writeUIntBE(index, 8, 6);
  for (let at = 0; at < keys.salt.length; at++) counter[at] = (counter[at] ?? 0) ^ (keys.salt[at] ?? 0);
  return createCipheriv('aes-128-ctr', keys.cipher, counter).update(data);
}

function tagOf(keys: SessionKeys, length: number, ...parts: Buffer[]): Buffer {
  const hmac = createHmac('sha1', keys.authentication);
  for (const part of parts) hmac.update(part);
  return hmac.digest().subarray(0, length);
}

function wordOf(value: number): Buffer {
  const word = Buffer.allocUnsafe(4);
  word.writeUInt32BE(value);
  return word;
}

/**
 * The 48-bit index of a sequence number: the one nearest to the newest index (RFC 3711 section 3.3.1).
 * Negative for a packet from before the first cycle.
 */
export function indexOf(newest: number, sequenceNumber: number): number {
  return newest + sequenceDistance(newest & 0xffff, sequenceNumber);
}

/** Knows which of the newest {@link REPLAY_WINDOW} indices have been received (RFC 3711 section 3.3.2). */
class ReplayWindow {
  newest: number;
  readonly #seen = new Float64Array(REPLAY_WINDOW).fill(-1);

  constructor(newest: number) {
    this.newest = newest;
  }

  isFresh(index: number): boolean {
    return index >= 0 && index > this.newest - REPLAY_WINDOW && this.#seen[index % REPLAY_WINDOW] !== index;
  }

  note(index: number): void {
    this.#seen[index % REPLAY_WINDOW] = index;
    if (index > this.newest) this.newest = index;
  }
}

/** Keeps one value for each sender, the oldest making way for a new one. */
function perSender<T>(limit: number) {
  const values = new Map<number, T>();
  return {
    get: (ssrc: number) => values.get(ssrc),
    set: (ssrc: number, value: T) => {
      const [oldest] = values.keys();
      if (values.size >= limit && !values.has(ssrc) && oldest !== undefined) values.delete(oldest);
      values.set(ssrc, value);
    },
  };
}

/** What we send (RFC 3711). @param master {@link MASTER_BYTES} octets */
export function createSrtpSender(suite: SrtpSuite, master: SrtpMaster): SrtpSender {
  const rtp = deriveKeys(master, 0);
  const rtcp = deriveKeys(master, 3);
  const newest = perSender<number>(SSRC_LIMIT);
  let rtcpIndex = 0;
  return {
    protectRtp: (packet) => {
      const start = headerLength(packet) ?? packet.length;
      const ssrc = packet.readUInt32BE(8);
      const sequenceNumber = packet.readUInt16BE(2);
      const before = newest.get(ssrc) ?? sequenceNumber;
      const index = indexOf(before, sequenceNumber);
      newest.set(ssrc, Math.max(before, index));
      const header = packet.subarray(0, start);
      const encrypted = crypt(rtp, ssrc, index, packet.subarray(start));
      const rollover = wordOf(Math.floor(index / 0x10000));
      return Buffer.concat([header, encrypted, tagOf(rtp, TAG_BYTES[suite], header, encrypted, rollover)]);
    },
    protectRtcp: (packet) => {
      rtcpIndex = (rtcpIndex + 1) & 0x7fffffff;
      const header = packet.subarray(0, 8);
      const encrypted = crypt(rtcp, packet.readUInt32BE(4), rtcpIndex, packet.subarray(8));
      const index = wordOf((rtcpIndex | 0x80000000) >>> 0);
      return Buffer.concat([header, encrypted, index, tagOf(rtcp, RTCP_TAG_BYTES, header, encrypted, index)]);
    },
  };
}

/** What the other side sends. @param master {@link MASTER_BYTES} octets */
export function createSrtpReceiver(suite: SrtpSuite, master: SrtpMaster): SrtpReceiver {
  const rtp = deriveKeys(master, 0);
  const rtcp = deriveKeys(master, 3);
  const rtpWindows = perSender<ReplayWindow>(SSRC_LIMIT);
  const rtcpWindows = perSender<ReplayWindow>(SSRC_LIMIT);
  return {
    unprotectRtp: (packet) => {
      const body = packet.subarray(0, Math.max(0, packet.length - TAG_BYTES[suite]));
      const start = headerLength(body);
      if (start === undefined) return undefined;
      const ssrc = body.readUInt32BE(8);
      const sequenceNumber = body.readUInt16BE(2);
      const window = rtpWindows.get(ssrc) ?? new ReplayWindow(sequenceNumber);
      const index = indexOf(window.newest, sequenceNumber);
      if (!window.isFresh(index)) return undefined;
      const tag = tagOf(rtp, TAG_BYTES[suite], body, wordOf(Math.floor(index / 0x10000)));
      if (!timingSafeEqual(tag, packet.subarray(body.length))) return undefined;
      window.note(index);
      rtpWindows.set(ssrc, window);
      return Buffer.concat([body.subarray(0, start), crypt(rtp, ssrc, index, body.subarray(start))]);
    },
    unprotectRtcp: (packet) => {
      const end = packet.length - RTCP_TAG_BYTES - RTCP_INDEX_BYTES;
      if (end < 8) return undefined;
      const tagged = packet.subarray(0, packet.length - RTCP_TAG_BYTES);
      if (!timingSafeEqual(tagOf(rtcp, RTCP_TAG_BYTES, tagged), packet.subarray(tagged.length))) {
        return undefined;
      }
      const ssrc = packet.readUInt32BE(4);
      const word = packet.readUInt32BE(end);
      const index = word & 0x7fffffff;
      const window = rtcpWindows.get(ssrc) ?? new ReplayWindow(index);
      if (!window.isFresh(index)) return undefined;
      window.note(index);
      rtcpWindows.set(ssrc, window);
      const body = packet.subarray(8, end);
      const isEncrypted = word >>> 31 === 1;
      return Buffer.concat([packet.subarray(0, 8), isEncrypted ? crypt(rtcp, ssrc, index, body) : body]);
    },
  };
}

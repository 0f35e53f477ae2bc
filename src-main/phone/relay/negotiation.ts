import type { MediaDirection } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import type { Agreement } from './area.ts';
import {
  type CryptoLine,
  type OfferedCodec,
  type OwnDescription,
  type PlainDescription,
  readPlain,
  writePlain,
} from './plain-sdp.ts';
import type { Endpoint } from './source-latch.ts';
import { MASTER_BYTES, SRTP_SUITES, type SrtpSuite } from './srtp.ts';

export interface NegotiationOptions {
  /** Whether our first offer asks for SRTP; it is always taken when offered. */
  readonly srtp: 'when-offered' | 'always';
  /** Cryptographically strong: keys are made of it. */
  readonly randomBytes: (count: number) => Buffer;
}

/** Offers and answers of one call (RFC 3264), the exchange's and ours. Every method leaves all as it was if it throws. */
export interface Negotiation {
  /** @throws CodedError `sdp-refused` */
  answer(offer: string, local: Endpoint): { readonly answer: string; readonly agreement: Agreement };
  /** @param direction of our side, from now on: answers do not go beyond it */
  offer(direction: MediaDirection, local: Endpoint): string;
  /**
   * Takes an answer to our last offer; a second one replaces the first (early media, then the call).
   * @throws CodedError `sdp-refused`
   */
  accept(answer: string): Agreement;
}

const DEFAULT_CODECS: readonly OfferedCodec[] = [
  { name: 'PCMA', payloadType: 8 },
  { name: 'PCMU', payloadType: 0 },
];
const DEFAULT_TELEPHONE_EVENT = 101;
const PACKET_MILLISECONDS = 20;

type Part = Pick<
  OwnDescription,
  | 'profile'
  | 'multiplexed'
  | 'codecs'
  | 'telephoneEvent'
  | 'packetMilliseconds'
  | 'crypto'
  | 'refused'
  | 'position'
>;

export function createNegotiation({ srtp, randomBytes }: NegotiationOptions): Negotiation {
  const sessionId = String(randomBytes(4).readUInt32BE());
  const keys = new Map<SrtpSuite, string>();
  let remoteKey: string | undefined;
  let written: OwnDescription | undefined;
  let wanted: MediaDirection = 'sendrecv';
  /** What the next offer of ours begins with: what is agreed on. */
  let agreed: Part | undefined;

  const keyOf = (suite: SrtpSuite): string => {
    const key = keys.get(suite) ?? randomBytes(MASTER_BYTES).toString('base64');
    keys.set(suite, key);
    return key;
  };

  /** Raises the version with every description that differs from the one before (RFC 3264 section 8). */
  const write = (part: Part, direction: MediaDirection, audio: Endpoint): string => {
    const version = written?.version ?? 1;
    const next = { ...part, direction, audio, sessionId, version };
    const isNew = written !== undefined && writePlain(written) !== writePlain(next);
    written = isNew ? { ...next, version: version + 1 } : next;
    return writePlain(written);
  };

  const firstOffer = (): Part => ({
    profile: srtp === 'always' ? 'RTP/SAVP' : 'RTP/AVP',
    multiplexed: false,
    codecs: DEFAULT_CODECS,
    telephoneEvent: DEFAULT_TELEPHONE_EVENT,
    packetMilliseconds: PACKET_MILLISECONDS,
    crypto:
      srtp === 'always' ? SRTP_SUITES.map((suite, at) => ({ tag: at + 1, suite, inline: keyOf(suite) })) : [],
    refused: [],
    position: 0,
  });

  return {
    answer: (offer, local) => {
      const offered = readPlain(offer);
      const [codec] = offered.codecs;
      const [theirs] = offered.crypto;
      if (!codec) throw new CodedError('sdp-refused', 'The exchange offers no codec of ours.');
      if (theirs && theirs.inline !== remoteKey) {
        // Another key means another encryptor at the far end, which knows nothing of our rollover counter.
        keys.delete(theirs.suite);
        remoteKey = theirs.inline;
      }
      const ours = theirs && { ...theirs, inline: keyOf(theirs.suite) };
      const direction = common(wanted, offered.direction, offered.audio !== undefined);
      const part = { ...offered, codecs: [codec], crypto: ours ? [ours] : [] };
      const answer = write(part, direction, local);
      agreed = part;
      return { answer, agreement: agreementOf({ part, direction, theirs, ours, remote: offered, codec }) };
    },
    offer: (direction, local) => {
      const part = agreed === undefined ? firstOffer() : withAlternatives(agreed);
      wanted = direction;
      return write(part, direction, local);
    },
    accept: (answer) => {
      if (written === undefined) throw new CodedError('sdp-refused', 'Nothing was offered.');
      const offered = written;
      const answered = readPlain(answer);
      const codec = answered.codecs.find(({ name }) => offered.codecs.some((one) => one.name === name));
      if (!codec) throw new CodedError('sdp-refused', 'The exchange chose no codec of ours.');
      const theirs = answered.crypto.find(({ tag, suite }) =>
        offered.crypto.some((one) => one.tag === tag && one.suite === suite),
      );
      if (!theirs && offered.profile.startsWith('RTP/S')) {
        throw new CodedError('sdp-refused', 'The exchange chose no key of ours.');
      }
      const ours = offered.crypto.find(({ tag }) => tag === theirs?.tag);
      if (theirs) remoteKey = theirs.inline;
      const direction = common(offered.direction, answered.direction, answered.audio !== undefined);
      const kept = offered.codecs.filter(({ name }) => name === codec.name);
      agreed = {
        ...offered,
        codecs: kept,
        telephoneEvent: answered.telephoneEvent === undefined ? undefined : offered.telephoneEvent,
        multiplexed: offered.multiplexed && answered.multiplexed,
        crypto: ours ? [ours] : [],
      };
      return agreementOf({
        part: { ...agreed, codecs: offered.codecs },
        direction,
        theirs,
        ours,
        remote: answered,
        codec,
      });
    },
  };
}

/** An offer in an established call offers again what was not agreed on, under numbers that are free. */
function withAlternatives(agreed: Part): Part {
  const isFree = (payloadType: number) =>
    payloadType !== agreed.telephoneEvent && !agreed.codecs.some((one) => one.payloadType === payloadType);
  const others = DEFAULT_CODECS.filter(
    ({ name, payloadType }) => isFree(payloadType) && !agreed.codecs.some((one) => one.name === name),
  );
  const telephoneEvent =
    agreed.telephoneEvent ?? (isFree(DEFAULT_TELEPHONE_EVENT) ? DEFAULT_TELEPHONE_EVENT : undefined);
  return { ...agreed, codecs: [...agreed.codecs, ...others], telephoneEvent };
}

/** What both want (RFC 3264 section 6.1). @param isReachable whether there is somewhere to send to */
function common(ours: MediaDirection, theirs: MediaDirection, isReachable: boolean): MediaDirection {
  const sends = sendsBy(ours) && receivesBy(theirs) && isReachable;
  const receives = receivesBy(ours) && sendsBy(theirs);
  if (sends) return receives ? 'sendrecv' : 'sendonly';
  return receives ? 'recvonly' : 'inactive';
}

function sendsBy(direction: MediaDirection): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

function receivesBy(direction: MediaDirection): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

interface Outcome {
  /** Ours. */
  readonly part: Part;
  readonly direction: MediaDirection;
  readonly theirs: CryptoLine | undefined;
  readonly ours: CryptoLine | undefined;
  readonly remote: PlainDescription;
  /** By the other side's number. */
  readonly codec: OfferedCodec;
}

function agreementOf({ part, direction, theirs, ours, remote, codec }: Outcome): Agreement {
  return {
    remote: remote.audio ?? null,
    remoteControl: (part.multiplexed ? undefined : remote.control) ?? null,
    codec,
    // Ours by right; the other side's own numbers too, as many a gateway sends what it said instead.
    received: [...part.codecs, ...remote.codecs].slice(0, 16),
    telephoneEvent: part.telephoneEvent === undefined ? null : (remote.telephoneEvent ?? null),
    packetMilliseconds: remote.packetMilliseconds,
    sends: sendsBy(direction),
    receives: receivesBy(direction),
    srtp: theirs && ours ? { suite: ours.suite, local: ours.inline, remote: theirs.inline } : null,
  };
}

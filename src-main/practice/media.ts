/** What was measured of a call's audio. Levels are 0 to 1 of full scale. */
export interface MediaCounts {
  readonly packetsReceived: number;
  readonly packetsSent: number;
  /** Highest sample received. */
  readonly receivedPeak: number;
  /** Root mean square over all that was received. */
  readonly receivedLevel: number;
}

/** The exchange's end of the audio of one call. The call machines know no more of media than this. */
export interface CallMedia {
  /** Our SDP offer, with candidates: the first, or one in mid-call, when the seat asks for it. */
  offer(): Promise<string>;
  /** Takes the seat's answer. @throws CodedError `sdp-unusable` */
  accept(answer: string): Promise<void>;
  /** Answers the seat's offer; in mid-call one from another transport replaces the path. @throws CodedError `sdp-unusable` */
  answer(offer: string): Promise<string>;
  /** Sends 20 ms of A-law; `skippedFrames` says how many were left out before it. Dropped while there is no path. */
  send(frame: Uint8Array, skippedFrames: number): void;
  counts(): MediaCounts;
  close(): void;
}

export interface CallMediaEvents {
  /** A path is up: at first, and after each replacement. */
  onConnected(): void;
  /** An audio packet came; its root-mean-square level. */
  onPacket(level: number): void;
  /** A key of the telephone was pressed (RFC 4733): `0` to `9`, `*`, `#`, `A` to `D`. */
  onDigit(digit: string): void;
}

export type CreateMedia = (events: CallMediaEvents) => Promise<CallMedia>;

/** The digits of RFC 4733 section 3.2 by event code. */
export const DIGITS = '0123456789*#ABCD';

/** Whether the seat's description puts the call on hold (RFC 3264 section 8.4): it wants to hear nothing. */
export function isHold(sdp: string): boolean {
  return /^a=(?:sendonly|inactive)\s*$/m.test(sdp);
}

/**
 * Media that offers a plausible session and never connects: for benches that measure signalling only.
 * The fingerprint belongs to no certificate, so a seat can answer but not connect.
 */
export const createSoundlessMedia: CreateMedia = async () => {
  let version = 0;
  const describe = (direction: string, setup: 'actpass' | 'passive') => {
    version++;
    const lines = [
      'v=0',
      `o=- 1 ${version} IN IP4 127.0.0.1`,
      's=-',
      't=0 0',
      'a=ice-lite',
      'm=audio 9 UDP/TLS/RTP/SAVPF 8 0 101',
      'c=IN IP4 127.0.0.1',
      'a=mid:0',
      `a=${direction}`,
      'a=rtcp-mux',
      'a=ice-ufrag:none',
      'a=ice-pwd:nobodyIsListeningHere000',
      `a=setup:${setup}`,
      `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => '00').join(':')}`,
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
    ];
    return `${lines.join('\r\n')}\r\n`;
  };
  return {
    offer: async () => describe('sendrecv', 'actpass'),
    accept: () => Promise.resolve(),
    answer: async (offer) => describe(answerTo(offer), 'passive'),
    send: () => undefined,
    counts: () => ({ packetsReceived: 0, packetsSent: 0, receivedPeak: 0, receivedLevel: 0 }),
    close: () => undefined,
  };
};

/** RFC 3264 section 6.1, for one who takes whatever is offered. */
function answerTo(offer: string): string {
  const offered = /^a=(sendonly|recvonly|inactive)\s*$/m.exec(offer)?.[1];
  if (offered === 'sendonly') return 'recvonly';
  return offered === 'recvonly' ? 'sendonly' : (offered ?? 'sendrecv');
}

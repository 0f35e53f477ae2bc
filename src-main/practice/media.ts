/** What was measured of a call's audio. Levels are 0 to 1 of full scale. */
export interface MediaCounts {
  readonly packetsReceived: number;
  readonly packetsSent: number;
  /** Highest sample received. */
  readonly receivedPeak: number;
  /** Root mean square over all that was received. */
  readonly receivedLevel: number;
}

/** The caller's end of the audio of one call. The call machine knows no more of media than this. */
export interface CallMedia {
  /** Our SDP offer, with candidates. */
  offer(): Promise<string>;
  /** Takes the seat's answer. @throws CodedError `sdp-unusable` */
  accept(answer: string): Promise<void>;
  /** Answers an offer in mid-call; one from another transport replaces the path. @throws CodedError `sdp-unusable` */
  renegotiate(offer: string): Promise<string>;
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
}

export type CreateMedia = (events: CallMediaEvents) => Promise<CallMedia>;

/**
 * Media that offers a plausible session and never connects: for benches that measure signalling only.
 * The fingerprint belongs to no certificate, so a seat can answer but not connect.
 */
export const createSoundlessMedia: CreateMedia = async () => {
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-lite',
    'm=audio 9 UDP/TLS/RTP/SAVPF 8 0 101',
    'c=IN IP4 127.0.0.1',
    'a=mid:0',
    'a=sendrecv',
    'a=rtcp-mux',
    'a=ice-ufrag:none',
    'a=ice-pwd:nobodyIsListeningHere000',
    'a=setup:actpass',
    `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => '00').join(':')}`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
  ];
  const offer = `${lines.join('\r\n')}\r\n`;
  return {
    offer: async () => offer,
    accept: () => Promise.resolve(),
    renegotiate: async () => offer.replace('a=setup:actpass', 'a=setup:passive'),
    send: () => undefined,
    counts: () => ({ packetsReceived: 0, packetsSent: 0, receivedPeak: 0, receivedLevel: 0 }),
    close: () => undefined,
  };
};

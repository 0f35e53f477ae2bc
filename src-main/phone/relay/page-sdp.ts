import { CodedError } from '#shared/domain/index.ts';
import { type CodecName, type Fingerprint, fingerprintSchema, type PageEnd } from './area.ts';

/** Payload types towards the page; they never change, whatever the exchange numbers its own. */
export const PAGE_PAYLOAD_TYPES = { PCMU: 0, PCMA: 8, telephoneEvent: 101 } as const;

/** How the page is to send. */
export interface PagePreference {
  readonly codec: CodecName;
  readonly packetMilliseconds: number;
}

/**
 * Our offer to the page: G.711, the preferred law first, and key presses, over ICE lite (RFC 8445 section 2.5).
 *
 * @param version of the `o=` line, one more with each offer of a bridge
 */
export function writePageOffer(end: PageEnd, preference: PagePreference, version: number): string {
  const { PCMA, PCMU, telephoneEvent } = PAGE_PAYLOAD_TYPES;
  const audio = preference.codec === 'PCMA' ? [PCMA, PCMU] : [PCMU, PCMA];
  const [first] = end.candidates;
  const candidates = end.candidates.map(
    ({ address, port }, rank) =>
      `a=candidate:${rank + 1} 1 udp ${priorityOf(rank)} ${address} ${port} typ host`,
  );
  return [
    'v=0',
    `o=- ${end.ssrc} ${version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'a=ice-lite',
    `m=audio ${first?.port ?? 9} UDP/TLS/RTP/SAVPF ${[...audio, telephoneEvent].join(' ')}`,
    `c=IN IP4 ${first?.address ?? '0.0.0.0'}`,
    'a=mid:0',
    'a=sendrecv',
    'a=rtcp-mux',
    `a=ice-ufrag:${end.usernameFragment}`,
    `a=ice-pwd:${end.password}`,
    `a=fingerprint:${end.fingerprint.algorithm} ${end.fingerprint.value}`,
    'a=setup:actpass',
    `a=rtpmap:${PCMA} PCMA/8000`,
    `a=rtpmap:${PCMU} PCMU/8000`,
    `a=rtpmap:${telephoneEvent} telephone-event/8000`,
    `a=fmtp:${telephoneEvent} 0-15`,
    `a=ptime:${preference.packetMilliseconds}`,
    'a=msid:exchange exchange',
    `a=ssrc:${end.ssrc} cname:exchange`,
    ...candidates,
    'a=end-of-candidates',
    '',
  ].join('\r\n');
}

/** RFC 8445 section 5.1.2.1 for host candidates of one component. */
function priorityOf(rank: number): number {
  return 126 * 2 ** 24 + (65_535 - rank) * 2 ** 8 + 255;
}

/**
 * The certificate of the page, by its answer.
 * @throws CodedError `media-failed` where the page took no audio or wants us to begin the handshake
 */
export function readPageAnswer(sdp: string): Fingerprint {
  const [, algorithm = '', value = ''] = /^a=fingerprint:(\S+) (\S+)\s*$/m.exec(sdp) ?? [];
  const fingerprint = fingerprintSchema.safeParse({
    algorithm: algorithm.toLowerCase(),
    value: value.toUpperCase(),
  });
  const isAudio = /^m=audio [1-9]/m.test(sdp);
  const isActive = /^a=setup:active\s*$/m.test(sdp);
  if (!isAudio || !isActive || !fingerprint.success) {
    throw new CodedError('media-failed', 'The media page did not take the audio of the exchange.');
  }
  return fingerprint.data;
}

import type { MediaDirection } from '#shared/contract/index.ts';

/** In JavaScript `$` stands before a carriage return as well. */
const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)$/m;

/** Direction of a description's audio; `sendrecv` where it says nothing (RFC 3264 section 5.1). */
export function directionOf(sdp: string): MediaDirection {
  const audio = audioOf(sdp);
  const found = DIRECTION.exec(audio.section)?.[1] ?? DIRECTION.exec(audio.session)?.[1];
  return isDirection(found) ? found : 'sendrecv';
}

/**
 * Whether who sent this description holds us: it does not want to hear us (RFC 3264 section 8.4), or, in the
 * old way, has the address 0.0.0.0 (RFC 2543).
 */
export function isHold(sdp: string): boolean {
  const { session, section } = audioOf(sdp);
  const address = /^c=IN IP4 (\S+)/m;
  const connection = (address.exec(section) ?? address.exec(session))?.[1];
  // WebRTC descriptions name 0.0.0.0 where the addresses are in candidates.
  const isOldHold = connection === '0.0.0.0' && !/^a=(?:candidate|ice-ufrag|fingerprint):/m.test(sdp);
  const direction = directionOf(sdp);
  return direction === 'sendonly' || direction === 'inactive' || isOldHold;
}

/**
 * An answer of ours for a call that we hold: we send, at most, and never ask to hear (RFC 3264 section 6.1).
 * What the answer does not send already it does not send hereafter.
 */
export function withoutReceiving(sdp: string): string {
  const direction = directionOf(sdp);
  const held = direction === 'sendrecv' ? 'sendonly' : direction === 'recvonly' ? 'inactive' : direction;
  if (held === direction) return sdp;
  if (DIRECTION.test(sdp)) return sdp.replace(new RegExp(DIRECTION, 'gm'), `a=${held}`);
  return `${sdp.replace(/\s*$/, '')}\r\na=${held}\r\n`;
}

/** What precedes the first media section, and the first audio section. */
function audioOf(sdp: string): { readonly session: string; readonly section: string } {
  const [session = '', ...media] = sdp.split(/^(?=m=)/m);
  return { session, section: media.find((section) => section.startsWith('m=audio')) ?? '' };
}

function isDirection(text: string | undefined): text is MediaDirection {
  return text === 'sendrecv' || text === 'sendonly' || text === 'recvonly' || text === 'inactive';
}

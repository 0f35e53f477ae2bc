/** A codec of RTCRtpReceiver.getCapabilities, as far as its order matters. */
interface NamedCodec {
  readonly mimeType: string;
  readonly clockRate: number;
}

/**
 * The order we offer codecs in: what a telephone network carries without transcoding first. Nothing is left
 * out, so an exchange with other codecs still finds one. (An answer keeps the order of the offer by itself.)
 */
export function inOfferOrder<T extends NamedCodec>(codecs: readonly T[]): T[] {
  const ranks = ['audio/pcma', 'audio/pcmu', 'audio/opus', 'audio/telephone-event'];
  const rank = ({ mimeType, clockRate }: T) => {
    const index = ranks.indexOf(mimeType.toLowerCase());
    if (index < 0) return ranks.length + 1;
    // Of telephone-event's clocks the one that goes with G.711 (RFC 4733 section 2.1).
    return mimeType.toLowerCase() === 'audio/telephone-event' && clockRate !== 8000 ? ranks.length : index;
  };
  return [...codecs].sort((left, right) => rank(left) - rank(right));
}

/** What is watched to know that candidates are complete. */
type Gathering = Pick<
  RTCPeerConnection,
  'iceGatheringState' | 'localDescription' | 'addEventListener' | 'removeEventListener'
>;

/** So many limits are waited for a first candidate: less than main waits for a description. */
const MOST_LIMITS = 9;

/**
 * Waits for the last host candidate, but no longer than the limit if there is one: without ICE servers gathering takes
 * tens of milliseconds, but a network interface that hangs must not keep a citizen waiting. A description without any
 * would be a call in which nobody is heard, so that a first one is waited for longer.
 *
 * @param schedule runs something after some milliseconds; answers what cancels it
 */
export function gathered(
  peer: Gathering,
  limitMilliseconds: number,
  schedule: (milliseconds: number, run: () => void) => () => void,
): Promise<void> {
  return new Promise((resolve) => {
    let cancel: () => void = () => undefined;
    const finish = () => {
      cancel();
      peer.removeEventListener('icegatheringstatechange', check);
      resolve();
    };
    const check = () => {
      if (peer.iceGatheringState === 'complete') finish();
    };
    const wait = (limits: number) => {
      cancel = schedule(limitMilliseconds, () => {
        if (limits === 1 || peer.localDescription?.sdp.includes('\na=candidate:')) finish();
        else wait(limits - 1);
      });
    };
    wait(MOST_LIMITS);
    peer.addEventListener('icegatheringstatechange', check);
    check();
  });
}

/** A description and the addresses that were taken out of it (RFC 8839 section 5.1), by their media section. */
export function withoutCandidates(sdp: string): {
  readonly sdp: string;
  readonly candidates: readonly { readonly candidate: string; readonly sdpMLineIndex: number }[];
} {
  const candidates: { candidate: string; sdpMLineIndex: number }[] = [];
  let section = -1;
  const kept = sdp.split('\n').filter((line) => {
    if (line.startsWith('m=')) section++;
    if (line.startsWith('a=candidate:')) {
      candidates.push({ candidate: line.slice('a='.length).trimEnd(), sdpMLineIndex: section });
      return false;
    }
    return !line.startsWith('a=end-of-candidates');
  });
  return { sdp: kept.join('\n'), candidates };
}

import { type RtpPacket, sequenceDistance } from './rtp-packet.ts';

const SAMPLES_A_MILLISECOND = 8;
/** Beyond these a sender has begun anew (RFC 3550 appendix A.1). */
const LONGEST_DROPOUT = 3_000;
const LONGEST_DISORDER = 100;
/** Packets remembered to know a repeated one. */
const MEMORY = 128;

/** A reception report block as we send it (RFC 3550 section 6.4.1), but for the times of the sender's report. */
export interface ReceptionReport {
  readonly ssrc: number;
  /** Since the report before, in 256ths. */
  readonly fractionLost: number;
  /** Of this sender; 24 bits, signed. */
  readonly packetsLost: number;
  readonly highestSequence: number;
  /** In samples. */
  readonly jitter: number;
}

/** Counters over all senders of a call. */
export interface ReceptionTotals {
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitterMilliseconds: number;
}

/** One sender, from its first packet on. */
interface Sender {
  readonly ssrc: number;
  readonly first: number;
  /** Extended by the count of cycles. */
  highest: number;
  received: number;
  readonly seen: Float64Array;
  transit: number | undefined;
  jitter: number;
  expectedBefore: number;
  receivedBefore: number;
}

export interface Reception {
  /**
   * Counts a packet.
   * @param arrival monotonic milliseconds
   * @param isAudio jitter is measured by audio alone: the timestamps of a key press stand still
   * @returns whether the packet is new; a repeated one counts for nothing
   */
  count(packet: RtpPacket, arrival: number, isAudio: boolean): boolean;
  /** The block for the sender heard last, and the beginning of the next interval. */
  report(): ReceptionReport | undefined;
  totals(): ReceptionTotals;
}

/** Reception statistics (RFC 3550 appendices A.1, A.3 and A.8). */
export function createReception(): Reception {
  let sender: Sender | undefined;
  let packetsReceived = 0;
  let lostBefore = 0;

  const lostOf = (counted: Sender) => counted.highest - counted.first + 1 - counted.received;

  const begin = ({ ssrc, sequenceNumber }: RtpPacket): Sender => {
    if (sender) lostBefore += lostOf(sender);
    sender = {
      ssrc,
      first: sequenceNumber,
      highest: sequenceNumber - 1,
      received: 0,
      seen: new Float64Array(MEMORY).fill(-1),
      transit: undefined,
      jitter: sender?.jitter ?? 0,
      expectedBefore: 0,
      receivedBefore: 0,
    };
    return sender;
  };

  const senderOf = (packet: RtpPacket): Sender => {
    if (sender?.ssrc !== packet.ssrc) return begin(packet);
    const distance = sequenceDistance(sender.highest & 0xffff, packet.sequenceNumber);
    return distance > LONGEST_DROPOUT || distance < -LONGEST_DISORDER ? begin(packet) : sender;
  };

  return {
    count: (packet, arrival, isAudio) => {
      const counted = senderOf(packet);
      const extended = counted.highest + sequenceDistance(counted.highest & 0xffff, packet.sequenceNumber);
      // From before the first packet of this sender: late for the report's arithmetic, but to be heard.
      const slot = ((extended % MEMORY) + MEMORY) % MEMORY;
      if (counted.seen[slot] === extended) return false;
      counted.seen[slot] = extended;
      packetsReceived++;
      if (extended >= counted.first) counted.received++;
      counted.highest = Math.max(counted.highest, extended);
      if (isAudio) {
        const transit = arrival * SAMPLES_A_MILLISECOND - packet.timestamp;
        if (counted.transit !== undefined) {
          // On a circle of 2^32, as the timestamps are.
          const difference = Math.abs(Math.round(transit - counted.transit) | 0);
          counted.jitter += (difference - counted.jitter) / 16;
        }
        counted.transit = transit;
      }
      return true;
    },
    report: () => {
      if (sender === undefined) return undefined;
      const expected = sender.highest - sender.first + 1;
      const expectedSince = expected - sender.expectedBefore;
      const lostSince = expectedSince - (sender.received - sender.receivedBefore);
      sender.expectedBefore = expected;
      sender.receivedBefore = sender.received;
      const fraction = expectedSince > 0 && lostSince > 0 ? Math.floor((lostSince * 256) / expectedSince) : 0;
      return {
        ssrc: sender.ssrc,
        fractionLost: Math.min(255, fraction),
        packetsLost: Math.max(-0x800000, Math.min(0x7fffff, lostOf(sender))),
        highestSequence: sender.highest >>> 0,
        jitter: Math.floor(sender.jitter),
      };
    },
    totals: () => ({
      packetsReceived,
      packetsLost: lostBefore + (sender ? lostOf(sender) : 0),
      jitterMilliseconds: (sender?.jitter ?? 0) / SAMPLES_A_MILLISECOND,
    }),
  };
}

import { type RtpPacket, sequenceDistance, timestampDistance } from './rtp-packet.ts';

/** Samples a millisecond of every codec here. */
const SAMPLES_A_MILLISECOND = 8;
/** Samples of the frame that most senders make; a seam is never shorter. */
const FRAME_SAMPLES = 160;
/** Beyond these a sequence number belongs to another stream (RFC 3550 appendix A.1). */
const LONGEST_DROPOUT = 3_000;
const LONGEST_DISORDER = 100;
/** A sender that was replaced is not heard while its successor talks. */
const SUCCESSION_MILLISECONDS = 200;
/** Timestamps that run ahead of the clock by more than this were begun anew. */
const LONGEST_LEAD_SAMPLES = 16_000;

type Position = Pick<RtpPacket, 'ssrc' | 'sequenceNumber' | 'timestamp'>;

/** Where a packet goes in the stream that leaves. */
export interface Mapped {
  readonly sequenceNumber: number;
  readonly timestamp: number;
  /** First packet after a seam. */
  readonly seam: boolean;
}

/** One stream in, as long as it counts on without a break. */
interface Source {
  readonly ssrc: number;
  sequenceOffset: number;
  timestampOffset: number;
  /** Newest packet so far. */
  newest: number;
  newestTimestamp: number;
  /** How many sequence numbers before the newest still belong to this stream, up to the longest disorder. */
  reach: number;
}

export interface Continuity {
  /** @param now monotonic milliseconds. @returns undefined for a packet that has no place in the stream */
  map(packet: Position, now: number): Mapped | undefined;
  /** The next packet follows a pause in which packets were left out. */
  seam(): void;
}

/**
 * Makes one endless stream of whatever streams come in (rules RL-8 to RL-10): Chromium takes a stream whose
 * numbers leap back for a late one and plays nothing of it.
 *
 * Within a source every packet keeps its distance to the others, so that reordering stays for the jitter
 * buffer to mend. At a seam (another SSRC, a sender that began anew) the next packet follows the newest one in
 * sequence, and in time by as much as has passed.
 *
 * @param firstSequence that of the first packet; in the lower half, so that a receiver of SRTP that misses the
 * first packets can't miss a rollover with them (RFC 3711 section 3.3.1)
 */
export function createContinuity(firstSequence: number): Continuity {
  let source: Source | undefined;
  let sent: { sequenceNumber: number; timestamp: number; at: number } | undefined;
  let predecessor: number | undefined;
  /** The sequence number that would prove that a sender began anew. */
  let proof: number | undefined;
  let seamWanted = false;

  const timestampOf = (now: number): number | undefined =>
    sent && sent.timestamp + Math.max(FRAME_SAMPLES, Math.round((now - sent.at) * SAMPLES_A_MILLISECOND));

  const begin = ({ ssrc, sequenceNumber, timestamp }: Position, now: number): Source => {
    proof = undefined;
    seamWanted = false;
    return {
      ssrc,
      sequenceOffset: (sent ? sent.sequenceNumber + 1 : firstSequence) - sequenceNumber,
      timestampOffset: (timestampOf(now) ?? timestamp) - timestamp,
      newest: sequenceNumber,
      newestTimestamp: timestamp,
      reach: 0,
    };
  };

  const place = (used: Source, packet: Position, now: number, isNewest: boolean, seam: boolean): Mapped => {
    const sequenceNumber = (packet.sequenceNumber + used.sequenceOffset) & 0xffff;
    const timestamp = (packet.timestamp + used.timestampOffset) >>> 0;
    if (isNewest) sent = { sequenceNumber, timestamp, at: now };
    return { sequenceNumber, timestamp, seam };
  };

  const startAt = (packet: Position, now: number): Mapped => {
    const isFirst = source === undefined;
    source = begin(packet, now);
    return place(source, packet, now, true, !isFirst);
  };

  return {
    seam: () => {
      seamWanted = source !== undefined;
    },
    map: (packet, now) => {
      if (source === undefined || seamWanted) return startAt(packet, now);
      if (packet.ssrc !== source.ssrc) {
        const isFresh = sent !== undefined && now - sent.at < SUCCESSION_MILLISECONDS;
        if (packet.ssrc === predecessor && isFresh) return undefined;
        predecessor = source.ssrc;
        return startAt(packet, now);
      }
      const distance = sequenceDistance(source.newest, packet.sequenceNumber);
      if (distance > LONGEST_DROPOUT || distance < -LONGEST_DISORDER) {
        if (packet.sequenceNumber === proof) return startAt(packet, now);
        proof = (packet.sequenceNumber + 1) & 0xffff;
        return undefined;
      }
      proof = undefined;
      if (distance <= 0) {
        return -distance <= source.reach ? place(source, packet, now, false, false) : undefined;
      }
      const advance = timestampDistance(source.newestTimestamp, packet.timestamp);
      const elapsed = sent ? (now - sent.at) * SAMPLES_A_MILLISECOND : 0;
      const retimed = advance < 0 || advance > elapsed + LONGEST_LEAD_SAMPLES;
      if (retimed) source.timestampOffset = (timestampOf(now) ?? packet.timestamp) - packet.timestamp;
      source.reach = retimed ? 0 : Math.min(LONGEST_DISORDER, source.reach + distance);
      source.newest = packet.sequenceNumber;
      source.newestTimestamp = packet.timestamp;
      return place(source, packet, now, true, retimed);
    },
  };
}

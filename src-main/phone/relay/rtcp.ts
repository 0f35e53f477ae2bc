import type { ReceptionReport } from './reception.ts';

/** Our own sending, for a sender report (RFC 3550 section 6.4.1). */
export interface SenderInformation {
  /** Milliseconds since the Unix epoch. */
  readonly wall: number;
  /** RTP timestamp of that moment. */
  readonly rtpTimestamp: number;
  readonly packets: number;
  readonly octets: number;
}

/** When the sender that we report on sent its last report, in its own time, and how long ago it came. */
export interface LastReport {
  /** Middle 32 bits of the NTP timestamp. */
  readonly middle: number;
  readonly sinceMilliseconds: number;
}

export interface OwnReport {
  readonly ssrc: number;
  readonly canonicalName: string;
  /** Undefined while nothing was sent since the last report: a receiver report then. */
  readonly sender: SenderInformation | undefined;
  readonly reception: ReceptionReport | undefined;
  readonly lastReport: LastReport | undefined;
  /** The call is over. */
  readonly bye: boolean;
}

/** What of a compound packet from the other side matters here. */
export interface PeerReport {
  readonly senderReports: ReadonlyArray<{ readonly ssrc: number; readonly middle: number }>;
  readonly receptions: ReadonlyArray<{
    readonly ssrc: number;
    readonly fractionLost: number;
    readonly lastReport: number;
    /** In 65536ths of a second. */
    readonly delaySinceLastReport: number;
  }>;
}

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const GOODBYE = 203;
const CANONICAL_NAME = 1;
const BLOCK_BYTES = 24;
const SENDER_BYTES = 20;
/** Seconds from 1900, NTP's origin, to 1970. */
const NTP_TO_UNIX_SECONDS = 2_208_988_800;
const UNITS_A_SECOND = 0x10000;

/** The middle 32 bits of an NTP timestamp: seconds in 65536ths, on a circle of 2^32. */
export function ntpMiddle(wall: number): number {
  return Math.floor((wall / 1000 + NTP_TO_UNIX_SECONDS) * UNITS_A_SECOND) % 0x1_0000_0000;
}

/** A compound packet: report, description and at the end a goodbye (RFC 3550 section 6.1). */
export function writeRtcp(report: OwnReport): Buffer {
  const parts = [writeReport(report), writeDescription(report)];
  if (report.bye) parts.push(section(GOODBYE, 1, words(report.ssrc)));
  return Buffer.concat(parts);
}

function writeReport({ ssrc, sender, reception, lastReport }: OwnReport): Buffer {
  const parts = [words(ssrc)];
  if (sender) {
    const seconds = Math.floor(sender.wall / 1000);
    const fraction = Math.floor(((sender.wall - seconds * 1000) / 1000) * 0x1_0000_0000);
    const { rtpTimestamp, packets, octets } = sender;
    parts.push(words(seconds + NTP_TO_UNIX_SECONDS, fraction, rtpTimestamp, packets, octets));
  }
  if (reception) {
    const lost = ((reception.fractionLost << 24) | (reception.packetsLost & 0xffffff)) >>> 0;
    const delay = Math.round(((lastReport?.sinceMilliseconds ?? 0) / 1000) * UNITS_A_SECOND);
    parts.push(
      words(
        reception.ssrc,
        lost,
        reception.highestSequence,
        reception.jitter,
        lastReport?.middle ?? 0,
        lastReport ? delay : 0,
      ),
    );
  }
  return section(sender ? SENDER_REPORT : RECEIVER_REPORT, reception ? 1 : 0, Buffer.concat(parts));
}

function writeDescription({ ssrc, canonicalName }: OwnReport): Buffer {
  const name = Buffer.from(canonicalName);
  const item = Buffer.concat([words(ssrc), Buffer.from([CANONICAL_NAME, name.length]), name]);
  // A null octet ends the items, and more of them the word.
  return section(SOURCE_DESCRIPTION, 1, Buffer.concat([item, Buffer.alloc(4 - (item.length % 4))]));
}

function section(type: number, count: number, body: Buffer): Buffer {
  const header = Buffer.from([0x80 | count, type, 0, 0]);
  header.writeUInt16BE(body.length / 4, 2);
  return Buffer.concat([header, body]);
}

function words(...values: number[]): Buffer {
  const written = Buffer.allocUnsafe(values.length * 4);
  values.forEach((value, at) => {
    written.writeUInt32BE(value % 0x1_0000_0000, at * 4);
  });
  return written;
}

/** Reads a compound packet, or undefined where it is none. What we have no use for is passed over. */
export function readRtcp(packet: Buffer): PeerReport | undefined {
  const senderReports: Array<PeerReport['senderReports'][number]> = [];
  const receptions: Array<PeerReport['receptions'][number]> = [];
  for (let at = 0; at < packet.length; ) {
    if (packet.length - at < 8 || packet.readUInt8(at) >> 6 !== 2) return undefined;
    const length = (packet.readUInt16BE(at + 2) + 1) * 4;
    const body = packet.subarray(at + 4, at + length);
    if (at + length > packet.length) return undefined;
    const type = packet.readUInt8(at + 1);
    const isSender = type === SENDER_REPORT;
    if (isSender || type === RECEIVER_REPORT) {
      const blocks = 4 + (isSender ? SENDER_BYTES : 0);
      const count = packet.readUInt8(at) & 0x1f;
      if (body.length < blocks + count * BLOCK_BYTES) return undefined;
      if (isSender) senderReports.push({ ssrc: body.readUInt32BE(0), middle: body.readUInt32BE(6) });
      for (let block = 0; block < count; block++) {
        const start = blocks + block * BLOCK_BYTES;
        receptions.push({
          ssrc: body.readUInt32BE(start),
          fractionLost: body.readUInt8(start + 4),
          lastReport: body.readUInt32BE(start + 16),
          delaySinceLastReport: body.readUInt32BE(start + 20),
        });
      }
    } else if (at === 0) return undefined;
    at += length;
  }
  return packet.length === 0 ? undefined : { senderReports, receptions };
}

/**
 * Round trip by a reception report of ours (RFC 3550 section 6.4.1), in milliseconds; undefined where the
 * report answers none of ours or contradicts the clock.
 */
export function roundTrip(
  wall: number,
  lastReport: number,
  delaySinceLastReport: number,
): number | undefined {
  if (lastReport === 0) return undefined;
  const units = (ntpMiddle(wall) - lastReport - delaySinceLastReport) | 0;
  const milliseconds = (units / UNITS_A_SECOND) * 1000;
  // Both clocks count in 65536ths, so that on one machine the difference can come out just below nothing.
  return milliseconds < -1 || milliseconds > 60_000 ? undefined : Math.max(0, milliseconds);
}

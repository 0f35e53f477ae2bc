/** What of an RTP packet matters here (RFC 3550 section 5.1). */
export interface RtpPacket {
  readonly ssrc: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payloadType: number;
  /** Without padding. */
  readonly payload: Buffer;
}

const HEADER_BYTES = 12;

/** Length of the RTP header with its sources and extension, or undefined where the packet is not RTP. */
export function headerLength(packet: Buffer): number | undefined {
  const first = packet[0];
  if (first === undefined || packet.length < HEADER_BYTES || first >> 6 !== 2) return undefined;
  const withSources = HEADER_BYTES + (first & 0x0f) * 4;
  if ((first & 0x10) === 0) return withSources <= packet.length ? withSources : undefined;
  if (withSources + 4 > packet.length) return undefined;
  const whole = withSources + 4 + packet.readUInt16BE(withSources + 2) * 4;
  return whole <= packet.length ? whole : undefined;
}

/** Reads a packet, or undefined where it is too short or contradicts itself. Header extensions are left behind. */
export function readRtp(packet: Buffer): RtpPacket | undefined {
  const start = headerLength(packet);
  if (start === undefined) return undefined;
  const padding = (packet.readUInt8(0) & 0x20) === 0 ? 0 : packet.readUInt8(packet.length - 1);
  const hasPadding = (packet.readUInt8(0) & 0x20) !== 0;
  if (hasPadding && (padding === 0 || padding > packet.length - start)) return undefined;
  const second = packet.readUInt8(1);
  return {
    marker: second >> 7 === 1,
    payloadType: second & 0x7f,
    sequenceNumber: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    payload: packet.subarray(start, packet.length - padding),
  };
}

/** Writes a packet without sources, extension or padding. */
export function writeRtp(packet: RtpPacket): Buffer {
  const written = Buffer.allocUnsafe(HEADER_BYTES + packet.payload.length);
  written[0] = 0x80;
  written[1] = (packet.marker ? 0x80 : 0) | packet.payloadType;
  written.writeUInt16BE(packet.sequenceNumber, 2);
  written.writeUInt32BE(packet.timestamp, 4);
  written.writeUInt32BE(packet.ssrc, 8);
  packet.payload.copy(written, HEADER_BYTES);
  return written;
}

/** Tells RTCP from RTP where both share a port (RFC 5761 section 4). */
export function isRtcp(packet: Buffer): boolean {
  const second = packet[1] ?? 0;
  return second >= 192 && second <= 223;
}

/** How far `to` is after `from` on a circle of 2^16; negative when it is before. */
export function sequenceDistance(from: number, to: number): number {
  return ((to - from) << 16) >> 16;
}

/** How far `to` is after `from` on a circle of 2^32; negative when it is before. */
export function timestampDistance(from: number, to: number): number {
  return (to - from) | 0;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RtcpPacketConverter, RtcpRrPacket, RtcpSourceDescriptionPacket, RtcpSrPacket } from 'werift';
import { createReception } from './reception.ts';
import { ntpMiddle, readRtcp, roundTrip, writeRtcp } from './rtcp.ts';

const packet = (sequenceNumber: number, timestamp = sequenceNumber * 160, ssrc = 7) => ({
  ssrc,
  sequenceNumber: sequenceNumber & 0xffff,
  timestamp: timestamp >>> 0,
  marker: false,
  payloadType: 8,
  payload: Buffer.alloc(160),
});
const own = {
  ssrc: 0xdeadbeef,
  canonicalName: 'abcdefg',
  sender: undefined,
  reception: undefined,
  lastReport: undefined,
  bye: false,
};

describe('reception', () => {
  it('RL-15 counts loss over the end of the sequence numbers, and repeated packets once', () => {
    const reception = createReception();
    for (let count = 0; count < 200; count++) {
      if (count % 10 === 3) continue;
      const arrived = packet(65_450 + count, count * 160);
      expect(reception.count(arrived, count * 20, true)).toBe(true);
      expect(reception.count(arrived, count * 20, true)).toBe(false);
    }
    expect(reception.totals()).toEqual({ packetsReceived: 180, packetsLost: 20, jitterMilliseconds: 0 });
    expect(reception.report()).toEqual({
      ssrc: 7,
      fractionLost: Math.floor((20 * 256) / 200),
      packetsLost: 20,
      highestSequence: 65_450 + 199,
      jitter: 0,
    });
    expect(reception.report()?.fractionLost).toBe(0);
  });

  it('RL-15 disorder is no loss', () => {
    const reception = createReception();
    for (const sequenceNumber of [1, 3, 2, 5, 4, 6]) reception.count(packet(sequenceNumber), 0, true);
    expect(reception.totals()).toMatchObject({ packetsReceived: 6, packetsLost: 0 });
  });

  it('RL-15 a new sender adds to the totals and is reported for itself', () => {
    const reception = createReception();
    for (const sequenceNumber of [10, 11, 14]) reception.count(packet(sequenceNumber), 0, true);
    for (const sequenceNumber of [9_000, 9_001]) reception.count(packet(sequenceNumber, 0, 8), 0, true);
    expect(reception.totals()).toMatchObject({ packetsReceived: 5, packetsLost: 2 });
    expect(reception.report()).toMatchObject({ ssrc: 8, packetsLost: 0, highestSequence: 9_001 });
  });

  it('RL-15 jitter is the estimate of RFC 3550 section 6.4.1, and key presses leave it alone', () => {
    let expected = 0;
    // Every second packet is 10 ms late.
    for (let count = 1; count < 100; count++) expected += (10 - expected) / 16;
    const steady = createReception();
    for (let count = 0; count < 100; count++) {
      steady.count(packet(count, 0xffffff00 + count * 160), count * 20 + (count % 2) * 10, true);
      if (count === 50) steady.count({ ...packet(count, 1), payloadType: 101 }, 5_000, false);
    }
    expect(steady.totals().jitterMilliseconds).toBeCloseTo(expected, 6);
  });
});

describe('RTCP', () => {
  it('RL-14 a report is what another implementation reads', () => {
    const wall = Date.UTC(2026, 0, 1) + 250;
    const written = writeRtcp({
      ...own,
      sender: { wall, rtpTimestamp: 0xfffffff0, packets: 3, octets: 480 },
      reception: { ssrc: 7, fractionLost: 12, packetsLost: -2, highestSequence: 0x1_0005, jitter: 33 },
      lastReport: { middle: 0x12345678, sinceMilliseconds: 500 },
      bye: true,
    });
    const [report, description] = RtcpPacketConverter.deSerialize(written);
    if (!(report instanceof RtcpSrPacket)) throw new Error('Not a sender report.');
    expect(report.ssrc).toBe(own.ssrc);
    expect(report.senderInfo).toMatchObject({ rtpTimestamp: 0xfffffff0, packetCount: 3, octetCount: 480 });
    const ntp = BigInt(report.senderInfo.ntpTimestamp);
    expect(Number(ntp >> 32n) - 2_208_988_800).toBe(Math.floor(wall / 1000));
    expect(Number(ntp & 0xffffffffn) / 2 ** 32).toBeCloseTo(0.25, 6);
    expect(report.reports[0]).toMatchObject({
      ssrc: 7,
      fractionLost: 12,
      highestSequence: 0x1_0005,
      jitter: 33,
      lsr: 0x12345678,
      dlsr: 0x8000,
    });
    if (!(description instanceof RtcpSourceDescriptionPacket)) throw new Error('No description.');
    expect(description.chunks[0]?.items[0]).toMatchObject({ type: 1, text: 'abcdefg' });
    expect(written.subarray(-8).toString('hex')).toBe('81cb0001deadbeef');
    expect(RtcpPacketConverter.deSerialize(writeRtcp(own))[0]).toBeInstanceOf(RtcpRrPacket);
  });

  it('RL-14 names of every length end on a word', () => {
    for (let length = 1; length <= 16; length++) {
      const written = writeRtcp({ ...own, canonicalName: 'x'.repeat(length) });
      expect(written.length % 4).toBe(0);
      expect(readRtcp(written)).toEqual({ senderReports: [], receptions: [] });
    }
  });

  it('RL-14 the round trip is what RFC 3550 figure 2 computes', () => {
    const sentAt = 1_790_000_000_123;
    const middle = ntpMiddle(sentAt);
    expect(roundTrip(sentAt + 5_250 + 875, middle, 5.25 * 65_536)).toBeCloseTo(875, 0);
    expect(roundTrip(sentAt, 0, 0)).toBeUndefined();
    expect(roundTrip(sentAt, middle, 65_536 * 30)).toBeUndefined();
    expect(roundTrip(sentAt + 100_000, middle, 0)).toBeUndefined();
  });

  it('RL-14 reads its own reports, and no garbage breaks it', () => {
    const written = writeRtcp({
      ...own,
      sender: { wall: 1_790_000_000_000, rtpTimestamp: 1, packets: 1, octets: 1 },
      reception: { ssrc: 5, fractionLost: 128, packetsLost: 1, highestSequence: 1, jitter: 1 },
      lastReport: { middle: 42, sinceMilliseconds: 1_000 },
    });
    expect(readRtcp(written)).toEqual({
      senderReports: [{ ssrc: own.ssrc, middle: ntpMiddle(1_790_000_000_000) }],
      receptions: [{ ssrc: 5, fractionLost: 128, lastReport: 42, delaySinceLastReport: 65_536 }],
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(119), fc.nat(255), (bytes, at, value) => {
        readRtcp(Buffer.from(bytes));
        const changed = Buffer.from(written);
        changed[at % changed.length] = value;
        readRtcp(changed);
        readRtcp(written.subarray(0, at));
      }),
    );
  });
});

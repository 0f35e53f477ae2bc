import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RtpHeader, RtpPacket } from 'werift';
import { isRtcp, readRtp, sequenceDistance, timestampDistance, writeRtp } from './rtp-packet.ts';

const packetArbitrary = fc.record({
  ssrc: fc.integer({ min: 0, max: 0xffffffff }),
  sequenceNumber: fc.integer({ min: 0, max: 0xffff }),
  timestamp: fc.integer({ min: 0, max: 0xffffffff }),
  marker: fc.boolean(),
  payloadType: fc.integer({ min: 0, max: 127 }),
  payload: fc.uint8Array({ maxLength: 480 }).map((bytes) => Buffer.from(bytes)),
});

describe('RTP packets', () => {
  it('RL-5 reads what it writes, and what another implementation writes with sources, extension and padding', () => {
    fc.assert(
      fc.property(
        packetArbitrary,
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        (packet, sources, padded) => {
          expect(readRtp(writeRtp(packet))).toEqual(packet);
          const { payload, ...fields } = packet;
          const header = new RtpHeader({
            ...fields,
            csrc: Array.from({ length: sources }, (_, at) => at + 1),
            extensions: [{ id: 1, payload: Buffer.from([1, 2, 3]) }],
            padding: padded,
            paddingSize: padded ? 4 : 0,
          });
          expect(readRtp(new RtpPacket(header, payload).serialize())).toEqual(packet);
        },
      ),
    );
  });

  it('RL-5 refuses what is too short or contradicts itself, and throws at nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const read = readRtp(Buffer.from(bytes));
        if (read) expect(read.payload.length).toBeLessThanOrEqual(bytes.length - 12);
      }),
    );
    const valid = writeRtp({
      ssrc: 1,
      sequenceNumber: 1,
      timestamp: 1,
      marker: false,
      payloadType: 8,
      payload: Buffer.from([1, 2, 9]),
    });
    const withFirst = (first: number) => Buffer.concat([Buffer.from([first]), valid.subarray(1)]);
    expect(readRtp(valid.subarray(0, 11))).toBeUndefined();
    expect(readRtp(withFirst(0x40))).toBeUndefined();
    expect(readRtp(withFirst(0x81))).toBeUndefined();
    expect(readRtp(withFirst(0x90))).toBeUndefined();
    expect(readRtp(withFirst(0xa0))).toBeUndefined();
  });

  it('RL-5 tells RTCP from RTP, and counts in circles', () => {
    expect([200, 201, 202, 203].every((type) => isRtcp(Buffer.from([0x80, type])))).toBe(true);
    expect(isRtcp(Buffer.from([0x80, 0x88]))).toBe(false);
    expect(sequenceDistance(65_535, 0)).toBe(1);
    expect(sequenceDistance(0, 65_535)).toBe(-1);
    expect(timestampDistance(0xffffffff, 159)).toBe(160);
    expect(timestampDistance(0, 0xffffffff)).toBe(-1);
  });
});

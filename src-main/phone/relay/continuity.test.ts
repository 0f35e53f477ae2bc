import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createContinuity } from './continuity.ts';
import { sequenceDistance, timestampDistance } from './rtp-packet.ts';

/** One sender of the exchange: so many packets in a row, and how long it is silent before them. */
const senderArbitrary = fc.record({
  ssrc: fc.integer({ min: 0, max: 0xffffffff }),
  first: fc.integer({ min: 0, max: 0xffff }),
  timestamp: fc.integer({ min: 0, max: 0xffffffff }),
  packets: fc.integer({ min: 1, max: 60 }),
  silence: fc.integer({ min: 20, max: 20_000 }),
  frame: fc.constantFrom(80, 160, 240, 320, 480),
});

describe('continuity', () => {
  it('RL-8 whatever senders follow each other, the stream that leaves counts on', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(senderArbitrary, { selector: ({ ssrc }) => ssrc, minLength: 1 }),
        (senders) => {
          const continuity = createContinuity(10);
          let now = 0;
          let before: { sequenceNumber: number; timestamp: number } | undefined;
          for (const sender of senders) {
            now += sender.silence;
            for (let count = 0; count < sender.packets; count++) {
              const packet = {
                ssrc: sender.ssrc,
                sequenceNumber: (sender.first + count) & 0xffff,
                timestamp: (sender.timestamp + count * sender.frame) >>> 0,
              };
              const mapped = continuity.map(packet, now);
              if (!mapped) throw new Error('A packet in order was left out.');
              expect(mapped.seam).toBe(count === 0 && before !== undefined);
              if (before) {
                expect(sequenceDistance(before.sequenceNumber, mapped.sequenceNumber)).toBe(1);
                const advance = timestampDistance(before.timestamp, mapped.timestamp);
                // Within a sender as it counts itself; at a seam as much as time has passed.
                if (count > 0) expect(advance).toBe(sender.frame);
                else expect(advance).toBe(Math.max(160, (sender.silence + 0) * 8));
              }
              before = mapped;
              now += count + 1 < sender.packets ? sender.frame / 8 : 0;
            }
          }
        },
      ),
    );
  });

  it('RL-9 disorder and loss stay as they are, and nothing goes out twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff }),
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 300 }),
        (first, order) => {
          const continuity = createContinuity(10);
          continuity.map({ ssrc: 1, sequenceNumber: 40_000, timestamp: 5 }, 0);
          const start = continuity.map({ ssrc: 2, sequenceNumber: first, timestamp: 0 }, 20);
          let newest = 0;
          order.forEach((position) => {
            if (position === 0 || position < newest - 100) return;
            const mapped = continuity.map(
              { ssrc: 2, sequenceNumber: (first + position) & 0xffff, timestamp: position * 160 },
              20 + Math.max(newest, position) * 20,
            );
            newest = Math.max(newest, position);
            if (!mapped || !start) throw new Error('A packet in reach was left out.');
            expect(sequenceDistance(start.sequenceNumber, mapped.sequenceNumber)).toBe(position);
          });
        },
      ),
    );
  });

  it('RL-9 a packet from before a seam is left out', () => {
    const continuity = createContinuity(10);
    continuity.map({ ssrc: 1, sequenceNumber: 10, timestamp: 0 }, 0);
    expect(continuity.map({ ssrc: 2, sequenceNumber: 500, timestamp: 0 }, 20)?.sequenceNumber).toBe(11);
    expect(continuity.map({ ssrc: 2, sequenceNumber: 499, timestamp: 0 }, 20)).toBeUndefined();
    expect(continuity.map({ ssrc: 1, sequenceNumber: 11, timestamp: 160 }, 20)).toBeUndefined();
    expect(continuity.map({ ssrc: 2, sequenceNumber: 501, timestamp: 160 }, 40)?.sequenceNumber).toBe(12);
  });

  it('RL-8 the former sender is heard again once its successor is silent', () => {
    const continuity = createContinuity(10);
    continuity.map({ ssrc: 1, sequenceNumber: 10, timestamp: 0 }, 0);
    continuity.map({ ssrc: 2, sequenceNumber: 500, timestamp: 0 }, 20);
    expect(continuity.map({ ssrc: 1, sequenceNumber: 11, timestamp: 0 }, 100)).toBeUndefined();
    expect(continuity.map({ ssrc: 1, sequenceNumber: 20, timestamp: 0 }, 220)).toMatchObject({
      sequenceNumber: 12,
      timestamp: 160 + 1_600,
      seam: true,
    });
  });

  it('RL-10 a sender that begins anew under its old SSRC is followed with its second packet', () => {
    const continuity = createContinuity(10);
    continuity.map({ ssrc: 1, sequenceNumber: 10, timestamp: 0 }, 0);
    expect(continuity.map({ ssrc: 1, sequenceNumber: 30_000, timestamp: 9 }, 20)).toBeUndefined();
    expect(continuity.map({ ssrc: 1, sequenceNumber: 30_001, timestamp: 169 }, 40)).toEqual({
      sequenceNumber: 11,
      timestamp: 320,
      seam: true,
    });
  });

  it('RL-10 timestamps that leap are brought back in line; a pause is none', () => {
    const continuity = createContinuity(10);
    continuity.map({ ssrc: 1, sequenceNumber: 10, timestamp: 100_000 }, 0);
    const back = continuity.map({ ssrc: 1, sequenceNumber: 11, timestamp: 7 }, 20);
    expect(back).toEqual({ sequenceNumber: 11, timestamp: 100_160, seam: true });
    const ahead = continuity.map({ ssrc: 1, sequenceNumber: 12, timestamp: 1_000_000 }, 40);
    expect(ahead).toEqual({ sequenceNumber: 12, timestamp: 100_320, seam: true });
    const paused = continuity.map({ ssrc: 1, sequenceNumber: 13, timestamp: 1_000_000 + 400_000 }, 50_040);
    expect(paused).toEqual({ sequenceNumber: 13, timestamp: 500_320, seam: false });
  });

  it('RL-17 what was left out during a hold leaves no gap', () => {
    const continuity = createContinuity(10);
    continuity.map({ ssrc: 1, sequenceNumber: 10, timestamp: 0 }, 0);
    continuity.seam();
    expect(continuity.map({ ssrc: 1, sequenceNumber: 3_010, timestamp: 480_000 }, 60_000)).toEqual({
      sequenceNumber: 11,
      timestamp: 480_000,
      seam: true,
    });
  });
});

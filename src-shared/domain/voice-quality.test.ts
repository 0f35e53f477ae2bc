import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callQualitySchema } from './call.ts';
import {
  meanOpinionScore,
  opinionOf,
  QualityMeter,
  type QualityReading,
  transmissionRating,
} from './voice-quality.ts';

const GOOD = { lossShare: 0, jitterMilliseconds: 2, roundTripMilliseconds: 10, codec: 'PCMA' };
const reading = (change: Partial<QualityReading>): QualityReading => ({
  sessionId: 's',
  packetsReceived: 0,
  packetsLost: 0,
  jitterMilliseconds: 2,
  roundTripMilliseconds: 10,
  remoteLossShare: 0,
  codec: 'PCMA',
  inboundLevel: 0.1,
  ...change,
});

describe('the E-model', () => {
  it.each([
    [93.2, 4.41],
    [90, 4.34],
    [80, 4.02],
    [70, 3.6],
    [60, 3.1],
    [50, 2.58],
    [0, 1],
    [-5, 1],
    [100, 4.5],
  ])('VQ-1 a rating of %d is an opinion of %d (G.107, annex B)', (rating, score) => {
    expect(opinionOf(rating)).toBeCloseTo(score, 2);
  });

  it('VQ-1 a local G.711 call is as good as narrowband gets, and 5 %% of loss is heard', () => {
    expect(meanOpinionScore(GOOD)).toBeGreaterThan(4.35);
    expect(meanOpinionScore({ ...GOOD, lossShare: 0.05 })).toBeCloseTo(3.89, 1);
    expect(meanOpinionScore({ ...GOOD, codec: 'G729' })).toBeLessThan(4.1);
  });

  it('VQ-2 nothing worse is ever judged better', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const milliseconds = fc.double({ min: 0, max: 2_000, noNaN: true });
    fc.assert(
      fc.property(
        share,
        share,
        milliseconds,
        milliseconds,
        milliseconds,
        (loss, more, jitter, trip, longer) => {
          const path = {
            lossShare: loss,
            jitterMilliseconds: jitter,
            roundTripMilliseconds: trip,
            codec: null,
          };
          const worse = {
            ...path,
            lossShare: Math.min(1, loss + more),
            roundTripMilliseconds: trip + longer,
          };
          const score = meanOpinionScore(path);
          expect(score).toBeGreaterThanOrEqual(1);
          expect(score).toBeLessThanOrEqual(4.5);
          expect(transmissionRating(worse)).toBeLessThanOrEqual(transmissionRating(path));
        },
      ),
    );
  });
});

describe('the quality of a call', () => {
  it('VQ-3 is live over five seconds and whole over the call, across media sessions', () => {
    const meter = new QualityMeter();
    expect(meter.live(0)).toBeNull();
    expect(meter.whole()).toBeNull();
    meter.take(reading({}), 0, true);
    meter.take(reading({ packetsReceived: 90, packetsLost: 10 }), 2_000, true);
    expect(meter.live(2_000)?.lossShare).toBeCloseTo(0.1);
    meter.take(reading({ sessionId: 't', packetsReceived: 0 }), 3_000, true);
    for (let second = 1; second <= 6; second++) {
      meter.take(reading({ sessionId: 't', packetsReceived: second * 50 }), 3_000 + second * 1_000, true);
    }
    expect(meter.live(9_000)?.lossShare).toBe(0);
    expect(meter.whole()?.lossShare).toBeCloseTo(10 / 400);
    expect(callQualitySchema.safeParse(meter.whole()).success).toBe(true);
  });

  it('VQ-3 counters that begin anew within a session are no silence', () => {
    const meter = new QualityMeter();
    meter.take(reading({ packetsReceived: 10_000, packetsLost: 100 }), 0, true);
    for (let second = 1; second <= 5; second++) {
      meter.take(reading({ packetsReceived: second * 50 }), second * 1_000, true);
      expect(meter.live(second * 1_000)?.oneWay).toBe('none');
    }
    expect(meter.live(5_000)?.lossShare).toBe(0);
    expect(meter.whole()?.lossShare).toBeCloseTo(100 / 10_350);
  });

  it('VQ-4 names the direction in which nothing is heard', () => {
    const meter = new QualityMeter();
    meter.take(reading({ packetsReceived: 5 }), 0, true);
    meter.take(reading({ packetsReceived: 5 }), 2_900, true);
    expect(meter.live(2_900)?.oneWay).toBe('none');
    meter.take(reading({ packetsReceived: 5 }), 3_000, true);
    expect(meter.live(3_000)?.oneWay).toBe('not-heard');
    meter.take(reading({ packetsReceived: 9, remoteLossShare: 1 }), 3_200, true);
    expect(meter.live(3_200)?.oneWay).toBe('not-hearing');
    expect(meter.whole()?.oneWay).toBe('both');
  });

  it('VQ-4 packets of nothing are a dead source; a pause of the speaker is not, nor is hold', () => {
    const meter = new QualityMeter();
    let packets = 0;
    const pass = (from: number, to: number, level: number, expected = true) => {
      for (let at = from; at <= to; at += 1_000) {
        meter.take(reading({ packetsReceived: ++packets, inboundLevel: level }), at, expected);
      }
      return meter.live(to)?.oneWay;
    };
    expect(pass(0, 10_000, 0.000_1)).toBe('none');
    expect(pass(11_000, 17_000, 0)).toBe('none');
    expect(pass(18_000, 18_000, 0)).toBe('not-heard');
    expect(pass(19_000, 40_000, 0, false)).toBe('none');
  });

  it('VQ-5 whatever the counters say, the judgement has its form', () => {
    const wild = fc.record({
      sessionId: fc.constantFrom('s', 't'),
      packetsReceived: fc.nat(1_000_000),
      packetsLost: fc.integer({ min: -1_000, max: 1_000_000 }),
      jitterMilliseconds: fc.double({ min: 0, max: 10_000, noNaN: true }),
      roundTripMilliseconds: fc.option(fc.double({ min: 0, max: 10_000, noNaN: true })),
      remoteLossShare: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      codec: fc.option(fc.constantFrom('PCMA', 'opus')),
      inboundLevel: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(wild, { minLength: 1, maxLength: 20 }), (readings) => {
        const meter = new QualityMeter();
        readings.forEach((one, index) => {
          meter.take(one, index * 700, index % 3 > 0);
        });
        expect(callQualitySchema.safeParse(meter.live(readings.length * 700)).success).toBe(true);
        expect(callQualitySchema.safeParse(meter.whole()).success).toBe(true);
      }),
    );
  });
});

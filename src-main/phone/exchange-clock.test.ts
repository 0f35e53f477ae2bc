import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueTimeHeader } from '#shared/settings/index.ts';
import { createExchangeClock, type ExchangeTime, queueTimeOf } from './exchange-clock.ts';

const NOW = 1_790_000_000_000;
const dateOf = (epoch: number) => new Date(epoch).toUTCString();

describe('the exchange’s clock', () => {
  it('AC-10 is known to within half of a second and the answer’s time on the way', () => {
    const clock = createExchangeClock();
    clock.heard(dateOf(NOW), 1_000, 1_100);
    expect(clock.at(1_100)).toEqual({ epoch: NOW + 550, boundMilliseconds: 550 });
    expect(clock.at(6_100)?.epoch).toBe(NOW + 5_550);
  });

  it('AC-10 is known better by several answers', () => {
    const clock = createExchangeClock();
    // Its second turns just before the second answer.
    clock.heard(dateOf(NOW), 1_000, 1_000);
    clock.heard(dateOf(NOW + 1_000), 1_100, 1_100);
    const time = clock.at(1_100);
    expect(time?.boundMilliseconds).toBeCloseTo(50, 0);
    expect(time?.epoch).toBeCloseTo(NOW + 1_050, 0);
  });

  it('AC-10 that was set is believed anew, and what is old no more', () => {
    const clock = createExchangeClock();
    clock.heard(dateOf(NOW), 0, 10);
    clock.heard(dateOf(NOW + 500_000), 20_000, 20_010);
    expect(clock.at(20_010)?.epoch).toBeCloseTo(NOW + 500_505, -1);
    expect(clock.at(20_010 + 3_700_000)).toBeNull();
    clock.forget();
    expect(clock.at(20_010)).toBeNull();
  });

  it.each([
    undefined,
    '',
    'yesterday',
    'Sat, 13 Nov 2010 23:29:00 +0800',
    '2010-11-13T23:29:00Z',
    'Sat, 13 Xyz 2010 23:29:00 GMT',
  ])('AC-11 is unknown by the Date %j', (date) => {
    const clock = createExchangeClock();
    clock.heard(date, 0, 10);
    expect(clock.at(10)).toBeNull();
  });

  it('AC-11 is not told by an answer that took long', () => {
    const clock = createExchangeClock();
    clock.heard(dateOf(NOW), 0, 5_000);
    expect(clock.at(5_000)).toBeNull();
  });

  it('AC-10 is never further away than is said, whatever was heard in whatever order', () => {
    const answer = fc.record({
      pause: fc.integer({ min: 0, max: 400_000 }),
      toExchange: fc.integer({ min: 0, max: 1_500 }),
      back: fc.integer({ min: 0, max: 1_500 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: -5_000_000, max: 5_000_000 }),
        fc.array(answer, { minLength: 1 }),
        (offset, answers) => {
          const clock = createExchangeClock();
          let now = 0;
          for (const { pause, toExchange, back } of answers) {
            now += pause;
            const said = NOW + offset + now + toExchange;
            clock.heard(dateOf(Math.floor(said / 1_000) * 1_000), now, now + toExchange + back);
            now += toExchange + back;
            const time = clock.at(now);
            if (!time) throw new Error('It was heard just now.');
            expect(Math.abs(time.epoch - (NOW + offset + now))).toBeLessThanOrEqual(
              time.boundMilliseconds + 1e-6,
            );
          }
        },
      ),
    );
  });
});

describe('the queue time', () => {
  const received = { monotonic: 0, wall: NOW };
  const header = (unit: QueueTimeHeader['unit'], byExchangeClock = true) => ({
    name: 'X-Queue',
    unit,
    byExchangeClock,
  });
  const ahead: ExchangeTime = { epoch: NOW + 90_000, boundMilliseconds: 400 };

  it('AC-10 is a difference on the exchange’s clock where that is known, and the record says so', () => {
    expect(queueTimeOf(String(NOW + 88_000), header('epoch-milliseconds'), received, ahead)).toEqual({
      milliseconds: 2_000,
      by: 'exchange-clock',
      difference: { milliseconds: 90_000, boundMilliseconds: 400 },
    });
  });

  it('AC-10 takes both clocks for the same where the exchange tells no date, or the settings say so', () => {
    const value = String(NOW - 2_000);
    expect(queueTimeOf(value, header('epoch-milliseconds'), received, null)).toEqual({
      milliseconds: 2_000,
      by: 'seat-clock',
      difference: null,
    });
    expect(queueTimeOf(value, header('epoch-milliseconds', false), received, ahead)).toMatchObject({
      milliseconds: 2_000,
      by: 'seat-clock',
    });
  });

  it('AC-10 needs no clock where the exchange counts itself', () => {
    expect(queueTimeOf('7', header('seconds-waited'), received, ahead)).toMatchObject({
      milliseconds: 7_000,
      by: 'waited',
    });
  });

  it('AC-7 AC-11 is unknown without a header; a Date of another day is not believed', () => {
    expect(queueTimeOf(undefined, header('epoch-seconds'), received, ahead)).toMatchObject({
      milliseconds: null,
      by: null,
    });
    expect(queueTimeOf(undefined, undefined, received, ahead)).toMatchObject({
      milliseconds: null,
      by: null,
    });
    const lost: ExchangeTime = { epoch: NOW - 90_000_000, boundMilliseconds: 400 };
    expect(queueTimeOf(String(NOW - 1_000), header('epoch-milliseconds'), received, lost)).toEqual({
      milliseconds: 1_000,
      by: 'seat-clock',
      difference: null,
    });
  });
});

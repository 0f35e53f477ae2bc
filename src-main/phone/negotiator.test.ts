import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Renegotiation, SipRefusal } from './leg.ts';
import { Negotiator } from './negotiator.ts';
import { settle } from './testing/fake-seat.test-support.ts';
import { createFakeTime } from './testing/fake-time.test-support.ts';

function createBench({ ownsCallId = true, random = () => 0.5 } = {}) {
  const time = createFakeTime();
  const sent: Array<Renegotiation & { at: number }> = [];
  let pending: PromiseWithResolvers<void> | undefined;
  let renewed = 0;
  const wish = { held: false };
  return Object.assign(wish, {
    time,
    sent,
    renewed: () => renewed,
    negotiator: new Negotiator({
      reinvite: (renegotiation) => {
        if (pending) throw new Error('Two re-INVITEs at once.');
        sent.push({ ...renegotiation, at: time.clock.monotonic() });
        pending = Promise.withResolvers();
        return pending.promise;
      },
      isHeld: () => wish.held,
      ownsCallId,
      schedule: time.schedule,
      random,
      onRenewed: () => renewed++,
      onUnanswered: () => undefined,
    }),
    isOffering: () => pending !== undefined,
    agree: async () => {
      const one = pending;
      pending = undefined;
      one?.resolve();
      await settle();
    },
    refuse: async (statusCode: number, retryAfterMilliseconds?: number) => {
      const one = pending;
      pending = undefined;
      one?.reject(new SipRefusal('INVITE', statusCode, retryAfterMilliseconds));
      await settle();
    },
  });
}

describe('what is agreed on in a dialog', () => {
  it.each([
    [true, 3_050],
    [false, 1_000],
  ])('CA-15 waits after a collision, longer where the Call-ID is ours (%s)', async (ownsCallId, wait) => {
    const bench = createBench({ ownsCallId });
    bench.held = true;
    const held = bench.negotiator.settleHold();
    await bench.refuse(491);
    expect(bench.time.next()).toBe(wait);
    await bench.time.pass(wait);
    await bench.agree();
    await held;
    expect(bench.sent.map(({ at }) => at)).toEqual([0, wait]);
  });

  it('CA-15 tells a person after six collisions in a row', async () => {
    const bench = createBench();
    bench.held = true;
    const held = expect(bench.negotiator.settleHold()).rejects.toMatchObject({ statusCode: 491 });
    for (let collision = 0; collision < 6; collision++) {
      await bench.refuse(491);
      await bench.time.pass(5_000);
    }
    await held;
    expect(bench.sent).toHaveLength(6);
  });

  it('CA-14 sends nothing when both sides mean the same already', async () => {
    const bench = createBench();
    await bench.negotiator.settleHold();
    expect(bench.sent).toEqual([]);
  });

  it('CA-14 settles both when a wish is changed before the other side has answered', async () => {
    const bench = createBench();
    bench.held = true;
    const held = bench.negotiator.settleHold();
    bench.held = false;
    const resumed = bench.negotiator.settleHold();
    await bench.agree();
    expect(bench.sent.map((one) => one.held)).toEqual([true, false]);
    await bench.agree();
    await Promise.all([held, resumed]);
  });

  it('CA-9 offers a new session after a wait, ever slower, and as late as Retry-After asks', async () => {
    const bench = createBench();
    bench.negotiator.renew();
    expect(bench.sent).toEqual([]);
    await bench.time.pass(1_250);
    expect(bench.sent).toEqual([{ held: false, renew: true, at: 1_250 }]);
    await bench.refuse(500, 20_000);
    expect(bench.time.next()).toBe(20_000);
    bench.negotiator.hasten();
    await bench.agree();
    expect(bench.renewed()).toBe(1);
    expect(bench.time.next()).toBeUndefined();
  });

  it('CA-14 does not keep a hold waiting for the next try of lost media', async () => {
    const bench = createBench();
    bench.negotiator.renew();
    bench.held = true;
    const held = bench.negotiator.settleHold();
    expect(bench.sent).toEqual([{ held: true, renew: true, at: 0 }]);
    await bench.agree();
    await held;
  });

  it('CA-7 settles every hold and comes to rest, whatever is asked and answered', async () => {
    const action = fc.constantFrom(
      'hold',
      'resume',
      'renew',
      'refresh',
      'hasten',
      'agree',
      '491',
      '500',
      'pass',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (steps) => {
        const bench = createBench();
        let waiting = 0;
        for (const step of steps) {
          if (step === 'hold' || step === 'resume') {
            bench.held = step === 'hold';
            waiting++;
            const done = () => void waiting--;
            bench.negotiator.settleHold().then(done, done);
          } else if (step === 'agree') await bench.agree();
          else if (step === '491' || step === '500') await bench.refuse(Number(step));
          else if (step === 'pass') await bench.time.pass(3_000);
          else bench.negotiator[step]();
          await settle();
        }
        for (let round = 0; round < 8; round++) {
          await bench.agree();
          await bench.time.pass(30_000);
        }
        expect(waiting).toBe(0);
        expect(bench.isOffering()).toBe(false);
        // A hold that was refused is not offered again by itself.
        const wasRefused = steps.includes('491') || steps.includes('500');
        const last = bench.sent.at(-1);
        if (last && !wasRefused) expect(last.held, 'the last offer says what is wished').toBe(bench.held);
      }),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { type ReferProgress, SipRefusal } from './leg.ts';
import { settle } from './testing/fake-seat.test-support.ts';
import { createFakeTime } from './testing/fake-time.test-support.ts';
import { TRANSFER_LIMIT_MILLISECONDS, TransferProgress } from './transfer.ts';

function createBench() {
  const time = createFakeTime();
  const answer = Promise.withResolvers<void>();
  let notify: ReferProgress = () => undefined;
  let succeeded = 0;
  const states: string[] = [];
  const transfer: TransferProgress = new TransferProgress({
    kind: 'blind',
    target: '110',
    referTo: 'sip:110@test.invalid',
    leg: {
      refer: (_to, onProgress) => {
        notify = onProgress;
        return answer.promise;
      },
    },
    schedule: time.schedule,
    onChanged: () => void states.push(transfer.snapshot().state),
    onSucceeded: () => succeeded++,
  });
  return {
    time,
    transfer,
    states,
    answer,
    notify: (status: number | null) => notify(status),
    succeeded: () => succeeded,
  };
}

describe('a transfer', () => {
  it('CA-24 goes on from NOTIFY to NOTIFY and succeeds once', async () => {
    const bench = createBench();
    const asked = bench.transfer.ask();
    // A NOTIFY may overtake the 202.
    bench.notify(100);
    bench.answer.resolve();
    await asked;
    bench.notify(180);
    bench.notify(100);
    bench.notify(200);
    expect(bench.states).toEqual(['trying', 'ringing']);
    expect(bench.succeeded()).toBe(1);
    expect(bench.time.next()).toBeUndefined();
  });

  it('CA-25 fails when REFER is refused, with its status', async () => {
    const bench = createBench();
    const refused = expect(bench.transfer.ask()).rejects.toMatchObject({ statusCode: 603 });
    bench.answer.reject(new SipRefusal('REFER', 603));
    await refused;
    expect(bench.transfer.snapshot()).toMatchObject({ state: 'failed', statusCode: 603 });
    expect(bench.time.next()).toBeUndefined();
  });

  it('CA-25 fails when 30 seconds pass without a word, and still takes a late success', async () => {
    const bench = createBench();
    void bench.transfer.ask();
    bench.answer.resolve();
    await settle();
    await bench.time.pass(TRANSFER_LIMIT_MILLISECONDS - 1);
    expect(bench.transfer.snapshot().state).toBe('asking');
    await bench.time.pass(1);
    expect(bench.transfer.snapshot()).toMatchObject({ state: 'failed', statusCode: null });
    bench.notify(200);
    expect(bench.succeeded()).toBe(1);
  });

  it('CA-25 fails when the report ends without an outcome', () => {
    const bench = createBench();
    void bench.transfer.ask();
    bench.notify(180);
    bench.notify(null);
    expect(bench.transfer.snapshot()).toMatchObject({ state: 'failed', statusCode: null });
  });
});

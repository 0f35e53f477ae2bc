import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Registration } from '#shared/contract/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createRegistration, type RegisterOutcome, retryDelay } from './registration.ts';
import { createFakeTime } from './testing/fake-time.test-support.ts';

const accepted: RegisterOutcome = { kind: 'accepted', expiresSeconds: 300 };
const refused = (statusCode: number, retryAfterSeconds?: number): RegisterOutcome => ({
  kind: 'refused',
  statusCode,
  retryAfterSeconds,
});

/** A machine whose exchange answers as `answer` says; undefined is silence, 'down' a refused socket. */
function createBench(answer: (attempt: number) => RegisterOutcome | 'down' | undefined) {
  const time = createFakeTime();
  const log = createMemoryLog();
  const changes: Registration[] = [];
  const asked: number[] = [];
  const attemptsAt: number[] = [];
  let connected = false;
  let attempt = 0;
  const machine = createRegistration({
    connect: async () => {
      attemptsAt.push(time.clock.monotonic());
      if (answer(attempt) === 'down') {
        attempt++;
        throw new Error('ECONNREFUSED');
      }
      connected = true;
    },
    isConnected: () => connected,
    register: (expiresSeconds) => {
      asked.push(expiresSeconds);
      const outcome = answer(attempt++);
      if (outcome === undefined || outcome === 'down') return new Promise(() => undefined);
      return Promise.resolve(outcome);
    },
    expiresSeconds: 300,
    clock: time.clock,
    schedule: time.schedule,
    random: () => 0.5,
    log,
    onChanged: (registration) => void changes.push(registration),
  });
  const lose = () => {
    connected = false;
    machine.connectionLost();
  };
  return { machine, time, log, changes, asked, attemptsAt, lose };
}

describe('registration', () => {
  it('begins connecting, registers, and refreshes at 80 % of the lifetime that was granted', async () => {
    const bench = createBench(() => ({ kind: 'accepted', expiresSeconds: 100 }));
    expect(bench.machine.state().state).toBe('connecting');
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.machine.state().state).toBe('registered');
    expect(bench.time.next()).toBe(80_000);
    await bench.time.pass(80_000);
    expect(bench.asked).toHaveLength(2);
    expect(bench.changes).toHaveLength(1);
  });

  it('does not refresh in a storm when a lifetime of nothing was granted', async () => {
    const bench = createBench(() => ({ kind: 'accepted', expiresSeconds: 0 }));
    bench.machine.start();
    await bench.time.pass(60_000);
    expect(bench.asked.length).toBeLessThanOrEqual(13);
  });

  it('tries a socket again after at most 0.5 s, then ever slower up to 10 s', async () => {
    const bench = createBench(() => 'down');
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.machine.state()).toMatchObject({ state: 'unreachable', statusCode: null });
    expect(bench.time.next()).toBeLessThanOrEqual(500);
    await bench.time.pass(120_000);
    const gaps = bench.attemptsAt.slice(1).map((at, index) => at - (bench.attemptsAt[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(5_000);
    expect(bench.changes).toHaveLength(1);
  });

  it('returns fast after a lost connection once it had been registered', async () => {
    const bench = createBench(() => accepted);
    bench.machine.start();
    await bench.time.pass(1_000);
    bench.lose();
    expect(bench.machine.state()).toMatchObject({ state: 'unreachable' });
    expect(bench.time.next()).toBeLessThanOrEqual(500);
    await bench.time.pass(500);
    expect(bench.machine.state().state).toBe('registered');
  });

  it('slows down when the exchange takes sockets and drops them', async () => {
    const bench = createBench(() => undefined);
    bench.machine.start();
    for (let round = 0; round < 8; round++) {
      await bench.time.pass(0);
      bench.lose();
      await bench.time.pass(bench.time.next() ?? 0);
    }
    bench.lose();
    expect(bench.time.next()).toBeGreaterThanOrEqual(5_000);
  });

  it.each([401, 403, 404, 407])(
    'tells %i once, keeps saying it, and tries again only every minute',
    async (statusCode) => {
      const bench = createBench(() => refused(statusCode));
      bench.machine.start();
      await bench.time.pass(0);
      const failed = bench.machine.state();
      expect(failed).toMatchObject({ state: 'failed', statusCode });
      await bench.time.pass(10 * 60_000);
      expect(bench.asked.length).toBe(11);
      expect(bench.machine.state()).toEqual(failed);
      expect(bench.changes).toHaveLength(1);
      expect(bench.log.lines).toHaveLength(1);
    },
  );

  it('does not hasten when the exchange closes the socket after each refusal', async () => {
    const bench = createBench(() => refused(403));
    bench.machine.start();
    await bench.time.pass(0);
    for (let minute = 0; minute < 5; minute++) {
      bench.lose();
      expect(bench.machine.state()).toMatchObject({ state: 'failed', statusCode: 403 });
      await bench.time.pass(60_000);
    }
    expect(bench.asked).toHaveLength(6);
  });

  it('recovers from a wrong password that was put right at the exchange', async () => {
    const bench = createBench((attempt) => (attempt === 0 ? refused(401) : accepted));
    bench.machine.start();
    await bench.time.pass(60_000);
    expect(bench.machine.state()).toMatchObject({ state: 'registered', statusCode: null });
  });

  it.each([408, 480, 500, 503])('takes %i as passing', async (statusCode) => {
    const bench = createBench((attempt) => (attempt === 0 ? refused(statusCode) : accepted));
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.machine.state()).toMatchObject({ state: 'unreachable', statusCode });
    await bench.time.pass(500);
    expect(bench.machine.state().state).toBe('registered');
  });

  it('waits as long as Retry-After asks, but not for ever', async () => {
    const bench = createBench(() => refused(503, 999_999));
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.time.next()).toBe(60_000);
  });

  it('takes silence as unreachable', async () => {
    const bench = createBench(() => undefined);
    bench.machine.start();
    await bench.time.pass(8_000);
    expect(bench.machine.state()).toMatchObject({ state: 'unreachable', statusCode: 408 });
  });

  it('asks for the lifetime that 423 demands, and only once more', async () => {
    const bench = createBench((attempt) =>
      attempt === 0 ? { kind: 'too-brief', minimumSeconds: 900 } : accepted,
    );
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.asked).toEqual([300, 900]);
    const stubborn = createBench(() => ({ kind: 'too-brief', minimumSeconds: 200 }));
    stubborn.machine.start();
    await stubborn.time.pass(1_000);
    expect(stubborn.asked).toHaveLength(1);
    expect(stubborn.machine.state()).toMatchObject({ state: 'failed', statusCode: 423 });
  });

  it('ignores an answer that comes after the connection was lost', async () => {
    let answerLate: (outcome: RegisterOutcome) => void = () => undefined;
    const time = createFakeTime();
    const machine = createRegistration({
      connect: () => Promise.resolve(),
      isConnected: () => true,
      register: () => new Promise((resolve) => (answerLate = resolve)),
      expiresSeconds: 300,
      clock: time.clock,
      schedule: time.schedule,
      random: () => 0.5,
      log: createMemoryLog(),
      onChanged: () => undefined,
    });
    machine.start();
    await time.pass(0);
    const first = answerLate;
    machine.connectionLost();
    first(accepted);
    await time.pass(0);
    expect(machine.state().state).toBe('unreachable');
  });

  it('stops within a second although nobody answers, and does nothing afterwards', async () => {
    const bench = createBench((attempt) => (attempt === 0 ? accepted : undefined));
    bench.machine.start();
    await bench.time.pass(0);
    const stopped = bench.machine.stop();
    await bench.time.pass(1_000);
    await stopped;
    expect(bench.asked).toEqual([300, 0]);
    bench.lose();
    expect(bench.time.next()).toBeUndefined();
  });
});

describe('the wait before a retry', () => {
  it('is at most 0.5 s at first, at most 10 s ever, and never nothing later', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, value) => {
          const delay = retryDelay(failures, () => value);
          expect(delay).toBeLessThanOrEqual(failures === 0 ? 500 : 10_000);
          expect(delay).toBeGreaterThanOrEqual(failures === 0 ? 0 : 500);
        },
      ),
    );
  });
});

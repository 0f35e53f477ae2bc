import { describe, expect, it } from 'vitest';
import {
  accepted,
  createBench,
  createServersBench,
  refused,
} from './testing/registration-bench.test-support.ts';

describe('registration', () => {
  it('RG-4 begins connecting, registers, and refreshes before the lifetime that was granted ends', async () => {
    const bench = createBench(() => ({ ...accepted, expiresSeconds: 100 }));
    expect(bench.machine.state().state).toBe('connecting');
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.machine.state().state).toBe('registered');
    expect(bench.time.next()).toBeCloseTo(77_500);
    await bench.time.pass(77_500);
    expect(bench.asked).toHaveLength(2);
    expect(bench.changes).toHaveLength(1);
  });

  it('RG-4 does not refresh in a storm when a lifetime of nothing was granted', async () => {
    const bench = createBench(() => ({ ...accepted, expiresSeconds: 0 }));
    bench.machine.start();
    await bench.time.pass(60_000);
    expect(bench.asked.length).toBeLessThanOrEqual(13);
  });

  it('RG-2 tries a socket again after at most 0.5 s, then ever slower up to 10 s', async () => {
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

  it('RG-2 returns fast after a lost connection once it had been registered', async () => {
    const bench = createBench(() => accepted);
    bench.machine.start();
    await bench.time.pass(1_000);
    bench.lose();
    expect(bench.machine.state()).toMatchObject({ state: 'unreachable' });
    expect(bench.time.next()).toBeLessThanOrEqual(500);
    await bench.time.pass(500);
    expect(bench.machine.state().state).toBe('registered');
  });

  it('RG-2 slows down when the exchange takes sockets and drops them', async () => {
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

  it('RG-2 slows down when the exchange takes every REGISTER and then drops the connection', async () => {
    const bench = createBench(() => accepted);
    bench.machine.start();
    for (let round = 0; round < 8; round++) {
      await bench.time.pass(0);
      expect(bench.machine.state().state).toBe('registered');
      bench.lose();
      await bench.time.pass(bench.time.next() ?? 0);
    }
    bench.lose();
    expect(bench.time.next()).toBeGreaterThanOrEqual(5_000);
    await bench.time.pass(20_000);
    bench.lose();
    expect(bench.time.next()).toBeLessThanOrEqual(500);
  });

  it.each([401, 403, 404, 407, 603])(
    'RG-6 tells %i once, keeps saying it, and tries again ever more seldom',
    async (statusCode) => {
      const bench = createBench(() => refused(statusCode));
      bench.machine.start();
      await bench.time.pass(0);
      const failed = bench.machine.state();
      expect(failed).toMatchObject({ state: 'failed', statusCode });
      await bench.time.pass(60 * 60_000);
      // After 0, 1, 3, 7, 15, 25, 35, 45 and 55 minutes.
      expect(bench.asked).toHaveLength(9);
      expect(bench.machine.state()).toEqual(failed);
      expect(bench.changes).toHaveLength(1);
      expect(bench.log.lines).toHaveLength(1);
    },
  );

  it('RG-12 logs why a challenge is not answered', async () => {
    const bench = createBench(() => ({
      kind: 'refused',
      statusCode: 401,
      challengeRefusal: 'auth-int-only',
    }));
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.machine.state()).toMatchObject({ state: 'failed', statusCode: 401 });
    expect(JSON.stringify(bench.log.lines)).toContain('auth-int-only');
  });

  it('RG-16 says by a code why there is no connection, until there is one', async () => {
    const bench = createBench((attempt) => (attempt === 0 ? 'down' : accepted));
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.machine.state()).toMatchObject({ state: 'unreachable', reason: 'connection-refused' });
    expect(JSON.stringify(bench.log.lines)).toContain('connection-refused');
    await bench.time.pass(bench.time.next() ?? 0);
    expect(bench.machine.state()).toMatchObject({ state: 'registered' });
    expect(bench.machine.state().reason).toBeUndefined();
  });

  it('RG-6 does not hasten when the exchange closes the socket after each refusal', async () => {
    const bench = createBench(() => refused(403));
    bench.machine.start();
    await bench.time.pass(0);
    for (const minutes of [1, 2, 4, 8, 10]) {
      bench.lose();
      expect(bench.machine.state()).toMatchObject({ state: 'failed', statusCode: 403 });
      expect(bench.time.next()).toBe(minutes * 60_000);
      await bench.time.pass(minutes * 60_000);
    }
    expect(bench.asked).toHaveLength(6);
  });

  it('RG-6 recovers from a wrong password that was put right at the exchange', async () => {
    const bench = createBench((attempt) => (attempt === 0 ? refused(401) : accepted));
    bench.machine.start();
    await bench.time.pass(60_000);
    expect(bench.machine.state()).toMatchObject({ state: 'registered', statusCode: null });
  });

  it.each([302, 408, 429, 480, 500, 503])('RG-5 takes %i as passing', async (statusCode) => {
    const bench = createBench((attempt) => (attempt === 0 ? refused(statusCode) : accepted));
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.machine.state()).toMatchObject({ state: 'unreachable', statusCode });
    await bench.time.pass(500);
    expect(bench.machine.state().state).toBe('registered');
  });

  it('RG-5 waits as long as Retry-After asks, but not for ever', async () => {
    const bench = createBench(() => refused(503, 999_999));
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.time.next()).toBe(60_000);
  });

  it('RG-5 takes silence as unreachable', async () => {
    const bench = createBench(() => undefined);
    bench.machine.start();
    await bench.time.pass(4_000);
    expect(bench.machine.state()).toMatchObject({ state: 'unreachable', statusCode: 408 });
    expect(bench.signalling.isConnected()).toBe(false);
  });

  it('RG-4 asks for the lifetime that 423 demands, and only once more', async () => {
    const bench = createBench((attempt) =>
      attempt === 0 ? { kind: 'too-brief', minimumSeconds: 900 } : accepted,
    );
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.asked).toEqual([300, 900]);
    const greedy = createBench((attempt) => ({ kind: 'too-brief', minimumSeconds: 1_000 + attempt }));
    greedy.machine.start();
    await greedy.time.pass(1_000);
    expect(greedy.asked).toEqual([300, 1_000, 1_001]);
    expect(greedy.machine.state()).toMatchObject({ state: 'failed', statusCode: 423 });
    const stubborn = createBench(() => ({ kind: 'too-brief', minimumSeconds: 200 }));
    stubborn.machine.start();
    await stubborn.time.pass(1_000);
    expect(stubborn.asked).toHaveLength(1);
    expect(stubborn.machine.state()).toMatchObject({ state: 'failed', statusCode: 423 });
  });

  it('RG-3 ignores an answer that comes after the connection was lost', async () => {
    const bench = createBench(() => undefined);
    bench.machine.start();
    await bench.time.pass(0);
    const [late] = bench.signalling.unanswered;
    bench.lose();
    late?.(accepted);
    await bench.time.pass(0);
    expect(bench.machine.state().state).toBe('unreachable');
  });

  it('RG-8 registers once more with the Contact that was learned, and no third time', async () => {
    const bench = createBench((attempt) => ({ ...accepted, isMisplaced: attempt < 5 }));
    bench.machine.start();
    await bench.time.pass(0);
    expect(bench.asked).toHaveLength(3);
    expect(bench.machine.state().state).toBe('registered');
  });

  it('RG-9 stops within a second although nobody answers, and does nothing afterwards', async () => {
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

describe('what happens to the computer', () => {
  it('RG-8 looks at the connection and registers anew after sleep or a change of network', async () => {
    const bench = createServersBench(1, () => accepted);
    bench.machine.start();
    await bench.time.pass(1_000);
    bench.surroundingsChanged();
    expect(bench.signalling.checks()).toBe(1);
    await bench.time.pass(2_000);
    expect(bench.asked).toHaveLength(2);
  });

  it('RG-8 tries the first server at once when a network comes back', async () => {
    let isUp = false;
    const bench = createServersBench(2, () => (isUp ? accepted : 'down'));
    bench.machine.start();
    await bench.time.pass(120_000);
    isUp = true;
    bench.surroundingsChanged();
    await bench.time.pass(0);
    expect(bench.machine.state()).toMatchObject({ state: 'registered', server: 1 });
  });

  it('RG-6 does not hasten a refused account', async () => {
    const bench = createServersBench(1, () => refused(401));
    bench.machine.start();
    await bench.time.pass(0);
    bench.surroundingsChanged();
    await bench.time.pass(59_000);
    expect(bench.asked).toHaveLength(1);
  });
});

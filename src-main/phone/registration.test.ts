import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Registration } from '#shared/contract/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createRegistration, retryDelay } from './registration.ts';
import { refreshDelay, refusedDelay } from './registration-delays.ts';
import type { RegisterOutcome } from './registration-request.ts';
import { createFakeTime } from './testing/fake-time.test-support.ts';
import { createFakeSignalling } from './testing/signalling.test-support.ts';

const accepted: RegisterOutcome = { kind: 'accepted', expiresSeconds: 300, isMisplaced: false };
const refused = (statusCode: number, retryAfterSeconds?: number): RegisterOutcome => ({
  kind: 'refused',
  statusCode,
  retryAfterSeconds,
});

/** A machine whose one exchange answers as `answer` says; undefined is silence, 'down' a refused connection. */
function createBench(answer: (attempt: number) => RegisterOutcome | 'down' | undefined) {
  let attempt = 0;
  return createServersBench(1, () => answer(attempt++));
}

/** A machine with several servers, each answering its attempts as `answer` says. */
function createServersBench(
  servers: number,
  answer: (server: number, at: number) => RegisterOutcome | 'down' | undefined,
) {
  const time = createFakeTime();
  const log = createMemoryLog();
  const changes: Registration[] = [];
  const signalling = createFakeSignalling({
    time,
    answer: (server) => answer(server, time.clock.monotonic()),
  });
  let isBusy = false;
  let tellSurroundings: () => void = () => undefined;
  const machine = createRegistration({
    signalling,
    servers,
    isBusy: () => isBusy,
    surroundings: (onChanged) => {
      tellSurroundings = onChanged;
      return () => undefined;
    },
    expiresSeconds: 300,
    clock: time.clock,
    schedule: time.schedule,
    random: () => 0.5,
    log,
    onChanged: (registration) => void changes.push(registration),
  });
  return {
    machine,
    time,
    log,
    changes,
    signalling,
    asked: signalling.asked,
    attemptsAt: signalling.connectedAt,
    lose: () => {
      signalling.drop();
      machine.connectionLost();
    },
    setBusy: (busy: boolean) => {
      isBusy = busy;
    },
    surroundingsChanged: () => tellSurroundings(),
  };
}

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

describe('several servers', () => {
  const on = (server: number) => ({ state: 'registered', server: server + 1, servers: 2 });

  it.each([
    ['no connection', 'down' as const],
    ['503', refused(503)],
    ['480', refused(480)],
    ['a redirection', refused(302)],
  ])('RG-2 takes the next one after %s', async (_, first) => {
    const bench = createServersBench(2, (server) => (server === 0 ? first : accepted));
    bench.machine.start();
    await bench.time.pass(500);
    expect(bench.machine.state()).toMatchObject(on(1));
  });

  it('RG-2 takes the next one within five seconds when a server takes REGISTER and says nothing', async () => {
    const bench = createServersBench(2, (server) => (server === 0 ? undefined : accepted));
    bench.machine.start();
    await bench.time.pass(5_000);
    expect(bench.machine.state()).toMatchObject(on(1));
  });

  it('RG-2 is registered with the next one half a second after a loss', async () => {
    const bench = createServersBench(2, () => accepted);
    bench.machine.start();
    await bench.time.pass(20_000);
    bench.lose();
    expect(bench.machine.state()).toMatchObject({ state: 'unreachable', server: 2 });
    await bench.time.pass(500);
    expect(bench.machine.state()).toMatchObject(on(1));
  });

  it('RG-5 leaves a server alone for as long as its Retry-After asks', async () => {
    const bench = createServersBench(2, (server) => (server === 0 ? refused(503, 30) : refused(503)));
    bench.machine.start();
    await bench.time.pass(29_000);
    expect(bench.signalling.askedServers.filter((server) => server === 0)).toHaveLength(1);
    expect(bench.signalling.askedServers.length).toBeGreaterThan(5);
  });

  it('RG-6 asks no other server after a wrong password', async () => {
    const bench = createServersBench(2, () => refused(403));
    bench.machine.start();
    await bench.time.pass(6 * 60_000);
    expect(new Set(bench.signalling.askedServers)).toEqual(new Set([0]));
    expect(bench.machine.state()).toMatchObject({ state: 'failed', server: 1 });
  });

  it('RG-6 takes a refusal for the server’s fault when another has taken the account', async () => {
    let hasFailed = false;
    const bench = createServersBench(2, (server) =>
      server === 1 ? refused(403) : hasFailed ? 'down' : accepted,
    );
    bench.machine.start();
    await bench.time.pass(20_000);
    hasFailed = true;
    bench.lose();
    await bench.time.pass(10_000);
    expect(bench.machine.state().state).toBe('unreachable');
    hasFailed = false;
    await bench.time.pass(15_000);
    expect(bench.machine.state()).toMatchObject(on(0));
    expect(bench.signalling.askedServers.filter((server) => server === 1)).toHaveLength(1);
  });

  /** A bench that is with the second server since the first failed at its start. */
  const movedAway = async () => {
    let isFirstHealthy = false;
    const bench = createServersBench(2, (server) => (server === 0 && !isFirstHealthy ? 'down' : accepted));
    bench.signalling.healthy = () => isFirstHealthy;
    bench.machine.start();
    await bench.time.pass(1_000);
    expect(bench.machine.state()).toMatchObject(on(1));
    return { bench, heal: () => (isFirstHealthy = true), break: () => (isFirstHealthy = false) };
  };

  it('RG-7 returns to the first after two good probes, and gives up the old binding', async () => {
    const { bench, heal } = await movedAway();
    await bench.time.pass(60_000);
    expect(bench.machine.state()).toMatchObject(on(1));
    heal();
    await bench.time.pass(14_000);
    expect(bench.machine.state()).toMatchObject(on(1));
    await bench.time.pass(17_000);
    expect(bench.machine.state()).toMatchObject(on(0));
    expect(bench.asked.slice(-2)).toEqual([0, 300]);
    expect(bench.signalling.askedServers.slice(-2)).toEqual([1, 0]);
  });

  it('RG-7 does not move while a call lives', async () => {
    const { bench, heal } = await movedAway();
    heal();
    bench.setBusy(true);
    await bench.time.pass(120_000);
    expect(bench.machine.state()).toMatchObject(on(1));
    bench.setBusy(false);
    await bench.time.pass(18_000);
    expect(bench.machine.state()).toMatchObject(on(0));
  });

  it('RG-7 comes back at once when the better server answers probes and takes nobody', async () => {
    const { bench } = await movedAway();
    bench.signalling.healthy = () => true;
    await bench.time.pass(120_000);
    expect(bench.machine.state()).toMatchObject(on(1));
    const tries = bench.signalling.connectedTo.filter((server) => server === 0).length;
    expect(tries).toBeLessThanOrEqual(3);
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

describe('the waits', () => {
  it('RG-2 before a retry is at most 0.5 s at first, at most 10 s ever, and never nothing later', () => {
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

  it('RG-6 after refusals is 1 min, doubling up to 10 min', () => {
    expect([1, 2, 3, 4, 5, 2_000].map(refusedDelay)).toEqual(
      [1, 2, 4, 8, 10, 10].map((minutes) => minutes * 60_000),
    );
  });

  it('RG-4 before a refresh is 70 to 85 % of the lifetime', () => {
    expect(refreshDelay(100, () => 0)).toBe(70_000);
    expect(refreshDelay(100, () => 0.999)).toBeLessThan(85_000);
  });
});

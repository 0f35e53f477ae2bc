import { describe, expect, it } from 'vitest';
import { accepted, createServersBench, refused } from './testing/registration-bench.test-support.ts';

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

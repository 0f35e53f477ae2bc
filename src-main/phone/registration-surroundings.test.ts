import { describe, expect, it } from 'vitest';
import { localAddresses, watchSurroundings } from './registration-surroundings.ts';
import { createFakeTime } from './testing/fake-time.test-support.ts';

function createWatch() {
  const time = createFakeTime();
  let addresses = 'eth0 192.0.2.1';
  let sleptMilliseconds = 0;
  let changes = 0;
  const stop = watchSurroundings({
    // A wall clock that goes on while the computer sleeps, and timers that do not.
    clock: { ...time.clock, wall: () => time.clock.wall() + sleptMilliseconds },
    schedule: time.schedule,
    addresses: () => addresses,
  })(() => changes++);
  return {
    time,
    stop,
    changes: () => changes,
    sleep: (milliseconds: number) => {
      sleptMilliseconds += milliseconds;
    },
    move: (to: string) => {
      addresses = to;
    },
  };
}

describe('the surroundings of the registration', () => {
  it('RG-8 say nothing while nothing happens', async () => {
    const watch = createWatch();
    await watch.time.pass(3_600_000);
    expect(watch.changes()).toBe(0);
  });

  it('RG-8 tell within two seconds of other addresses, once each time', async () => {
    const watch = createWatch();
    await watch.time.pass(10_000);
    watch.move('');
    await watch.time.pass(2_000);
    expect(watch.changes()).toBe(1);
    watch.move('wlan0 198.51.100.7');
    await watch.time.pass(60_000);
    expect(watch.changes()).toBe(2);
  });

  it('RG-8 tell of sleep, and not of a timer that is a little late', async () => {
    const watch = createWatch();
    await watch.time.pass(1_000);
    watch.sleep(4_000);
    await watch.time.pass(10_000);
    expect(watch.changes()).toBe(0);
    watch.sleep(60_000);
    await watch.time.pass(2_000);
    expect(watch.changes()).toBe(1);
  });

  it('RG-8 are not looked at any more once told to stop', async () => {
    const watch = createWatch();
    watch.stop();
    watch.move('');
    await watch.time.pass(60_000);
    expect(watch.changes()).toBe(0);
    expect(watch.time.next()).toBeUndefined();
  });

  it('RG-8 know this computer’s addresses in the same order each time', () => {
    expect(localAddresses()).toBe(localAddresses());
    expect(localAddresses()).toMatch(/127\.0\.0\.1|::1/);
  });
});

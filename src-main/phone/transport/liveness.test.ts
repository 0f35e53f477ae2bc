import { describe, expect, it } from 'vitest';
import { Liveness } from './liveness.ts';
import { createTimers } from './testing/timers.test-support.ts';

function watch(intervalMilliseconds = 2_000) {
  const timers = createTimers();
  const asked: number[] = [];
  const dead: Array<readonly [at: number, code: string]> = [];
  let unwatched = 0;
  let slept = 0;
  const liveness = new Liveness({
    clock: { monotonic: timers.now, wall: () => 1_790_000_000_000 + timers.now() + slept },
    schedule: timers.schedule,
    intervalMilliseconds,
    ask: () => void asked.push(timers.now()),
    onDead: (error) => void dead.push([timers.now(), error.code]),
    onUnwatched: () => void unwatched++,
  });
  return {
    liveness,
    timers,
    asked,
    dead,
    unwatched: () => unwatched,
    sleep: (milliseconds: number) => {
      slept += milliseconds;
    },
  };
}

describe('signs of life (docs/spec/transport.md)', () => {
  it('TR-20 takes a silent server for dead after an interval and 2.5 s, once', () => {
    const { liveness, timers, dead } = watch();
    timers.pass(2_000);
    liveness.heard(true);
    timers.pass(60_000);
    expect(dead).toEqual([[6_500, 'connection-timeout']]);
    expect(timers.waiting()).toBe(0);
  });

  it('TR-20 takes a server that never says anything for dead', () => {
    const { timers, dead } = watch();
    timers.pass(60_000);
    expect(dead).toEqual([[4_500, 'connection-timeout']]);
  });

  it('TR-20 is content with anything that is heard', () => {
    const { liveness, timers, dead } = watch();
    liveness.heard(true);
    for (let round = 0; round < 50; round++) {
      timers.pass(4_400);
      liveness.heard(false);
    }
    expect(dead).toEqual([]);
  });

  it('TR-21 asks again every 0.25 s until something is heard', () => {
    const { liveness, timers, asked } = watch();
    timers.pass(2_600);
    liveness.heard(true);
    timers.pass(2_000);
    expect(asked).toEqual([2_000, 2_250, 2_500, 4_600]);
  });

  it('TR-22 has a shorter limit at a change of network, even while a question is open', () => {
    const { liveness, timers, asked, dead } = watch();
    timers.pass(2_100);
    liveness.check(1_500);
    expect(asked).toEqual([2_000]);
    timers.pass(60_000);
    expect(dead).toEqual([[3_600, 'connection-timeout']]);
  });

  it('TR-22 does not give an open question more time', () => {
    const { liveness, timers, dead } = watch();
    timers.pass(4_000);
    liveness.check(1_500);
    timers.pass(60_000);
    expect(dead).toEqual([[4_500, 'connection-timeout']]);
  });

  it('TR-23 judges no server by questions that it never answers, and asks it once an interval', () => {
    const { liveness, timers, asked, dead, unwatched } = watch();
    liveness.heard(false);
    timers.pass(4_500);
    expect(unwatched()).toBe(1);
    asked.length = 0;
    timers.pass(60_000);
    expect(asked).toHaveLength(30);
    expect(dead).toEqual([]);
  });

  it('TR-23 judges it again once it has answered', () => {
    const { liveness, timers, dead } = watch();
    liveness.heard(false);
    timers.pass(10_000);
    liveness.heard(true);
    timers.pass(10_000);
    expect(dead).toHaveLength(1);
  });

  it('TR-24 takes the link for dead when the machine has slept', () => {
    const { liveness, timers, dead, sleep } = watch();
    liveness.heard(true);
    timers.pass(1_000);
    sleep(11_001);
    timers.pass(1_000);
    expect(dead).toEqual([[2_000, 'connection-slept']]);
    expect(timers.waiting()).toBe(0);
  });

  it('TR-24 does not mind a late timer or a clock that is set by a little', () => {
    const { timers, dead, sleep } = watch();
    sleep(9_000);
    timers.pass(2_000);
    sleep(-100_000);
    timers.pass(1_000);
    expect(dead).toEqual([]);
  });

  it('stops', () => {
    const { liveness, timers, asked } = watch();
    liveness.stop();
    timers.pass(60_000);
    expect(asked).toEqual([]);
  });
});

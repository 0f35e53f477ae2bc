import type { Clock } from '#shared/domain/index.ts';
import type { Schedule } from '../transport/index.ts';

/** Time that passes only when told to. */
export interface FakeTime {
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Milliseconds until the next scheduled run, or undefined when there is none. */
  next(): number | undefined;
  /** Lets time pass, running what is due in order, with promises settled in between. */
  pass(milliseconds: number): Promise<void>;
}

export function createFakeTime(): FakeTime {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const earliest = () => [...timers].sort((a, b) => a.at - b.at)[0];
  return {
    clock: { monotonic: () => now, wall: () => 1_790_000_000_000 + now },
    schedule: (milliseconds, run) => {
      const timer = { at: now + milliseconds, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    next: () => {
      const timer = earliest();
      return timer && timer.at - now;
    },
    pass: async (milliseconds) => {
      const until = now + milliseconds;
      await settle();
      for (let timer = earliest(); timer && timer.at <= until; timer = earliest()) {
        timers.delete(timer);
        now = timer.at;
        timer.run();
        await settle();
      }
      now = until;
    },
  };
}

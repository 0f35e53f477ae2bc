import type { Schedule } from '../link.ts';

/** Timers that run when told to, in one go, without promises in between. */
export interface Timers {
  readonly schedule: Schedule;
  now(): number;
  /** Timers that wait. */
  waiting(): number;
  pass(milliseconds: number): void;
}

export function createTimers(): Timers {
  let now = 0;
  let count = 0;
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  const due = (until: number) =>
    [...timers].filter(([, { at }]) => at <= until).toSorted(([, a], [, b]) => a.at - b.at)[0];
  return {
    schedule: (milliseconds, run) => {
      const id = ++count;
      timers.set(id, { at: now + milliseconds, run });
      return () => void timers.delete(id);
    },
    now: () => now,
    waiting: () => timers.size,
    pass: (milliseconds) => {
      const until = now + milliseconds;
      for (let next = due(until); next; next = due(until)) {
        const [id, timer] = next;
        timers.delete(id);
        now = timer.at;
        timer.run();
      }
      now = until;
    },
  };
}

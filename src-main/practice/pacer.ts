import type { Clock } from '#shared/domain/index.ts';
import { FRAME_MILLISECONDS } from './g711.ts';

/** Runs something after some milliseconds; answers what cancels it. */
export type Schedule = (milliseconds: number, run: () => void) => () => void;

export const scheduleTimeout: Schedule = (milliseconds, run) => {
  // The listening socket keeps the process alive, not what is due later.
  const timer = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timer);
};

/** A timer later than this many frames leaves them out instead of sending them in a burst. */
const LONGEST_BURST_FRAMES = 10;

/**
 * Calls `onFrame` once for every 20 ms of the monotonic clock, from now on. A late timer is caught up, so
 * that the rate never drifts; after a longer stop (a machine that slept) the missed frames are skipped.
 *
 * @param onFrame is told how many frames were skipped just before this one
 * @returns stops the pacer
 */
export function startPacer(
  clock: Pick<Clock, 'monotonic'>,
  schedule: Schedule,
  onFrame: (skippedFrames: number) => void,
): () => void {
  const origin = clock.monotonic();
  let frames = 0;
  let stopped = false;
  let cancel: (() => void) | undefined;
  const wake = () => {
    const due = Math.floor((clock.monotonic() - origin) / FRAME_MILLISECONDS) + 1 - frames;
    let skipped = due > LONGEST_BURST_FRAMES ? due - 1 : 0;
    frames += skipped;
    for (let sent = skipped; sent < due && !stopped; sent++) {
      frames++;
      onFrame(skipped);
      skipped = 0;
    }
    if (stopped) return;
    cancel = schedule(Math.max(0, origin + frames * FRAME_MILLISECONDS - clock.monotonic()), wake);
  };
  cancel = schedule(0, wake);
  return () => {
    stopped = true;
    cancel?.();
  };
}

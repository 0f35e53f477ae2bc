/** Runs something later; what was asked for before and has not run yet is dropped. */
export interface Wake {
  after(milliseconds: number, run: () => void): void;
  cancel(): void;
}

/**
 * A timer that is on time in a window that nobody sees. Browsers let timers of a hidden page run once a second, and
 * after five minutes once a minute; those of a worker run on. Electron's windows are not slowed down, and may have no
 * worker (their CSP).
 */
export function createWake(): Wake {
  let current = 0;
  let run: (() => void) | undefined;
  const due = (number: number) => {
    if (number !== current) return;
    const wanted = run;
    run = undefined;
    wanted?.();
  };
  const isThrottled = window.lianxinqiao === undefined && typeof Worker !== 'undefined';
  let worker: Worker | undefined;
  const inWorker = (milliseconds: number, number: number) => {
    if (!worker) {
      worker = new Worker(new URL('./wake.worker.ts', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }: MessageEvent<number>) => due(data);
    }
    worker.postMessage({ number, milliseconds });
  };
  return {
    after: (milliseconds, wanted) => {
      current += 1;
      run = wanted;
      const number = current;
      if (isThrottled) inWorker(milliseconds, number);
      else setTimeout(() => due(number), milliseconds);
    },
    cancel: () => {
      current += 1;
      run = undefined;
    },
  };
}

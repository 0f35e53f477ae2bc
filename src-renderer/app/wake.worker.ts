/** Waits so many milliseconds and says so: a worker's timers run on when its page's window is hidden. */
self.onmessage = ({ data }: MessageEvent<{ readonly number: number; readonly milliseconds: number }>) => {
  setTimeout(() => self.postMessage(data.number), data.milliseconds);
};

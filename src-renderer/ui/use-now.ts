import { useEffect, useState } from 'react';

/**
 * `performance.now()`, renewed: at animation frames but at most every `step` ms while `step` is a number
 * below 1000, else once a second.
 */
export function useNow(step: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (step >= 1000) {
      const timer = setInterval(() => setNow(performance.now()), step);
      return () => clearInterval(timer);
    }
    let frame = 0;
    let last = 0;
    const tick = () => {
      const time = performance.now();
      if (time - last >= step) {
        last = time;
        setNow(time);
      }
      frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  }, [step]);
  return now;
}

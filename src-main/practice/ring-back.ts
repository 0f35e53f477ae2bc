import { FRAME_SAMPLES, linearToAlaw } from './g711.ts';
import type { Speaker } from './party-audio.ts';

const HERTZ = 450;
const SAMPLES_A_SECOND = 8_000;
const AMPLITUDE = 6_000;
/** Frames of 20 ms: 1 s of tone, 4 s of silence. */
const TONE_FRAMES = 50;
const PERIOD_FRAMES = 250;

/** The ring-back tone of Chinese exchanges: 450 Hz, one second in five (ITU-T E.180 supplement 2). */
export function createRingBack(): Speaker {
  let position = 0;
  return {
    frame: (skippedFrames = 0) => {
      position += skippedFrames;
      const sounds = position % PERIOD_FRAMES < TONE_FRAMES;
      const start = position++ * FRAME_SAMPLES;
      return Uint8Array.from({ length: FRAME_SAMPLES }, (_, index) => {
        const phase = (2 * Math.PI * HERTZ * (start + index)) / SAMPLES_A_SECOND;
        return linearToAlaw(sounds ? Math.round(AMPLITUDE * Math.sin(phase)) : 0);
      });
    },
    hear: () => undefined,
  };
}

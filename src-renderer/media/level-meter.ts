/** How often the microphone's level is told, ms. */
const INTERVAL_MILLISECONDS = 200;

/** A stretch of sound, as much of WebCodecs' AudioData as is read here. */
export interface Frame {
  readonly numberOfFrames: number;
  copyTo(destination: Float32Array<ArrayBuffer>, options: { planeIndex: number; format: 'f32-planar' }): void;
  close(): void;
}

export interface LevelMeter {
  /** Measures this track from now on. */
  follow(track: MediaStreamTrack): void;
}

/**
 * Tells the root-mean-square level of a track, 0 to 1, five times a second. It reads the track's own frames: an
 * AudioContext would need a loudspeaker that works to measure a microphone.
 */
export function createLevelMeter(options: {
  /** The frames of a track as they come, until it ends. */
  readonly framesOf: (track: MediaStreamTrack) => ReadableStreamDefaultReader<Frame>;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly onLevel: (level: number) => void;
}): LevelMeter {
  let reader: ReadableStreamDefaultReader<Frame> | undefined;

  const measure = async (frames: ReadableStreamDefaultReader<Frame>) => {
    let samples = new Float32Array(0);
    let sum = 0;
    let count = 0;
    let told = options.now();
    for (;;) {
      const { value: frame, done } = await frames.read();
      if (done || frames !== reader) {
        frame?.close();
        return;
      }
      if (samples.length < frame.numberOfFrames) samples = new Float32Array(frame.numberOfFrames);
      frame.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      for (let index = 0; index < frame.numberOfFrames; index++) sum += (samples[index] ?? 0) ** 2;
      count += frame.numberOfFrames;
      frame.close();
      if (options.now() - told < INTERVAL_MILLISECONDS || count === 0) continue;
      options.onLevel(Math.min(1, Math.sqrt(sum / count)));
      told = options.now();
      sum = 0;
      count = 0;
    }
  };

  return {
    follow: (track) => {
      reader?.cancel().catch(() => {
        // Its track has ended: there is nothing to cancel.
      });
      reader = options.framesOf(track);
      measure(reader).catch(() => {
        // The track ended while a frame was read; the next one is followed by itself.
      });
    },
  };
}

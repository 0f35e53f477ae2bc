/** How often the microphone's level is told, ms. */
const INTERVAL_MILLISECONDS = 200;
const SAMPLES = 2_048;

export interface LevelMeter {
  /** Measures this track from now on. */
  follow(track: MediaStreamTrack): void;
}

/** Tells the root-mean-square level of a track, 0 to 1, five times a second while sound is allowed. */
export function createLevelMeter(options: {
  readonly context: () => AudioContext;
  readonly streamOf: (track: MediaStreamTrack) => MediaStream;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly onLevel: (level: number) => void;
}): LevelMeter {
  const samples = new Float32Array(SAMPLES);
  let source: MediaStreamAudioSourceNode | undefined;
  let analyser: AnalyserNode | undefined;

  const measure = () => {
    options.schedule(INTERVAL_MILLISECONDS, measure);
    if (analyser?.context.state !== 'running') return;
    analyser.getFloatTimeDomainData(samples);
    options.onLevel(rootMeanSquare(samples));
  };

  return {
    follow: (track) => {
      const context = options.context();
      source?.disconnect();
      if (!analyser) {
        analyser = context.createAnalyser();
        analyser.fftSize = SAMPLES;
        measure();
      }
      source = context.createMediaStreamSource(options.streamOf(track));
      source.connect(analyser);
    },
  };
}

export function rootMeanSquare(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index++) sum += (samples[index] ?? 0) ** 2;
  return samples.length === 0 ? 0 : Math.min(1, Math.sqrt(sum / samples.length));
}

/** How urgent the ringing is: follows the answer clock. */
export type Urgency = 'silent' | 'calm' | 'soon' | 'urgent' | 'overdue';

/** One ring: two tones, and the time until the next. Gain is 0 to 1, times in seconds. */
export interface RingPattern {
  readonly gain: number;
  readonly periodSeconds: number;
  readonly notes: ReadonlyArray<{
    readonly frequency: number;
    readonly startSeconds: number;
    readonly lengthSeconds: number;
  }>;
}

/** A falling minor third, as of a door chime: heard across a room, bearable for eight hours. */
const HIGH_HERTZ = 659.26;
const LOW_HERTZ = 554.37;
const FADE_SECONDS = 0.02;
const STOP_FADE_SECONDS = 0.08;

/** The same two tones for all; louder, shorter and closer together as time runs out. */
export function ringPattern(urgency: Exclude<Urgency, 'silent'>): RingPattern {
  const { gain, periodSeconds, lengthSeconds } = {
    calm: { gain: 0.18, periodSeconds: 2.4, lengthSeconds: 0.38 },
    soon: { gain: 0.28, periodSeconds: 1.6, lengthSeconds: 0.3 },
    urgent: { gain: 0.42, periodSeconds: 1.0, lengthSeconds: 0.22 },
    overdue: { gain: 0.6, periodSeconds: 0.6, lengthSeconds: 0.16 },
  }[urgency];
  return {
    gain,
    periodSeconds,
    notes: [
      { frequency: HIGH_HERTZ, startSeconds: 0, lengthSeconds },
      { frequency: LOW_HERTZ, startSeconds: lengthSeconds, lengthSeconds },
    ],
  };
}

export interface Ringer {
  ring(urgency: Urgency): void;
  /** 0 to 1, of each pattern's own gain. */
  setVolume(volume: number): void;
  /** Device to ring at; `''` is the system's default. */
  setSink(deviceId: string): void;
}

/**
 * Rings by synthesis. A browser that lets no sound out before the first gesture keeps the ringer silent, not
 * the call: each ring tries again, and {@link onGesture} resumes at once.
 */
export function createRinger(options: {
  readonly createContext: () => AudioContext;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** Calls back at each gesture of the person until it is told to stop. */
  readonly onGesture: (listener: () => void) => () => void;
}): Ringer {
  let context: AudioContext | undefined;
  let volume: GainNode | undefined;
  let urgency: Urgency = 'silent';
  let loudness = 1;
  let sink = '';
  let cancelNext: (() => void) | undefined;
  let stopWaiting: (() => void) | undefined;

  const resume = (audio: AudioContext) => {
    if (audio.state !== 'suspended') {
      stopWaiting?.();
      stopWaiting = undefined;
      return;
    }
    stopWaiting ??= options.onGesture(() => resume(audio));
    audio.resume().catch(() => {
      // Not allowed yet; the next gesture or ring tries again.
    });
  };

  /** `setSinkId` of AudioContext is Chromium's; elsewhere it rings at the default device. */
  const direct = (audio: AudioContext) => {
    if (!('setSinkId' in audio) || typeof audio.setSinkId !== 'function') return;
    const moved: unknown = audio.setSinkId(sink);
    if (moved instanceof Promise) {
      moved.catch(() => {
        // The device went in this moment: it rings where it rang.
      });
    }
  };

  const play = () => {
    if (urgency === 'silent') return;
    const pattern = ringPattern(urgency);
    if (!context) {
      context = options.createContext();
      direct(context);
    }
    resume(context);
    // Notes started while suspended would all sound at once when resumed.
    if (context.state === 'running') {
      volume ??= connectVolume(context);
      volume.gain.setTargetAtTime(pattern.gain * loudness, context.currentTime, FADE_SECONDS);
      for (const note of pattern.notes) playNote(context, volume, note);
    }
    cancelNext = options.schedule(pattern.periodSeconds * 1000, play);
  };

  return {
    setVolume: (volume) => {
      loudness = volume;
    },
    setSink: (deviceId) => {
      if (deviceId === sink) return;
      sink = deviceId;
      if (context) direct(context);
    },
    ring: (next) => {
      if (next === urgency) return;
      urgency = next;
      cancelNext?.();
      cancelNext = undefined;
      if (next !== 'silent') return play();
      stopWaiting?.();
      stopWaiting = undefined;
      if (context && volume) volume.gain.setTargetAtTime(0, context.currentTime, STOP_FADE_SECONDS / 3);
    },
  };
}

function connectVolume(context: AudioContext): GainNode {
  const volume = context.createGain();
  volume.gain.value = 0;
  volume.connect(context.destination);
  return volume;
}

/** One tone with soft edges; a hard edge clicks. */
function playNote(context: AudioContext, volume: GainNode, note: RingPattern['notes'][number]): void {
  const start = context.currentTime + note.startSeconds;
  const end = start + note.lengthSeconds;
  const envelope = context.createGain();
  envelope.gain.setValueAtTime(0, start);
  envelope.gain.linearRampToValueAtTime(1, start + FADE_SECONDS);
  envelope.gain.setValueAtTime(1, end - FADE_SECONDS * 3);
  envelope.gain.linearRampToValueAtTime(0, end);
  envelope.connect(volume);
  const oscillator = context.createOscillator();
  oscillator.frequency.value = note.frequency;
  oscillator.connect(envelope);
  oscillator.start(start);
  oscillator.stop(end);
  oscillator.addEventListener('ended', () => envelope.disconnect());
}

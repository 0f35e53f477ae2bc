import type { MicrophoneState } from '#shared/contract/index.ts';

/**
 * The one microphone of the seat.
 *
 * ```
 *  unknown ──prepare──► asking ──granted───────────────► ready ──track ended, device changed──► asking
 *                         │ └──NotAllowedError─────────► denied ──permission changed──────────► asking
 *                         │ └──NotFoundError, Overconstrained► missing ──device changed───────► asking
 *                         └──NotReadableError and others─────► failed ──device changed────────► asking
 * ```
 * Whatever the state, {@link Microphone.track} is a track that can be sent: silence stands in for the
 * microphone, so that an exchange sees packets flow and does not give the call up.
 */
export interface Microphone {
  /** Asks once. Answers when that is settled, or `asking` when the person takes long over the question. */
  prepare(): Promise<MicrophoneState>;
  state(): MicrophoneState;
  track(): MediaStreamTrack;
}

export interface MicrophoneOptions {
  readonly devices: Pick<MediaDevices, 'getUserMedia' | 'addEventListener'>;
  /** Makes the track that is sent while there is no microphone. */
  readonly createSilence: () => MediaStreamTrack;
  /** Calls back when the person changes the permission in the browser. */
  readonly onPermission: (listener: () => void) => void;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly onState: (state: MicrophoneState) => void;
  /** The track to be sent is another one from now on. */
  readonly onTrack: (track: MediaStreamTrack) => void;
}

/** How long `prepare` waits for the person to decide, ms. Main is told of what is decided later. */
const PATIENCE_MILLISECONDS = 1_500;

const CONSTRAINTS = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
} as const;

export function createMicrophone(options: MicrophoneOptions): Microphone {
  let state: MicrophoneState = 'unknown';
  let live: MediaStreamTrack | undefined;
  let silence: MediaStreamTrack | undefined;
  let asking: Promise<void> | undefined;

  const enter = (next: MicrophoneState) => {
    if (next === state) return;
    state = next;
    options.onState(next);
  };
  const track = () => {
    if (live) return live;
    silence ??= options.createSilence();
    return silence;
  };
  const use = (next: MediaStreamTrack | undefined) => {
    if (next === live) return;
    live = next;
    options.onTrack(track());
  };
  const ask = (): Promise<void> => {
    asking ??= acquire().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const acquire = async () => {
    enter('asking');
    try {
      const stream = await options.devices.getUserMedia(CONSTRAINTS);
      const [next] = stream.getAudioTracks();
      if (next === undefined) return enter('missing');
      next.addEventListener('ended', () => {
        if (live !== next) return;
        use(undefined);
        void ask();
      });
      use(next);
      enter('ready');
    } catch (error) {
      enter(stateOf(error));
    }
  };

  options.devices.addEventListener('devicechange', () => {
    // A headset that was plugged in: only of use while no microphone is; a live track goes on by itself.
    if (state === 'missing' || state === 'failed') void ask();
  });
  options.onPermission(() => {
    if (state === 'denied') void ask();
  });

  return {
    prepare: async () => {
      if (state === 'ready') return state;
      let cancel: (() => void) | undefined;
      const patience = new Promise<void>((resolve) => {
        cancel = options.schedule(PATIENCE_MILLISECONDS, resolve);
      });
      await Promise.race([ask(), patience]);
      cancel?.();
      return state;
    },
    state: () => state,
    track,
  };
}

/** By the error names of Media Capture and Streams, section getUserMedia. */
export function stateOf(error: unknown): MicrophoneState {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return 'failed';
}

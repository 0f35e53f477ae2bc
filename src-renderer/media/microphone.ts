import type { MicrophoneState } from '#shared/contract/index.ts';

/**
 * The one microphone of the seat.
 *
 * ```
 *  unknown ──prepare──► asking ──granted───────────────► ready ──track ended, other device──► asking
 *                         │ └──NotAllowedError─────────► denied ──permission changed─────────► asking
 *                         │ └──NotFoundError, Overconstrained► missing ──device changed──────► asking
 *                         └──NotReadableError and others─────► failed ──device changed, 5 s──► ready, denied, missing
 * ```
 * `failed` is mostly another program that holds the device, and no event tells when it lets go: it is asked for
 * again, quietly.
 *
 * Whatever the state, {@link Microphone.track} is a track that can be sent: silence stands in for the
 * microphone, so that an exchange sees packets flow and does not give the call up. A microphone that is changed
 * for another is kept until the other one is there.
 */
export interface Microphone {
  /** Asks once. Answers when that is settled, or `asking` when the person takes long over the question. */
  prepare(): Promise<MicrophoneState>;
  /** The device or its processing is to be another one: takes it, if the microphone was ever asked for. */
  renew(): void;
  state(): MicrophoneState;
  track(): MediaStreamTrack;
}

export interface MicrophoneOptions {
  readonly devices: Pick<MediaDevices, 'getUserMedia'>;
  /** What is asked for now: device and processing. */
  readonly constraints: () => MediaTrackConstraints;
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
/** Pause before a microphone that another program holds is asked for again, ms. */
const RETRY_MILLISECONDS = 5_000;

export function createMicrophone(options: MicrophoneOptions): Microphone {
  let state: MicrophoneState = 'unknown';
  let live: MediaStreamTrack | undefined;
  let silence: MediaStreamTrack | undefined;
  let asking: Promise<void> | undefined;
  let askAgain = false;
  let cancelRetry: () => void = () => undefined;

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
    const previous = live;
    live = next;
    options.onTrack(track());
    previous?.stop();
  };
  const ask = (): Promise<void> => {
    asking ??= acquire().finally(() => {
      asking = undefined;
      if (!askAgain) return;
      askAgain = false;
      void ask();
    });
    return asking;
  };
  const acquire = async () => {
    if (!live && state !== 'failed') enter('asking');
    try {
      const stream = await options.devices.getUserMedia({ audio: options.constraints() });
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
      // The one in use serves on, where there is one: a device that can't be had must not end a working one.
      enter(live ? 'ready' : stateOf(error));
      cancelRetry();
      if (state === 'failed') cancelRetry = options.schedule(RETRY_MILLISECONDS, retry);
    }
  };

  const retry = () => {
    if (state === 'failed') void ask();
  };

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
    renew: () => {
      if (state === 'unknown' || state === 'denied') return;
      if (asking) askAgain = true;
      else void ask();
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

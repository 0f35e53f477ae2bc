import type { Frame } from './level-meter.ts';
import type { Mix } from './outgoing.ts';
import type { Playback } from './sessions.ts';

/** The few things that are made of the browser's own objects; everything else here takes them as parameters. */

export type Schedule = (milliseconds: number, run: () => void) => () => void;

export const schedule: Schedule = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

/**
 * Gestures of the person, in this page and in the same-origin page that it is embedded in.
 *
 * @returns stops listening
 */
export function onGesture(listener: () => void): () => void {
  const controller = new AbortController();
  const pages = [window, ...(window.parent !== window && isReadable(window.parent) ? [window.parent] : [])];
  for (const page of pages) {
    for (const kind of ['pointerdown', 'keydown']) {
      page.addEventListener(kind, listener, { capture: true, passive: true, signal: controller.signal });
    }
  }
  return () => controller.abort();
}

function isReadable(other: Window): boolean {
  try {
    return other.document !== undefined;
  } catch (error) {
    // A page of another origin throws SecurityError at any look inside.
    return !(error instanceof DOMException);
  }
}

/** Calls back when the permission for the microphone changes. */
export function onMicrophonePermission(listener: () => void): void {
  navigator.permissions.query({ name: 'microphone' }).then(
    (status) => status.addEventListener('change', listener),
    // A browser without this permission name: a new attempt then needs a reload.
    () => undefined,
  );
}

/** Lets a context run as soon as sound is allowed: at once, or from the person's first gesture on. */
export function keepRunning(context: AudioContext): void {
  const resume = () => {
    context.resume().catch(() => {
      // Not allowed before a gesture; tried again at the next one.
    });
  };
  const stopWaiting = onGesture(resume);
  context.addEventListener('statechange', () => {
    if (context.state === 'running') stopWaiting();
  });
  resume();
}

/** A track of silence that is sent all the same: a source that runs, at no volume. */
export function createSilence(context: AudioContext): MediaStreamTrack {
  const destination = context.createMediaStreamDestination();
  const source = context.createConstantSource();
  source.offset.value = 0;
  source.connect(destination);
  source.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('The browser made no audio track.');
  keepRunning(context);
  return track;
}

/** Makes one track of several by adding them up. */
export function mix(context: AudioContext, tracks: readonly MediaStreamTrack[]): Mix {
  const destination = context.createMediaStreamDestination();
  const sources = tracks.map((track) => context.createMediaStreamSource(new MediaStream([track])));
  for (const source of sources) source.connect(destination);
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('The browser made no audio track.');
  return {
    track,
    stop: () => {
      for (const source of sources) source.disconnect();
      track.stop();
    },
  };
}

/** Where citizens are heard: all elements that play, and those to come. */
export class Loudspeaker {
  readonly #elements = new Set<HTMLAudioElement>();
  #sink = '';

  /** Device to be heard at; `''` is the system's default. */
  setSink(deviceId: string): void {
    if (deviceId === this.#sink) return;
    this.#sink = deviceId;
    for (const element of this.#elements) this.#direct(element);
  }

  /** Lets the operator hear a stream, through an element so that echo cancellation knows what is played. */
  play(stream: MediaStream): Playback {
    const element = new Audio();
    this.#elements.add(element);
    if (this.#sink !== '') this.#direct(element);
    const stop = play(element, stream);
    return {
      setHeard: (heard) => {
        element.muted = !heard;
      },
      stop: () => {
        this.#elements.delete(element);
        stop();
      },
    };
  }

  #direct(element: HTMLAudioElement): void {
    element.setSinkId(this.#sink).catch(() => {
      // The device went in this moment: `devicechange` follows and names another.
    });
  }
}

function play(element: HTMLAudioElement, stream: MediaStream): () => void {
  element.srcObject = stream;
  const start = () => {
    element.play().then(
      () => stopWaiting(),
      // Not allowed before a gesture (autoplay policy), or stopped meanwhile.
      () => undefined,
    );
  };
  const stopWaiting = onGesture(start);
  start();
  return () => {
    stopWaiting();
    element.pause();
    element.srcObject = null;
  };
}

/** Chromium's reader of a track's frames (MediaStreamTrackProcessor, W3C mediacapture-transform); no DOM type yet. */
declare const MediaStreamTrackProcessor: new (options: {
  readonly track: MediaStreamTrack;
}) => { readonly readable: ReadableStream<Frame> };

/** The frames of a track as they come. */
export function framesOf(track: MediaStreamTrack): ReadableStreamDefaultReader<Frame> {
  return new MediaStreamTrackProcessor({ track }).readable.getReader();
}

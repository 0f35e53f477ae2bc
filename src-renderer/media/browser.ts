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

/** A track of silence that is sent all the same: a source that runs, at no volume. */
export function createSilence(context: AudioContext): MediaStreamTrack {
  const destination = context.createMediaStreamDestination();
  const source = context.createConstantSource();
  source.offset.value = 0;
  source.connect(destination);
  source.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('The browser made no audio track.');
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
  return track;
}

/**
 * Lets the operator hear a stream, through an element so that echo cancellation knows what is played.
 *
 * @returns stops it
 */
export function play(stream: MediaStream): () => void {
  const element = new Audio();
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

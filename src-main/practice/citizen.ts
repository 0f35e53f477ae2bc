import { ALAW_SILENCE, FRAME_MILLISECONDS, FRAME_SAMPLES } from './g711.ts';
import type { Speaker } from './party-audio.ts';

/**
 * How a citizen on the telephone takes turns, counted in frames of 20 ms and therefore without a clock.
 *
 * ```
 *            0.8 s, then: operator has spoken and paused 0.7 s,
 *            or 2.5 s without a word                        recording at its end
 *  greeting ───────────────────────────────────► speaking ───────────────┐
 *                                                 ▲    │                 │ lines left
 *                 operator has spoken and paused, │    │ that was         ▼
 *                 or 4 s without a word           └────┼───────────── listening
 *                                                      │ the last
 *                                                      ▼
 *                                                   waiting ── hangUpAfter ──► gone (onDone, once)
 * ```
 * Nobody is silent for ever: an operator who talks without a pause is interrupted after 20 s. A department, which
 * was called, greets first: `greetsFirst` goes from greeting to speaking after 0.4 s.
 */
export interface CitizenOptions {
  /** Recordings, A-law at 8 kHz, in order. */
  readonly recordings: readonly Uint8Array[];
  /** Whether this person was called, and so speaks first. */
  readonly greetsFirst: boolean;
  /** A number in [0, 1); makes the line's hiss. */
  readonly random: () => number;
  /** How long after the last line the citizen hangs up, ms. */
  readonly hangUpAfterMilliseconds: number;
  /** The citizen starts to say a line. */
  readonly onLine: (index: number) => void;
  /** The citizen hangs up. */
  readonly onDone: () => void;
}

const frames = (milliseconds: number) => Math.round(milliseconds / FRAME_MILLISECONDS);
const BEFORE_GREETING = frames(800);
const OWN_GREETING = frames(400);
const NO_GREETING = frames(2_500);
const NO_REPLY = frames(4_000);
const PAUSE = frames(700);
const INTERRUPT = frames(20_000);
/** About −40 dBFS: above room noise that passed a noise suppressor, below quiet speech. */
const SPEECH_LEVEL = 0.01;
/** A syllable fills at least this many of the last 15 packets; a click or a beep of 0.1 s does not. */
const SPEECH_WINDOW = 15;
const SPEECH_PACKETS = 8;

/** A citizen at the moment the audio path is up. */
export function createCitizen(options: CitizenOptions): Speaker {
  const { greetsFirst, recordings, random } = options;
  const hangUpAfter = frames(options.hangUpAfterMilliseconds);
  let state: 'greeting' | 'speaking' | 'listening' | 'waiting' | 'gone' = 'greeting';
  let line = 0;
  let position = 0;
  /** Frames since the state was entered, and since the operator was last heard in it (never: undefined). */
  let elapsed = 0;
  let sinceHeard: number | undefined;
  let loud: boolean[] = [];

  const enter = (next: typeof state) => {
    state = next;
    elapsed = 0;
    sinceHeard = undefined;
  };
  const speak = () => {
    enter('speaking');
    position = 0;
    options.onLine(line);
  };
  const operatorIsDone = (withoutAWord: number) => {
    if (elapsed >= INTERRUPT) return true;
    return sinceHeard === undefined ? elapsed >= withoutAWord : sinceHeard >= PAUSE;
  };
  const pass = (count: number) => {
    elapsed += count;
    if (sinceHeard !== undefined) sinceHeard += count;
    if (state === 'greeting' && greetsFirst && elapsed >= OWN_GREETING) speak();
    else if (state === 'greeting' && elapsed >= BEFORE_GREETING && operatorIsDone(NO_GREETING)) speak();
    else if (state === 'listening' && operatorIsDone(NO_REPLY)) speak();
    else if (state === 'waiting' && elapsed >= hangUpAfter) {
      enter('gone');
      options.onDone();
    }
  };

  return {
    frame: (skippedFrames = 0) => {
      pass(1 + skippedFrames);
      if (state !== 'speaking') return hiss(random);
      const recording = recordings[line] ?? new Uint8Array(0);
      const frame = new Uint8Array(FRAME_SAMPLES).fill(ALAW_SILENCE);
      frame.set(recording.subarray(position, position + FRAME_SAMPLES));
      position += FRAME_SAMPLES;
      if (position >= recording.length) {
        line++;
        enter(line < recordings.length ? 'listening' : 'waiting');
      }
      return frame;
    },
    hear: (level) => {
      loud = [...loud.slice(1 - SPEECH_WINDOW), level > SPEECH_LEVEL];
      if (loud.filter(Boolean).length >= SPEECH_PACKETS) sinceHeard = 0;
    },
  };
}

/** A line that is open is not dead silent: the four codes next to zero, about −66 dBFS. */
function hiss(random: () => number): Uint8Array {
  return Uint8Array.from({ length: FRAME_SAMPLES }, () => {
    const draw = Math.floor(random() * 4);
    return (draw & 1 ? ALAW_SILENCE : ALAW_SILENCE ^ 0x01) ^ (draw & 2 ? 0x80 : 0);
  });
}

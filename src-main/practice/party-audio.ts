import type { Clock } from '#shared/domain/index.ts';
import type { CallMedia, CreateMedia } from './media.ts';
import { type Schedule, startPacer } from './pacer.ts';

/** A source of sound that also listens: a citizen, a department, a tone. */
export interface Speaker {
  /** 20 ms of A-law. Frames that were skipped still pass time. */
  frame(skippedFrames?: number): Uint8Array;
  /** Root-mean-square level, 0 to 1, of a packet that the operator sent. */
  hear(level: number): void;
}

/** One party's end of the sound of a call: its media, and who is heard by it. */
export interface PartyAudio {
  readonly media: CallMedia;
  /** Whose sound the seat gets from now on, once there is a path. Nobody's: time stands still for the last. */
  play(speaker: Speaker | undefined): void;
  /** Milliseconds since the seat was last heard, or since `play`. */
  silentFor(): number;
  close(): void;
}

export interface PartyAudioOptions {
  readonly createMedia: CreateMedia;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** The first path is up. */
  readonly onConnected: () => void;
  readonly onDigit: (digit: string) => void;
}

export async function createPartyAudio(options: PartyAudioOptions): Promise<PartyAudio> {
  const { clock, schedule } = options;
  let speaker: Speaker | undefined;
  let stopPacer: (() => void) | undefined;
  let closed = false;
  let lastHeardAt = clock.monotonic();
  /** Frames that nobody spoke, for the timestamps of the next one. */
  let unspoken = 0;

  const media = await options.createMedia({
    onConnected: () => {
      if (stopPacer || closed) return;
      stopPacer = startPacer(clock, schedule, sendFrame);
      options.onConnected();
    },
    onPacket: (level) => {
      lastHeardAt = clock.monotonic();
      speaker?.hear(level);
    },
    onDigit: options.onDigit,
  });
  const sendFrame = (skippedFrames: number) => {
    if (!speaker) {
      unspoken += 1 + skippedFrames;
      return;
    }
    media.send(speaker.frame(skippedFrames), skippedFrames + unspoken);
    unspoken = 0;
  };

  return {
    media,
    play: (next) => {
      speaker = next;
      lastHeardAt = clock.monotonic();
    },
    silentFor: () => clock.monotonic() - lastHeardAt,
    close: () => {
      closed = true;
      stopPacer?.();
      media.close();
    },
  };
}

/** How a session stands among the others, as main says it. */
export interface Standing {
  /** The microphone is kept from it. */
  readonly muted: boolean;
  /** The operator hears it. */
  readonly heard: boolean;
  /** Sessions whose voice it is sent besides the microphone: the other parties of a conference. */
  readonly mixedWith: readonly string[];
}

/** What a session is until main says otherwise. */
export const ORDINARY: Standing = { muted: false, heard: true, mixedWith: [] };

/** Several tracks made one. */
export interface Mix {
  readonly track: MediaStreamTrack;
  stop(): void;
}

export interface OutgoingOptions {
  readonly microphone: () => MediaStreamTrack;
  readonly mix: (tracks: readonly MediaStreamTrack[]) => Mix;
  /** The voice of another session, while it has one. */
  readonly voiceOf: (sessionId: string) => MediaStreamTrack | undefined;
  readonly send: (track: MediaStreamTrack) => void;
}

/**
 * The one track that a session sends: a copy of the microphone, so that muting one session mutes no other, or a
 * mix of it with other sessions. A muted copy goes on as silence, so that the other side sees packets flow.
 */
export class Outgoing {
  readonly #options: OutgoingOptions;
  #source: MediaStreamTrack;
  #copy: MediaStreamTrack;
  #mix: Mix | undefined;
  /** What the mix is made of, to leave a right one as it is. */
  #inputs: readonly MediaStreamTrack[] = [];

  constructor(options: OutgoingOptions) {
    this.#options = options;
    this.#source = options.microphone();
    this.#copy = this.#source.clone();
  }

  /** The track to begin with. */
  get track(): MediaStreamTrack {
    return this.#mix?.track ?? this.#copy;
  }

  /** Makes the track what it is to be now; the microphone or a voice may have become another one. */
  update(standing: Standing): void {
    const before = this.track;
    const source = this.#options.microphone();
    if (source !== this.#source) {
      this.#copy.stop();
      this.#source = source;
      this.#copy = source.clone();
    }
    this.#copy.enabled = !standing.muted;
    const voices = standing.mixedWith.map(this.#options.voiceOf).filter((voice) => voice !== undefined);
    const inputs = voices.length === 0 ? [] : [this.#copy, ...voices];
    if (!isSame(inputs, this.#inputs)) {
      this.#mix?.stop();
      this.#mix = inputs.length === 0 ? undefined : this.#options.mix(inputs);
      this.#inputs = inputs;
    }
    if (this.track !== before) this.#options.send(this.track);
  }

  stop(): void {
    this.#mix?.stop();
    this.#copy.stop();
  }
}

function isSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((one, index) => one === right[index]);
}

import {
  characterKey,
  letterKey,
  letterLetterKey,
  letterSoundKey,
  pairKey,
  soundKey,
  soundLetterKey,
  soundSoundKey,
} from './keys.ts';
import { isHan, isWordUnit } from './spelling.ts';
import { foldedNumber, initialOf } from './syllables.ts';

/** Where a word stands in an entry, as bits of a posting. */
export const IN_TITLE = 1;
export const IN_KEYWORDS = 2;
export const IN_BODY = 4;
const PLACE_BITS = 3;

/** A posting has 16 bits: so many entries fit into a segment. */
export const SEGMENT_SIZE = 1 << (16 - PLACE_BITS);

export function documentOf(posting: number): number {
  return posting >>> PLACE_BITS;
}
export function placesOf(posting: number): number {
  return posting & ((1 << PLACE_BITS) - 1);
}

/** An entry taken apart for search. */
export interface Analysed {
  /** Comparable title and, below it, one line for each keyword. */
  readonly head: string;
  /** Length of the title in `head`. */
  readonly titleLength: number;
  /** Syllables of `head`, a number for each unit. */
  readonly syllables: Uint16Array;
  /** Comparable body. */
  readonly body: string;
}

/**
 * An inverted index of up to {@link SEGMENT_SIZE} entries, in four flat arrays: sorted keys, where each one's postings
 * begin, the postings, and the syllables of all heads. Nothing in it ever changes; an entry that goes is left out by
 * whoever asks.
 */
export interface Segment {
  readonly size: number;
  /** First and one past the last place in `postings` of a key; `[0, 0]` when it has none. */
  range(key: number): readonly [number, number];
  readonly postings: Uint16Array;
  /** Syllables of an entry's head. */
  syllablesOf(document: number): Uint16Array;
  /** Of its arrays. */
  readonly bytes: number;
}

/** So many keys take a few milliseconds. */
const KEYS_AT_ONCE = 20_000;
const NOWHERE: readonly [number, number] = [0, 0];

/** Collects entries for a {@link Segment}. */
export class SegmentBuilder {
  readonly #postings = new Map<number, number[]>();
  readonly #syllables: Uint16Array[] = [];

  get size(): number {
    return this.#syllables.length;
  }

  /** @param onSounds is told of each pair of syllables in the head, for a table of those that exist at all */
  add(
    { head, titleLength, syllables, body }: Analysed,
    onSounds: (first: number, second: number) => void,
  ): void {
    const document = this.#syllables.length;
    this.#syllables.push(syllables);
    let beforeCode = 0;
    let beforeSound = 0;
    for (let index = 0; index < head.length; index += 1) {
      const code = head.charCodeAt(index);
      const place = index < titleLength ? IN_TITLE : IN_KEYWORDS;
      if (!isWordUnit(code)) {
        // Marks within a title do not part what is said together: «110、119».
        if (code === 10) beforeCode = 0;
        beforeSound = code === 10 ? 0 : beforeSound;
        continue;
      }
      this.#post(characterKey(code), document, place);
      if (beforeCode !== 0) this.#post(pairKey(beforeCode, code), document, place);
      beforeCode = code;
      const sound = foldedNumber(syllables[index] ?? 0);
      if (sound !== 0) this.#postSound(beforeSound, sound, document, place, onSounds);
      beforeSound = sound;
    }
    beforeCode = 0;
    for (let index = 0; index < body.length; index += 1) {
      const code = body.charCodeAt(index);
      if (!isWordUnit(code)) {
        beforeCode = 0;
        continue;
      }
      if (isHan(code)) this.#post(characterKey(code), document, IN_BODY);
      if (beforeCode !== 0) this.#post(pairKey(beforeCode, code), document, IN_BODY);
      beforeCode = code;
    }
  }

  #postSound(
    before: number,
    sound: number,
    document: number,
    place: number,
    onSounds: (first: number, second: number) => void,
  ): void {
    const letter = initialOf(sound);
    this.#post(soundKey(sound), document, place);
    this.#post(letterKey(letter), document, place);
    if (before === 0) return;
    const beforeLetter = initialOf(before);
    this.#post(soundSoundKey(before, sound), document, place);
    this.#post(soundLetterKey(before, letter), document, place);
    this.#post(letterSoundKey(beforeLetter, sound), document, place);
    this.#post(letterLetterKey(beforeLetter, letter), document, place);
    onSounds(before, sound);
  }

  #post(key: number, document: number, place: number): void {
    const list = this.#postings.get(key);
    const posting = (document << PLACE_BITS) | place;
    if (list === undefined) {
      this.#postings.set(key, [posting]);
      return;
    }
    const last = list[list.length - 1] ?? 0;
    if (documentOf(last) === document) list[list.length - 1] = last | place;
    else list.push(posting);
  }

  /** The finished segment; other work has its turn in between. Nothing can be added any more. */
  async freeze(pause: () => Promise<void>): Promise<Segment> {
    const keys = Int32Array.from(this.#postings.keys()).sort();
    const starts = new Uint32Array(keys.length + 1);
    let length = 0;
    for (const [index, key] of keys.entries()) {
      starts[index] = length;
      length += this.#postings.get(key)?.length ?? 0;
    }
    starts[keys.length] = length;
    const postings = new Uint16Array(length);
    for (const [index, key] of keys.entries()) {
      if (index % KEYS_AT_ONCE === KEYS_AT_ONCE - 1) await pause();
      postings.set(this.#postings.get(key) ?? [], starts[index]);
    }
    this.#postings.clear();
    const offsets = new Uint32Array(this.#syllables.length + 1);
    for (const [index, one] of this.#syllables.entries())
      offsets[index + 1] = (offsets[index] ?? 0) + one.length;
    const sounds = new Uint16Array(offsets[this.#syllables.length] ?? 0);
    for (const [index, one] of this.#syllables.entries()) sounds.set(one, offsets[index]);
    return {
      size: this.#syllables.length,
      postings,
      bytes:
        keys.byteLength + starts.byteLength + postings.byteLength + offsets.byteLength + sounds.byteLength,
      range: (key) => {
        let low = 0;
        let high = keys.length - 1;
        while (low <= high) {
          const middle = (low + high) >>> 1;
          const found = keys[middle] ?? 0;
          if (found === key) return [starts[middle] ?? 0, starts[middle + 1] ?? 0];
          if (found < key) low = middle + 1;
          else high = middle - 1;
        }
        return NOWHERE;
      },
      syllablesOf: (document) => sounds.subarray(offsets[document], offsets[document + 1]),
    };
  }
}

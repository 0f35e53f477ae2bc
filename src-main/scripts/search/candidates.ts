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
import type { Reading, Token } from './query.ts';
import { documentOf, IN_KEYWORDS, IN_TITLE, placesOf, SEGMENT_SIZE, type Segment } from './segment.ts';
import { foldedNumber } from './syllables.ts';

/** An entry that may be meant, before its text is looked at. */
export interface Candidate {
  readonly segment: number;
  readonly document: number;
  readonly score: number;
}

/** One thing that is looked up, with how much finding it says. */
interface Lookup {
  readonly key: number;
  readonly weight: number;
}

/** What one place of the query asks for: whichever of its lookups says most counts, once. */
interface Place {
  readonly lookups: readonly Lookup[];
  readonly weight: number;
  /** Whether it also counts when it stands in the body. */
  readonly inBody: boolean;
}

const TITLE_WEIGHT = 1;
const KEYWORD_WEIGHT = 0.85;
const BODY_WEIGHT = 0.3;

/** A homophone says less than the character itself. */
const HOMOPHONE = 0.5;
const SINGLE = 0.3;
/** What weighs no more than this is not looked up by itself. */
const FILLER = 0.1;
/** Once so many entries of a segment are found, what stands in more than so many finds no others. */
const ENOUGH = 400;
const COMMON = 1_500;

/**
 * Adds up, entry by entry, what of a reading's pairs is in it, the rarer the more (inverse document frequency, Spärck
 * Jones 1972), and keeps the best. Pairs out of order and single ones count too, so that no wrong character loses an
 * entry.
 */
export class CandidateFinder {
  readonly #scores = new Float32Array(SEGMENT_SIZE);
  readonly #best = new Float32Array(SEGMENT_SIZE);
  readonly #place = new Int32Array(SEGMENT_SIZE);
  readonly #seen = new Int32Array(SEGMENT_SIZE);
  readonly #touched = new Uint16Array(SEGMENT_SIZE);
  #run = 0;

  /** The `most` best candidates of a reading, in no order. `total` is the number of entries. */
  find(segments: readonly Segment[], reading: Reading, total: number, most: number): Candidate[] {
    const heap = new BestOf(most);
    const places = placesOfReading(reading.tokens).map((place) => listsOf(place, segments, total));
    // What is rare first: it finds the likeliest, and once there are enough, what is common is not gone through.
    places.sort((one, other) => one.count - other.count);
    const bound = places.reduce((sum, { lists }) => sum + Math.max(0, ...lists.map(({ worth }) => worth)), 0);
    for (const [index, segment] of segments.entries()) {
      // Nothing can be better than what is kept: a single letter need not be looked for everywhere.
      if (heap.least() >= bound * TITLE_WEIGHT * reading.trust) break;
      this.#searchSegment(segment, index, places, heap, reading.trust);
    }
    return heap.taken();
  }

  #searchSegment(
    { postings }: Segment,
    segment: number,
    places: readonly PlaceLists[],
    heap: BestOf,
    trust: number,
  ): void {
    const [scores, best, place, seen, touched] = [
      this.#scores,
      this.#best,
      this.#place,
      this.#seen,
      this.#touched,
    ];
    this.#run += 1;
    const run = this.#run;
    let count = 0;
    for (const [placeIndex, { lists, inBody }] of places.entries()) {
      // Tells one place of one run from all others.
      const stamp = run * 64 + placeIndex;
      for (const { ranges, worth } of lists) {
        const [from, to] = ranges[segment] as readonly [number, number];
        if (count >= ENOUGH && to - from >= COMMON) continue;
        const inTitle = worth * TITLE_WEIGHT;
        const inKeywords = worth * KEYWORD_WEIGHT;
        const inText = inBody ? worth * BODY_WEIGHT : 0;
        for (let at = from; at < to; at += 1) {
          const posting = postings[at] as number;
          const where = placesOf(posting);
          const value = where & IN_TITLE ? inTitle : where & IN_KEYWORDS ? inKeywords : inText;
          if (value === 0) continue;
          const document = documentOf(posting);
          if (seen[document] !== run) {
            seen[document] = run;
            scores[document] = 0;
            touched[count] = document;
            count += 1;
          }
          if (place[document] === stamp) {
            const gain = value - (best[document] as number);
            if (gain <= 0) continue;
            best[document] = value;
            scores[document] = (scores[document] as number) + gain;
          } else {
            place[document] = stamp;
            best[document] = value;
            scores[document] = (scores[document] as number) + value;
          }
        }
      }
    }
    for (let at = 0; at < count; at += 1) {
      const document = touched[at] as number;
      heap.offer((scores[document] as number) * trust, segment, document);
    }
  }
}

/** Where the lookups of a place stand in each segment, the rarest first, and how much finding each says. */
interface PlaceLists {
  readonly lists: readonly {
    readonly ranges: readonly (readonly [number, number])[];
    readonly count: number;
    readonly worth: number;
  }[];
  readonly inBody: boolean;
  /** Entries that all of them have, some more than once. */
  readonly count: number;
}

function listsOf(
  { lookups, weight, inBody }: Place,
  segments: readonly Segment[],
  total: number,
): PlaceLists {
  const lists = lookups.map((lookup) => {
    const ranges = segments.map((segment) => segment.range(lookup.key));
    const count = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
    return { ranges, count, worth: weight * lookup.weight * Math.log(1 + total / (1 + count)) };
  });
  lists.sort((one, other) => one.count - other.count);
  return { lists, inBody, count: lists.reduce((sum, one) => sum + one.count, 0) };
}

/** What a reading looks up: each pair of neighbours, and each single one. */
function placesOfReading(tokens: readonly Token[]): Place[] {
  const alone = tokens.length === 1;
  const places: Place[] = [];
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if (before !== undefined) {
      const weight = Math.min(before.weight, token.weight);
      const lookups = pairLookups(before, token);
      if (lookups.length > 0) places.push({ lookups, weight, inBody: true });
    }
    if (alone) places.push({ lookups: singleLookups(token), weight: token.weight, inBody: true });
    else if (token.type === 'character' && token.weight > FILLER) {
      // Beside others only a character says something by itself, and only in the head.
      const lookups = [{ key: characterKey(token.code), weight: 1 }];
      places.push({ lookups, weight: token.weight * SINGLE, inBody: false });
    }
  }
  return places.slice(0, 63);
}

function singleLookups(token: Token): Lookup[] {
  switch (token.type) {
    case 'character':
      return token.folded === 0
        ? [{ key: characterKey(token.code), weight: 1 }]
        : [
            { key: characterKey(token.code), weight: 1 },
            { key: soundKey(token.folded), weight: HOMOPHONE * 0.5 },
          ];
    case 'sound':
      return [{ key: soundKey(token.folded), weight: 1 }];
    case 'letter':
      return [{ key: letterKey(token.letter), weight: 1 }];
    case 'beginning':
      return token.syllables.map((syllable) => ({ key: soundKey(foldedNumber(syllable)), weight: 0.9 }));
  }
}

function pairLookups(first: Token, second: Token): Lookup[] {
  const both = first.type === 'character' && second.type === 'character';
  const lookups: Lookup[] = both ? [{ key: pairKey(first.code, second.code), weight: 1 }] : [];
  const weight = both ? HOMOPHONE : 1;
  for (const one of soundsOf(first)) {
    for (const other of soundsOf(second)) {
      lookups.push({ key: soundPairKey(one, other), weight });
    }
  }
  return lookups;
}

/** A sound as the index knows it: a syllable, or a first letter as its negative. */
function soundsOf(token: Token): number[] {
  if (token.type === 'letter') return [-token.letter];
  if (token.type === 'beginning') return [...new Set(token.syllables.map(foldedNumber))];
  return token.folded === 0 ? [] : [token.folded];
}

function soundPairKey(first: number, second: number): number {
  if (first > 0) return second > 0 ? soundSoundKey(first, second) : soundLetterKey(first, -second);
  return second > 0 ? letterSoundKey(-first, second) : letterLetterKey(-first, -second);
}

/** Keeps the so many best of what is offered: a heap whose root is the worst kept. */
class BestOf {
  readonly #most: number;
  readonly #kept: Candidate[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  offer(score: number, segment: number, document: number): void {
    const kept = this.#kept;
    if (kept.length < this.#most) {
      kept.push({ segment, document, score });
      let child = kept.length - 1;
      while (child > 0) {
        const parent = (child - 1) >>> 1;
        if (this.#scoreAt(parent) <= this.#scoreAt(child)) break;
        this.#swap(parent, child);
        child = parent;
      }
      return;
    }
    if (score <= this.#scoreAt(0)) return;
    kept[0] = { segment, document, score };
    let parent = 0;
    for (;;) {
      const left = parent * 2 + 1;
      if (left >= kept.length) return;
      const child = left + 1 < kept.length && this.#scoreAt(left + 1) < this.#scoreAt(left) ? left + 1 : left;
      if (this.#scoreAt(parent) <= this.#scoreAt(child)) return;
      this.#swap(parent, child);
      parent = child;
    }
  }

  /** The score that the next one has to beat; 0 while there is room. */
  least(): number {
    return this.#kept.length < this.#most ? 0 : this.#scoreAt(0);
  }

  taken(): Candidate[] {
    return this.#kept;
  }

  #scoreAt(index: number): number {
    return this.#kept[index]?.score ?? 0;
  }

  #swap(one: number, other: number): void {
    const [first, second] = [this.#kept[one], this.#kept[other]];
    if (first === undefined || second === undefined) return;
    this.#kept[one] = second;
    this.#kept[other] = first;
  }
}

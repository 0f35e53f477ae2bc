import { type Document, plainText } from './plain-text.ts';

/**
 * Features are runs of one to four characters, known by a 32-bit hash only: what is learned from messages ships
 * without a single word of them (rule SU-5). The beginning of a text says most of what it is about, so it counts
 * double, and once more by itself; what comes late counts half.
 */
export interface Features {
  /** Runs anywhere in the text: hash to weighted count. */
  readonly text: ReadonlyMap<number, number>;
  /** Runs in the beginning, hashed apart. */
  readonly head: ReadonlyMap<number, number>;
}

/** Longest run of characters. */
const LONGEST_RUN = 4;
/** Characters that are the beginning: a title, or about as much. */
const HEAD_LENGTH = 22;
/** Characters after which a text counts half, and after which it is not read at all. */
const EARLY_LENGTH = 250;
const READ_LENGTH = 700;

const TEXT_SEED = 0x811c9dc5;
const HEAD_SEED = 0x2f6e2b1;

/** Changes whenever the same text would give other features: a model of another version is refused. */
export const FEATURES_VERSION = 1;

export function featuresOf(document: Document): Features {
  return featuresOfPlain(plainText(document.title) + plainText(document.body));
}

/** @param plain a text that {@link plainText} has been over */
export function featuresOfPlain(plain: string): Features {
  const read = plain.slice(0, READ_LENGTH);
  return {
    text: count(read, TEXT_SEED, (at) => (at < HEAD_LENGTH ? 2 : at < EARLY_LENGTH ? 1 : 0.5)),
    head: count(read.slice(0, HEAD_LENGTH), HEAD_SEED, () => 1),
  };
}

function count(text: string, seed: number, weightAt: (at: number) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let start = 0; start < text.length; start += 1) {
    const weight = weightAt(start);
    let hash = seed;
    const end = Math.min(start + LONGEST_RUN, text.length);
    for (let at = start; at < end; at += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      const known = scatter(hash);
      counts.set(known, (counts.get(known) ?? 0) + weight);
    }
  }
  return counts;
}

/** The finish of MurmurHash3: neighbouring hashes end far apart. */
function scatter(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The hash of one run of characters as {@link featuresOf} makes it for the whole text. */
export function hashOfRun(run: string): number {
  let hash = TEXT_SEED;
  for (let at = 0; at < run.length; at += 1) hash = Math.imul(hash ^ run.charCodeAt(at), 0x01000193);
  return scatter(hash);
}

/** Every run of `text`, with its place: for finding the words that spoke for a suggestion. */
export function runsOf(
  text: string,
): Array<{ readonly start: number; readonly end: number; readonly hash: number }> {
  const runs = [];
  for (let start = 0; start < text.length; start += 1) {
    let hash = TEXT_SEED;
    for (let at = start; at < Math.min(start + LONGEST_RUN, text.length); at += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      runs.push({ start, end: at + 1, hash: scatter(hash) });
    }
  }
  return runs;
}

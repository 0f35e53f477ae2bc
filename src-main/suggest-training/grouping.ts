import { hashOfRun } from '../suggest/index.ts';

const RUN = 4;
/** Runs that more texts have are phrases of the genre, and say nothing about two texts. */
const COMMON = 60;

/**
 * Groups of texts that are, wholly or in large part, the same: copies, a message sent twice with a word changed, the
 * segmented form of a raw one. A text and what was made from it must never stand on both sides of a
 * cross-validation.
 *
 * @param texts Chinese characters only
 * @param share of the shorter text's runs that both must have
 * @returns for each text the number of its group
 */
export function groupAlike(texts: readonly string[], share: number): Int32Array {
  const runs = texts.map((text) => runsOfText(text));
  const holders = new Map<number, number[]>();
  for (const [index, own] of runs.entries()) {
    for (const run of own) {
      const known = holders.get(run);
      if (known) known.push(index);
      else holders.set(run, [index]);
    }
  }
  const parent = Int32Array.from(texts.keys());
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) at = parent[at] ?? at;
    parent[index] = at;
    return at;
  };
  for (const [index, own] of runs.entries()) {
    const common = new Map<number, number>();
    for (const run of own) {
      const known = holders.get(run) ?? [];
      if (known.length > COMMON) continue;
      for (const other of known) if (other < index) common.set(other, (common.get(other) ?? 0) + 1);
    }
    for (const [other, count] of common) {
      const shorter = Math.min(own.size, runs[other]?.size ?? 0);
      if (count >= 5 && count > shorter * share) parent[root(index)] = root(other);
    }
  }
  return parent.map((_, index) => root(index));
}

function runsOfText(text: string): Set<number> {
  const runs = new Set<number>();
  for (let start = 0; start + RUN <= text.length; start += 1)
    runs.add(hashOfRun(text.slice(start, start + RUN)));
  return runs;
}

/** A raw message holds nearly all words of the segmented one that was made from it. */
const MISSING_SHARE = 0.2;
/** A segmented message with fewer words, or much shorter than the raw one, proves nothing. */
const FEWEST_WORDS = 4;
const LONGEST_RATIO = 6;

/**
 * For each raw text the segmented ones that were made from it. Stop words are gone from those, so that runs of
 * characters do not find them all.
 *
 * @param segmented words parted by blanks
 */
export function findTwins(raw: readonly string[], segmented: readonly string[]): number[][] {
  const words = segmented.map((text) => [
    ...new Set(text.split(' ').filter((word) => /^\p{Script=Han}{2,}$/u.test(word))),
  ]);
  return raw.map((text) =>
    words.flatMap((own, index) => {
      if (own.length < FEWEST_WORDS || own.join('').length * LONGEST_RATIO <= text.length) return [];
      const allowed = own.length * MISSING_SHARE;
      let missing = 0;
      for (const word of own) if (!text.includes(word)) if (++missing > allowed) return [];
      return [index];
    }),
  );
}

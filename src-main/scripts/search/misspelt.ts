import { type Reading, soundToken } from './query.ts';
import { ALL_SYLLABLES, foldedNumber, LONGEST_SYLLABLE, syllableNumber } from './syllables.ts';

/** Most corrected readings that are looked for. */
const MOST_CORRECTIONS = 3;
const TRUST = 0.75;
/** Pieces of letters whose neighbours are remembered; then all are forgotten. */
const REMEMBERED = 4_000;

/**
 * Readings of letters that are whole syllables once one of those is mended by a single letter added, left out, changed,
 * or two swapped (Damerau 1964: four in five misspellings are one of these). Only readings whose pairs of syllables
 * exist somewhere in the index are answered.
 *
 * @param exists how many entries have a pair of folded syllables in their heads
 */
export function correctedReadings(
  text: string,
  exists: (first: number, second: number) => number,
): Reading[] {
  const run = text.toLowerCase().replace(/[\s']/g, '');
  if (!/^[a-z]{4,20}$/.test(run)) return [];
  const before = cuts(run);
  const after = cutsFromEnd(run);
  const found = new Map<string, { syllables: number[]; count: number }>();
  for (let from = 0; from < run.length; from += 1) {
    const start = before[from];
    if (start === undefined) continue;
    for (let to = from + 1; to <= run.length && to - from <= LONGEST_SYLLABLE + 1; to += 1) {
      const end = after[to];
      if (end === undefined || start.length + end.length === 0) continue;
      for (const syllable of neighboursOf(run.slice(from, to))) {
        const syllables = [...start, syllable, ...end];
        const count = rarestPair(syllables, exists);
        if (count > 0) found.set(syllables.join(), { syllables, count });
      }
    }
  }
  return [...found.values()]
    .sort((one, other) => one.syllables.length - other.syllables.length || other.count - one.count)
    .slice(0, MOST_CORRECTIONS)
    .map(({ syllables }) => ({ tokens: syllables.map(soundToken), trust: TRUST }));
}

function rarestPair(syllables: readonly number[], exists: (first: number, second: number) => number): number {
  let count = Number.POSITIVE_INFINITY;
  for (let index = 1; index < syllables.length && count > 0; index += 1) {
    const pair = exists(foldedNumber(syllables[index - 1] ?? 0), foldedNumber(syllables[index] ?? 0));
    count = Math.min(count, pair);
  }
  return count;
}

/** For each length, the fewest whole syllables that the beginning of a run is made of. */
function cuts(run: string): Array<number[] | undefined> {
  const ways: Array<number[] | undefined> = [[]];
  for (let end = 1; end <= run.length; end += 1) {
    for (let length = Math.min(LONGEST_SYLLABLE, end); length >= 1; length -= 1) {
      const before = ways[end - length];
      const best = ways[end];
      if (before === undefined || (best !== undefined && best.length <= before.length + 1)) continue;
      const syllable = syllableNumber(run.slice(end - length, end));
      if (syllable !== 0) ways[end] = [...before, syllable];
    }
  }
  return ways;
}

/** For each place, the fewest whole syllables that the rest of a run is made of. */
function cutsFromEnd(run: string): Array<number[] | undefined> {
  const ways: Array<number[] | undefined> = Array.from({ length: run.length + 1 }, () => undefined);
  ways[run.length] = [];
  for (let start = run.length - 1; start >= 0; start -= 1) {
    for (let length = 1; length <= LONGEST_SYLLABLE && start + length <= run.length; length += 1) {
      const after = ways[start + length];
      const best = ways[start];
      if (after === undefined || (best !== undefined && best.length <= after.length + 1)) continue;
      const syllable = syllableNumber(run.slice(start, start + length));
      if (syllable !== 0) ways[start] = [syllable, ...after];
    }
  }
  return ways;
}

const neighbours = new Map<string, readonly number[]>();

/** The syllables that are one mistake away from some letters. */
function neighboursOf(letters: string): readonly number[] {
  const known = neighbours.get(letters);
  if (known) return known;
  const found = ALL_SYLLABLES.filter((name) => isOneMistakeAway(letters, name)).map(syllableNumber);
  if (neighbours.size >= REMEMBERED) neighbours.clear();
  neighbours.set(letters, found);
  return found;
}

function isOneMistakeAway(typed: string, meant: string): boolean {
  if (typed === meant || Math.abs(typed.length - meant.length) > 1) return false;
  let same = 0;
  while (same < typed.length && same < meant.length && typed[same] === meant[same]) same += 1;
  const [typedRest, meantRest] = [typed.slice(same), meant.slice(same)];
  if (typed.length > meant.length) return typedRest.slice(1) === meantRest;
  if (typed.length < meant.length) return typedRest === meantRest.slice(1);
  const swapped = typedRest.length > 1 && typedRest[0] === meantRest[1] && typedRest[1] === meantRest[0];
  return typedRest.slice(1) === meantRest.slice(1) || (swapped && typedRest.slice(2) === meantRest.slice(2));
}

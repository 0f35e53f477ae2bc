import type { LinearModel } from '../suggest/index.ts';
import { type Document, featuresOf, findWords, plainText, type WordIndex } from '../suggest/index.ts';
import { type Example, type TrainingOptions, trainModel } from './train-model.ts';

/** A text whose first level is known, or undefined. */
export interface HalfLabelled {
  readonly document: Document;
  readonly level1: string | undefined;
}

/** The best second level must be so much above the next. */
const LEAST_MARGIN = 1.25;
const LEAST_SCORE = 1.4;
/** A second level with fewer messages is not learned. */
const FEWEST_MESSAGES = 12;
const HEAD_LENGTH = 22;

/**
 * No message tells its second level, so words tell it: where the words of the tree speak clearly for one second
 * level (and, where the first level is known, within that), the message is an example of it. What is learned from
 * these goes beyond the words that chose them.
 *
 * @returns undefined when no two second levels have enough examples
 */
export function trainSecondLevel(
  texts: readonly HalfLabelled[],
  index: WordIndex,
  options: Omit<TrainingOptions, 'name' | 'classes'>,
): LinearModel | undefined {
  const chosen = texts.flatMap(({ document, level1 }) => {
    const level2 = secondLevelByWords(document, level1, index);
    return level2 === undefined ? [] : [{ document, level2 }];
  });
  const counts = new Map<string, number>();
  for (const { level2 } of chosen) counts.set(level2, (counts.get(level2) ?? 0) + 1);
  const classes = [...counts]
    .filter(([, count]) => count >= FEWEST_MESSAGES)
    .map(([name]) => name)
    .toSorted();
  if (classes.length < 2) return undefined;
  const examples = chosen.flatMap(({ document, level2 }): Example[] => {
    const label = classes.indexOf(level2);
    return label < 0 ? [] : [{ features: featuresOf(document), label }];
  });
  return trainModel(examples, { ...options, name: 'category-level-2', classes });
}

/** The second level that words speak for clearly, or undefined. */
export function secondLevelByWords(
  { title, body }: Document,
  level1: string | undefined,
  index: WordIndex,
): string | undefined {
  const found = findWords(index, plainText(title) + plainText(body).slice(0, 400), HEAD_LENGTH);
  const scores = new Map<string, number>();
  for (const [word, { count, inHead }] of found) {
    const best = new Map<string, number>();
    for (const { leaf, weight } of index.words.get(word) ?? []) {
      const name = index.leaves[leaf];
      if (name === undefined || (level1 !== undefined && name.level1 !== level1)) continue;
      const level2 = `${name.level1}/${name.level2}`;
      best.set(level2, Math.max(best.get(level2) ?? 0, weight));
    }
    const factor = (1 + 0.3 * Math.log(count)) * (inHead ? 2 : 1);
    for (const [level2, weight] of best) scores.set(level2, (scores.get(level2) ?? 0) + weight * factor);
  }
  const [first, second] = [...scores].toSorted((one, other) => other[1] - one[1]);
  if (first === undefined || first[1] < LEAST_SCORE) return undefined;
  return first[1] >= (second?.[1] ?? 0) * LEAST_MARGIN ? first[0] : undefined;
}

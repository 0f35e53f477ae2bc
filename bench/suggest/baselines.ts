import type { LabelledMessage } from '../../src-main/suggest-training/index.ts';
import { seededRandom, shuffle } from '../../src-main/suggest-training/index.ts';

/** Tells a message's class by its index. */
export type Teller = (index: number) => number;

/** The commonest class of what was seen. */
export function majority(labels: readonly number[], seen: readonly number[]): Teller {
  const counts = new Map<number, number>();
  for (const index of seen) counts.set(labels[index] ?? 0, (counts.get(labels[index] ?? 0) ?? 0) + 1);
  const [commonest] = [...counts].toSorted((one, other) => other[1] - one[1]);
  return () => commonest?.[0] ?? 0;
}

/**
 * What a centre without a model can do: count the names of the second and third level that stand in the text; the
 * commonest class where none does.
 */
export function keywords(
  texts: readonly string[],
  namesByClass: readonly (readonly string[])[],
  otherwise: Teller,
): Teller {
  return (index) => {
    const text = texts[index] ?? '';
    const counts = namesByClass.map((names) =>
      names.reduce((sum, name) => sum + text.split(name).length - 1, 0),
    );
    const most = Math.max(...counts);
    return most === 0 ? otherwise(index) : counts.indexOf(most);
  };
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Words and pairs of words: a segmented message's own, the platform's for a raw one. */
export function wordsAndPairs({ document, form }: LabelledMessage): string[] {
  const words =
    form === 'segmented'
      ? document.body.split(' ')
      : [...segmenter.segment(`${document.title}。${document.body}`)].flatMap(({ segment, isWordLike }) =>
          isWordLike ? [segment] : [],
        );
  return [...words, ...words.slice(1).map((word, at) => `${words[at]} ${word}`)];
}

const EPOCHS = 12;
const STEP = 0.5;

/** A plain softmax over words and pairs (present or not), by stochastic gradient: the measure to beat. */
export function softmax(
  terms: readonly (readonly string[])[],
  labels: readonly number[],
  classCount: number,
  seen: readonly number[],
): Teller {
  const ids = new Map<string, number>();
  for (const index of seen)
    for (const term of terms[index] ?? []) if (!ids.has(term)) ids.set(term, ids.size);
  const rows = terms.map((own) => [...new Set(own)].flatMap((term) => ids.get(term) ?? []));
  const weights = new Float64Array(ids.size * classCount);
  const sharesOf = (row: readonly number[]): Float64Array => {
    const norm = 1 / Math.sqrt(row.length || 1);
    const scores = new Float64Array(classCount);
    for (const term of row) {
      for (let one = 0; one < classCount; one += 1) {
        (scores[one] as number) += (weights[term * classCount + one] as number) * norm;
      }
    }
    const highest = Math.max(...scores);
    const raised = scores.map((score) => Math.exp(score - highest));
    const sum = raised.reduce((total, one) => total + one, 0);
    return raised.map((one) => one / sum);
  };
  const order = [...seen];
  const random = seededRandom(1);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, random);
    const step = STEP / (1 + epoch * 0.3);
    for (const index of order) {
      const row = rows[index] ?? [];
      const norm = 1 / Math.sqrt(row.length || 1);
      const shares = sharesOf(row);
      for (const term of row) {
        for (let one = 0; one < classCount; one += 1) {
          const error = (labels[index] === one ? 1 : 0) - (shares[one] as number);
          (weights[term * classCount + one] as number) += step * error * norm;
        }
      }
    }
  }
  return (index) => {
    const shares = sharesOf(rows[index] ?? []);
    return shares.indexOf(Math.max(...shares));
  };
}

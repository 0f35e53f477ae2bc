import { createRarity, DUPLICATE_THRESHOLD, similarityOfTexts } from '../../src-main/suggest/index.ts';
import { countRuns, type Messages } from '../../src-main/suggest-training/index.ts';
import { messageHash, readDuplicateLabels } from './labels.ts';

const CURVE = [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6];
/** Of the far pairs every eleventh or so was read: each stands for as many. */
const FAR_WEIGHT = 955 / 80;

/** Precision and recall of «the same matter» on pairs that a person read, by text alone. */
export function measureDuplicates(messages: Messages) {
  const rarityOf = createRarity(countRuns([...messages.plain, ...messages.replied]));
  const byHash = new Map(messages.plain.map((message) => [messageHash(message), message.document]));
  const pairs = readDuplicateLabels().flatMap(({ one, other, group, same }) => {
    const first = byHash.get(one);
    const second = byHash.get(other);
    if (!first || !second) return [];
    const [left, right] = [first, second].map(({ title, body }) => ({ title, content: body }));
    return left && right ? [{ group, same, similarity: similarityOfTexts(left, right, rarityOf) }] : [];
  });
  const at = (threshold: number, groups: readonly string[]) => {
    let right = 0;
    let wrong = 0;
    let missed = 0;
    for (const { group, same, similarity } of pairs) {
      if (!groups.includes(group)) continue;
      const weight = group === 'far' ? FAR_WEIGHT : 1;
      if (similarity >= threshold) {
        if (same) right += weight;
        else wrong += weight;
      } else if (same) missed += weight;
    }
    return { precision: right / (right + wrong || 1), recall: right / (right + missed || 1) };
  };
  const all = ['nearest', 'reworded', 'far'];
  console.log('  threshold: precision, recall (all, weighted) · (200 nearest) · (200 reworded)');
  for (const threshold of CURVE) {
    const shown = [all, ['nearest'], ['reworded']].map((groups) => {
      const { precision, recall } = at(threshold, groups);
      return `${precision.toFixed(3)}, ${recall.toFixed(3)}`;
    });
    console.log(`  ${threshold.toFixed(2)}: ${shown.join(' · ')}`);
  }
  const chosen = at(DUPLICATE_THRESHOLD, all);
  const nearest = at(DUPLICATE_THRESHOLD, ['nearest']);
  const reworded = at(DUPLICATE_THRESHOLD, ['reworded']);
  return {
    pairs: pairs.length,
    threshold: DUPLICATE_THRESHOLD,
    precision: chosen.precision,
    recall: chosen.recall,
    nearest_precision: nearest.precision,
    nearest_recall: nearest.recall,
    reworded_precision: reworded.precision,
    reworded_recall: reworded.recall,
  };
}

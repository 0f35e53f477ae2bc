import {
  dealIntoFolds,
  firstLevels,
  type LabelledMessage,
  type Messages,
  measure,
} from '../../src-main/suggest-training/index.ts';
import { learnRanking } from './first-level.ts';

const SEEDS = [1, 2, 3];
/** One part in five is kept aside. */
const PARTS = 5;

/**
 * First level with rows kept aside as contests do it. Only for a fair comparison with figures published so: near copies
 * (and in `balanced` the same row again) stand on both sides, so it says nothing about messages to come (SU-40).
 *
 * - `random`: rows dealt at random.
 * - `balanced`: classes first filled up to the largest by repeating their rows, then dealt at random.
 */
export function measureAsContest({ labelled }: Messages) {
  const segmented = labelled.filter(({ form }) => form === 'segmented');
  const random = SEEDS.map((seed) => measureOneDeal(segmented, seed));
  const filled = fillUp(segmented);
  const balanced = SEEDS.map((seed) => measureOneDeal(filled, seed));
  return {
    random_accuracy: mean(random.map(({ accuracy }) => accuracy)),
    random_f1: mean(random.map(({ macroF1 }) => macroF1)),
    random_f1_spread: spread(random.map(({ macroF1 }) => macroF1)),
    balanced_accuracy: mean(balanced.map(({ accuracy }) => accuracy)),
    balanced_f1: mean(balanced.map(({ macroF1 }) => macroF1)),
    balanced_f1_spread: spread(balanced.map(({ macroF1 }) => macroF1)),
  };
}

function measureOneDeal(messages: readonly LabelledMessage[], seed: number) {
  const classes = firstLevels(messages);
  const parts = dealIntoFolds([...messages.keys()], PARTS, seed);
  console.log(`  as a contest: learning from four parts of ${messages.length} rows …`);
  const rank = learnRanking(
    messages.filter((_, index) => parts[index] !== 0),
    classes,
  );
  const aside = messages.filter((_, index) => parts[index] === 0);
  const truth = aside.map(({ level1 }) => classes.indexOf(level1));
  return measure(
    truth,
    aside.map((message) => rank(message)[0] ?? -1),
    classes.length,
  );
}

/** Every class as often as the commonest, its rows repeated in turn. */
function fillUp(messages: readonly LabelledMessage[]): LabelledMessage[] {
  const byClass = firstLevels(messages).map((name) => messages.filter(({ level1 }) => level1 === name));
  const largest = Math.max(...byClass.map(({ length }) => length));
  return byClass.flatMap((own) =>
    Array.from({ length: largest }, (_, index) => own[index % own.length]).flatMap((one) => one ?? []),
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** From the lowest to the highest. */
const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

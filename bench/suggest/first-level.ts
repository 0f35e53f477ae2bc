import {
  createClassifier,
  featuresOf,
  plainText,
  readModel,
  writeModel,
} from '../../src-main/suggest/index.ts';
import {
  crossValidate,
  dealIntoFolds,
  firstLevels,
  groupLabelled,
  type Messages,
  measure,
  trainFirstLevel,
} from '../../src-main/suggest-training/index.ts';
import { keywords, majority, softmax, wordsAndPairs } from './baselines.ts';

const FOLDS = 5;

/**
 * First level by cross-validation over segmented and raw messages together, all that belong together (near copies,
 * a raw message and its segmented form) on one side; told apart afterwards. Each fold trains the whole recipe, its
 * choice of terms and its bytes included.
 */
export function measureFirstLevel(
  { labelled }: Messages,
  leaves: ReadonlyArray<{ level1: string; level2: string; level3: string }>,
) {
  const classes = firstLevels(labelled);
  const labels = labelled.map(({ level1 }) => classes.indexOf(level1));
  const folds = dealIntoFolds(groupLabelled(labelled), FOLDS, 1);
  const texts = labelled.map(({ document }) => plainText(document.title) + plainText(document.body));
  const names = classes.map((name) => [
    ...new Set(
      leaves
        .filter(({ level1 }) => level1 === name)
        .flatMap(({ level2, level3 }) => [level2, level3])
        .filter((one) => one !== '其他'),
    ),
  ]);
  const terms = labelled.map(wordsAndPairs);
  const told = crossValidate(folds, (seen) => {
    console.log(`  learning from ${seen.length} messages …`);
    const model = trainFirstLevel(
      seen.flatMap((index) => labelled[index] ?? []),
      classes,
    );
    const classifier = createClassifier(readModel(writeModel(model)));
    const plain = softmax(terms, labels, classes.length, seen);
    const commonest = majority(labels, seen);
    const byName = keywords(texts, names, commonest);
    return (index) => {
      const message = labelled[index];
      const scores = message ? classifier.score(featuresOf(message.document)).scores : new Float64Array();
      const ranked = [...scores.keys()].toSorted((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
      return { ranked, softmax: plain(index), majority: commonest(index), keyword: byName(index) };
    };
  });
  const of = (form: 'segmented' | 'raw') => {
    const indexes = [...labelled.keys()].filter((index) => labelled[index]?.form === form);
    const truth = indexes.map((index) => labels[index] ?? 0);
    const by = (teller: (one: (typeof told)[number]) => number) =>
      measure(
        truth,
        indexes.map((index) => {
          const one = told[index];
          return one ? teller(one) : -1;
        }),
        classes.length,
      );
    const ours = by(({ ranked }) => ranked[0] ?? -1);
    const plain = by((one) => one.softmax);
    const inThree = indexes.filter((index) => told[index]?.ranked.slice(0, 3).includes(labels[index] ?? -1));
    return {
      messages: indexes.length,
      accuracy: ours.accuracy,
      macro_f1: ours.macroF1,
      in_first_three: inThree.length / indexes.length,
      majority_accuracy: by((one) => one.majority).accuracy,
      majority_f1: by((one) => one.majority).macroF1,
      keyword_accuracy: by((one) => one.keyword).accuracy,
      keyword_f1: by((one) => one.keyword).macroF1,
      softmax_accuracy: plain.accuracy,
      softmax_f1: plain.macroF1,
    };
  };
  return { segmented: of('segmented'), raw: of('raw') };
}

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
  type LabelledMessage,
  type Messages,
  measure,
  trainFirstLevel,
} from '../../src-main/suggest-training/index.ts';
import { keywords, majority, softmax, wordsAndPairs } from './baselines.ts';
import { messageHash, readFirstLevelErrors } from './labels.ts';

const FOLDS = 5;

/** Learns by the whole recipe, bytes included, and ranks the classes (as indexes) for a message, best first. */
export function learnRanking(seen: readonly LabelledMessage[], classes: readonly string[]) {
  const classifier = createClassifier(readModel(writeModel(trainFirstLevel(seen, classes))));
  return ({ document }: LabelledMessage): number[] => {
    const { scores } = classifier.score(featuresOf(document));
    return [...scores.keys()].toSorted((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
  };
}

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
    const rank = learnRanking(
      seen.flatMap((index) => labelled[index] ?? []),
      classes,
    );
    const plain = softmax(terms, labels, classes.length, seen);
    const commonest = majority(labels, seen);
    const byName = keywords(texts, names, commonest);
    return (index) => {
      const message = labelled[index];
      const ranked = message ? rank(message) : [];
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
    const byFold = Array.from({ length: FOLDS }, (_, fold) => {
      const own = indexes.filter((index) => folds[index] === fold);
      return own.filter((index) => told[index]?.ranked[0] === labels[index]).length / own.length;
    });
    const inThree = indexes.filter((index) => told[index]?.ranked.slice(0, 3).includes(labels[index] ?? -1));
    return {
      messages: indexes.length,
      accuracy: ours.accuracy,
      macro_f1: ours.macroF1,
      accuracy_lowest_fold: Math.min(...byFold),
      accuracy_highest_fold: Math.max(...byFold),
      in_first_three: inThree.length / indexes.length,
      majority_accuracy: by((one) => one.majority).accuracy,
      majority_f1: by((one) => one.majority).macroF1,
      keyword_accuracy: by((one) => one.keyword).accuracy,
      keyword_f1: by((one) => one.keyword).macroF1,
      softmax_accuracy: plain.accuracy,
      softmax_f1: plain.macroF1,
    };
  };
  const first = (index: number) => classes[told[index]?.ranked[0] ?? -1] ?? '';
  return { segmented: of('segmented'), raw: of('raw'), errorsRead: countErrorsRead(labelled, first) };
}

/** Deals of the groups beside the one on which recipes are chosen. */
const OTHER_DEALS = [2, 3];

/** The same for other deals: what a recipe gained on the first by chance, it does not gain on these. */
export function measureOtherDeals({ labelled }: Messages): Record<string, number> {
  const classes = firstLevels(labelled);
  const groups = groupLabelled(labelled);
  const figures = OTHER_DEALS.flatMap((deal) => {
    console.log(`  deal ${deal} …`);
    const told = crossValidate(dealIntoFolds(groups, FOLDS, deal), (seen) => {
      const rank = learnRanking(
        seen.flatMap((index) => labelled[index] ?? []),
        classes,
      );
      return (index) => {
        const message = labelled[index];
        return message ? (rank(message)[0] ?? -1) : -1;
      };
    });
    return (['segmented', 'raw'] as const).map((form): [string, number] => {
      const indexes = [...labelled.keys()].filter((index) => labelled[index]?.form === form);
      const truth = indexes.map((index) => classes.indexOf(labelled[index]?.level1 ?? ''));
      const { accuracy } = measure(
        truth,
        indexes.map((index) => told[index] ?? -1),
        classes.length,
      );
      return [`deal_${deal}_${form}`, accuracy];
    });
  });
  return Object.fromEntries(figures);
}

/** Of the errors that were read and are still made: how many are the model's, the label's, or a matter of taste. */
function countErrorsRead(labelled: readonly LabelledMessage[], first: (index: number) => string) {
  const read = new Map(readFirstLevelErrors().map((error) => [error.message, error]));
  const fits = labelled.flatMap((message, index) => {
    const error = message.form === 'segmented' ? read.get(messageHash(message)) : undefined;
    return error?.told === first(index) && error.given === message.level1 ? [error.fits] : [];
  });
  const count = (which: (typeof fits)[number]) => fits.filter((one) => one === which).length;
  return { errors: fits.length, given: count('given'), told: count('told'), either: count('either') };
}

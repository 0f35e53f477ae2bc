import {
  createClassifier,
  featuresOf,
  plainText,
  rankUnits,
  type UnitDirectory,
  type WordIndex,
} from '../../src-main/suggest/index.ts';
import {
  answeredMessages,
  crossValidate,
  dealIntoFolds,
  groupAlike,
  type Messages,
  trainUnitKinds,
} from '../../src-main/suggest-training/index.ts';
import { type LeafModels, rankLeaves } from './leaves.ts';

const FOLDS = 5;
const ALIKE = 0.3;

/**
 * Units on answers that are signed, by cross-validation: how often the kind of unit that answered is the first, or
 * among the first three. Every message gets a place in some district, as only that makes a street or township a
 * unit to be suggested.
 */
export function measureUnits(
  messages: Messages,
  directory: UnitDirectory,
  models: LeafModels,
  index: WordIndex,
) {
  const answered = answeredMessages(messages.replied, directory);
  const kinds = [...new Set(answered.map(({ kind }) => kind))].toSorted();
  const groups = groupAlike(
    answered.map(({ message }) => plainText(message.document.title) + plainText(message.document.body)),
    ALIKE,
  );
  const placeCode = directory.areas[0]?.code ?? '';
  const told = crossValidate(dealIntoFolds(groups, FOLDS, 1), (seen) => {
    console.log(`  learning from ${seen.length} answers …`);
    const classifier = createClassifier(
      trainUnitKinds(
        seen.flatMap((at) => answered[at] ?? []),
        kinds,
      ),
    );
    return (at) => {
      const message = answered[at]?.message;
      if (message === undefined || !answered[at]?.signed) return [];
      const { shares } = classifier.score(featuresOf(message.document));
      const leaves = rankLeaves(message.document, models, index).slice(0, 3);
      const highest = leaves[0]?.score ?? 0;
      const raised = leaves.map(({ score }) => Math.exp((score - highest) * 0.8));
      const sum = raised.reduce((total, one) => total + one, 0);
      return rankUnits(directory, {
        categories: leaves.map(({ leaf }, place) => ({
          code: leaf.code,
          likelihood: (raised[place] ?? 0) / sum,
        })),
        kinds: new Map(kinds.map((kind, place) => [kind, shares[place] ?? 0])),
        placeCode,
        own: new Map(),
      })
        .slice(0, 3)
        .map(({ kind }) => kind);
    };
  });
  const signed = [...answered.keys()].filter((at) => answered[at]?.signed);
  const right = (count: number) =>
    signed.filter((at) => told[at]?.slice(0, count).includes(answered[at]?.kind ?? '')).length /
    signed.length;
  const counts = kinds
    .map((kind) => signed.filter((at) => answered[at]?.kind === kind).length)
    .toSorted((one, other) => other - one);
  const commonest = (count: number) =>
    counts.slice(0, count).reduce((total, one) => total + one, 0) / signed.length;
  return {
    answers: signed.length,
    kinds: kinds.length,
    first: right(1),
    in_three: right(3),
    majority_first: commonest(1),
    majority_in_three: commonest(3),
  };
}

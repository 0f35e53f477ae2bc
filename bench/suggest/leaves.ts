import {
  type Classifier,
  createClassifier,
  featuresOf,
  plainText,
  rankCategories,
  type WordIndex,
} from '../../src-main/suggest/index.ts';
import {
  firstLevels,
  type Messages,
  trainFirstLevel,
  trainSecond,
} from '../../src-main/suggest-training/index.ts';
import { messageHash, readCategoryLabels } from './labels.ts';

/** Both levels' models, which have not seen the messages that leaves are measured on. */
export interface LeafModels {
  readonly level1: Classifier;
  readonly level2: Classifier;
}

/** Second and third level on the messages that a person labelled: they were kept out of all training. */
export function measureLeaves(messages: Messages, index: WordIndex) {
  const labels = new Map(readCategoryLabels().map((label) => [label.message, label]));
  const aside = messages.plain.filter((message) => labels.has(messageHash(message)));
  const texts = new Set(aside.map(({ document }) => plainText(document.title + document.body)));
  const labelled = messages.labelled.filter(
    ({ document }) => !texts.has(plainText(document.title + document.body)),
  );
  const level2Model = trainSecond({ ...messages, labelled }, index, new Set(aside));
  if (level2Model === undefined) throw new Error('No second level was learned.');
  const models: LeafModels = {
    level1: createClassifier(trainFirstLevel(labelled, firstLevels(labelled))),
    level2: createClassifier(level2Model),
  };
  const counts = { level1: [0, 0], level2: [0, 0], level3: [0, 0] };
  for (const message of aside) {
    const label = labels.get(messageHash(message));
    if (label === undefined) continue;
    const right = [label.category, ...label.alsoRight];
    const ranked = rankLeaves(message.document, models, index).slice(0, 3);
    const fits = {
      level1: (code: string) => right.some((one) => one.split('/')[0] === code.split('/')[0]),
      level2: (code: string) => right.some((one) => secondOf(one) === secondOf(code)),
      level3: (code: string) => right.some((one) => code === one || code.startsWith(`${one}/`)),
    };
    for (const level of ['level1', 'level2', 'level3'] as const) {
      const places = ranked.map(({ leaf }) => fits[level](leaf.code));
      if (places[0]) counts[level][0] = (counts[level][0] ?? 0) + 1;
      if (places.includes(true)) counts[level][1] = (counts[level][1] ?? 0) + 1;
    }
  }
  const share = ([first = 0, three = 0]: number[]) => [first / aside.length, three / aside.length] as const;
  const [level1, level1Three] = share(counts.level1);
  const [level2, level2Three] = share(counts.level2);
  const [level3, level3Three] = share(counts.level3);
  return {
    models,
    figures: {
      messages: aside.length,
      level1_first: level1,
      level1_in_three: level1Three,
      level2_first: level2,
      level2_in_three: level2Three,
      level3_first: level3,
      level3_in_three: level3Three,
    },
  };
}

const secondOf = (code: string) => code.split('/').slice(0, 2).join('/');

export function rankLeaves(
  document: { title: string; body: string },
  { level1, level2 }: LeafModels,
  index: WordIndex,
) {
  const features = featuresOf(document);
  return rankCategories(index, {
    plain: plainText(document.title) + plainText(document.body),
    level1: level1.score(features),
    level1Names: level1.classes,
    level2: level2.score(features),
    level2Names: level2.classes,
    own: new Map(),
  });
}

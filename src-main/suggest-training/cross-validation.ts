import { plainText } from '../suggest/index.ts';
import type { LabelledMessage } from './dataset.ts';
import { findTwins, groupAlike } from './grouping.ts';
import { seededRandom, shuffle } from './random.ts';

/** Share of the shorter text's runs above which two labelled messages are one matter told twice. */
const ALIKE = 0.3;

/** The parts into which messages are dealt; all of a group are in one part. */
export function dealIntoFolds(groups: ArrayLike<number>, count: number, seed: number): number[] {
  const distinct = [...new Set(Array.from(groups))];
  shuffle(distinct, seededRandom(seed));
  const foldOf = new Map(distinct.map((group, index) => [group, index % count]));
  return Array.from(groups, (group) => foldOf.get(group) ?? 0);
}

/** Groups of labelled messages: near copies, and a raw message with its segmented form. */
export function groupLabelled(messages: readonly LabelledMessage[]): number[] {
  const texts = messages.map(({ document }) => plainText(document.title) + plainText(document.body));
  const groups = Array.from(groupAlike(texts, ALIKE));
  const indexes = (form: LabelledMessage['form']) =>
    messages.flatMap((message, index) => (message.form === form ? [index] : []));
  const segmented = indexes('segmented');
  const raw = indexes('raw');
  const twins = findTwins(
    raw.map((index) => (messages[index]?.document.title ?? '') + (messages[index]?.document.body ?? '')),
    segmented.map((index) => messages[index]?.document.body ?? ''),
  );
  for (const [at, own] of twins.entries()) {
    for (const twin of own) join(groups, raw[at] ?? 0, segmented[twin] ?? 0);
  }
  return groups;
}

function join(groups: number[], one: number, other: number): void {
  const from = groups[one];
  const into = groups[other];
  if (from === into || into === undefined) return;
  for (const [index, group] of groups.entries()) if (group === from) groups[index] = into;
}

/**
 * What `train` tells of messages that it has not seen: each part in turn is kept aside, and told by what was learned
 * from the others.
 */
export function crossValidate<Told>(
  folds: readonly number[],
  train: (seen: readonly number[], aside: readonly number[]) => (index: number) => Told,
): Told[] {
  const told: Told[] = [];
  for (const fold of new Set(folds)) {
    const indexes = Array.from(folds.keys());
    const aside = indexes.filter((index) => folds[index] === fold);
    const tell = train(
      indexes.filter((index) => folds[index] !== fold),
      aside,
    );
    for (const index of aside) told[index] = tell(index);
  }
  return told;
}

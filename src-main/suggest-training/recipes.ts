import {
  featuresOf,
  hashOfRun,
  type LinearModel,
  plainText,
  RARITY_STEP,
  type RunFrequencies,
  type UnitDirectory,
  type WordIndex,
} from '../suggest/index.ts';
import { answeringUnit } from './answering-unit.ts';
import type { LabelledMessage, Message, Messages } from './dataset.ts';
import { type HalfLabelled, trainSecondLevel } from './second-level.ts';
import { type Example, type TrainingOptions, trainModel } from './train-model.ts';

/** What both the shipped models and their cross-validation are made with; found by trying (docs/suggestions.md). */
export const SEED = 1;
const LEVEL_1 = { seed: SEED, cost: 1, epochs: 8, rarest: 3, terms: 20_000, headShare: 0.5, emphasis: 0.5 };
const LEVEL_2 = { seed: SEED, cost: 0.2, epochs: 4, rarest: 3, terms: 8_000, headShare: 0.5, emphasis: 0 };
const UNITS = { seed: SEED, cost: 0.1, epochs: 8, rarest: 3, terms: 6_000, headShare: 0.7, emphasis: 0 };

/** Kinds of unit with fewer answers are not learned. */
const FEWEST_ANSWERS = 10;
/** Runs that fewer messages have are left out of the table of frequencies. */
const RAREST_LISTED = 20;

/** First levels that messages are labelled with, in a fixed order. */
export function firstLevels(messages: readonly LabelledMessage[]): string[] {
  return [...new Set(messages.map(({ level1 }) => level1))].toSorted();
}

/** @param options for trying and for tests; else the recipe */
export function trainFirstLevel(
  messages: readonly LabelledMessage[],
  classes: readonly string[],
  options: Partial<TrainingOptions> = {},
): LinearModel {
  const examples = messages.map(({ document, level1 }): Example => {
    return { features: featuresOf(document), label: classes.indexOf(level1) };
  });
  return trainModel(examples, { ...LEVEL_1, ...options, name: 'category-level-1', classes });
}

/** Second level, from every message there is but those in `aside` (ids), on which it is measured. */
export function trainSecond(
  messages: Messages,
  index: WordIndex,
  aside: ReadonlySet<Message> = new Set(),
): LinearModel | undefined {
  const texts: HalfLabelled[] = [
    ...messages.labelled,
    ...[...messages.replied, ...messages.plain]
      .filter((message) => !aside.has(message))
      .map(({ document }) => ({ document, level1: undefined })),
  ];
  return trainSecondLevel(texts, index, LEVEL_2);
}

/** A message and the kind of unit that answered it. */
export interface AnsweredMessage {
  readonly message: Message;
  readonly kind: string;
  readonly signed: boolean;
}

/** Messages whose answering unit is named, of kinds that answered often enough. */
export function answeredMessages(replied: readonly Message[], directory: UnitDirectory): AnsweredMessage[] {
  const answered = replied.flatMap((message): AnsweredMessage[] => {
    const unit = answeringUnit(message.reply, directory);
    return unit ? [{ message, kind: unit.kind, signed: unit.evidence === 'signed' }] : [];
  });
  const counts = new Map<string, number>();
  for (const { kind } of answered) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return answered.filter(({ kind }) => (counts.get(kind) ?? 0) >= FEWEST_ANSWERS);
}

export function trainUnitKinds(
  answered: readonly AnsweredMessage[],
  classes: readonly string[],
): LinearModel {
  const examples = answered.map(({ message, kind }): Example => {
    return { features: featuresOf(message.document), label: classes.indexOf(kind) };
  });
  return trainModel(examples, { ...UNITS, name: 'unit-kinds', classes });
}

/** How many messages have each run of two or three characters, for all that many have. */
export function countRuns(messages: readonly Message[], rarest = RAREST_LISTED): RunFrequencies {
  const counts = new Map<number, number>();
  for (const { document } of messages) {
    const plain = plainText(document.title) + plainText(document.body);
    const runs = new Set<number>();
    for (let start = 0; start + 1 < plain.length; start += 1) {
      runs.add(hashOfRun(plain.slice(start, start + 2)));
      if (start + 2 < plain.length) runs.add(hashOfRun(plain.slice(start, start + 3)));
    }
    for (const run of runs) counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  const listed = [...counts].filter(([, count]) => count >= rarest).toSorted(([one], [other]) => one - other);
  return {
    messages: messages.length,
    hashes: Uint32Array.from(listed, ([hash]) => hash),
    rarities: Uint8Array.from(listed, ([, count]) =>
      Math.min(255, Math.round(Math.log(messages.length / count) / RARITY_STEP)),
    ),
  };
}

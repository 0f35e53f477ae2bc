import {
  createClassifier,
  FEATURES_VERSION,
  type Features,
  FREQUENCY_STEP,
  type LinearModel,
  sharesOf,
} from '../suggest/index.ts';
import { seededRandom, shuffle } from './random.ts';
import { type ClassWeights, type Row, trainSupportVectors } from './support-vectors.ts';

/** A text that is known to belong to a class. */
export interface Example {
  readonly features: Features;
  /** Index into the classes. */
  readonly label: number;
}

export interface TrainingOptions {
  readonly name: string;
  readonly classes: readonly string[];
  readonly seed: number;
  readonly cost: number;
  readonly epochs: number;
  /** Terms in fewer texts are left out: they say little, and may be somebody's name. */
  readonly rarest: number;
  /** Terms that the model keeps, those with the largest weights. */
  readonly terms: number;
  readonly headShare: number;
  /** How far a term that told much counts more: its strength beside the mean, to this power. 0: all as they are. */
  readonly emphasis: number;
}

/** Sorted hashes of the terms of each part. */
interface Terms {
  readonly text: Uint32Array;
  readonly head: Uint32Array;
  /** Stored inverse document frequency, text terms first. */
  readonly frequencies: Uint8Array;
}

/** Terms and what was learned of them, before it becomes bytes. */
interface Learned extends ClassWeights {
  readonly terms: Terms;
}

/**
 * Trains one class against all others, drops the terms that say least, lets those that said most count more, and
 * trains once more. The same examples, options and seed give the same bytes.
 */
export function trainModel(examples: readonly Example[], options: TrainingOptions): LinearModel {
  const learned = chooseAndLearn(examples, options);
  return modelOf(learned, examples.length, options, fitSharpness(examples, learned.terms, options));
}

function modelOf(
  { terms, weights, biases }: Learned,
  messages: number,
  options: TrainingOptions,
  sharpness: number,
): LinearModel {
  const classCount = options.classes.length;
  const scales = options.classes.map((_, one) => scaleOf(weights, one, classCount));
  return {
    header: {
      format: 1,
      features: FEATURES_VERSION,
      name: options.name,
      classes: [...options.classes],
      textTerms: terms.text.length,
      headTerms: terms.head.length,
      headShare: options.headShare,
      scales: scales.map(shorter),
      biases: Array.from(biases, shorter),
      sharpness,
      training: { seed: options.seed, messages },
    },
    hashes: Uint32Array.from([...terms.text, ...terms.head]),
    frequencies: terms.frequencies,
    weights: Int8Array.from(weights, (weight, at) => {
      const steps = Math.round(weight / (scales[at % classCount] ?? 1));
      return Math.max(-127, Math.min(127, steps));
    }),
  };
}

/** Six digits are more than a byte's step needs, and a shorter header. */
const shorter = (value: number) => Number(value.toPrecision(6));

function chooseAndLearn(examples: readonly Example[], options: TrainingOptions): Learned {
  const all = termsOf(examples, options.rarest);
  const first = learn(examples, all, options);
  const kept = strongest(all, strengthsOf(first, options.classes.length), options);
  return kept === all ? first : learn(examples, kept, options);
}

function learn(examples: readonly Example[], terms: Terms, options: TrainingOptions): Learned {
  const labels = examples.map(({ label }) => label);
  const rows = rowsOf(examples, terms, options.headShare);
  return {
    terms,
    ...trainSupportVectors(rows, labels, terms.frequencies.length, options.classes.length, options),
  };
}

function termsOf(examples: readonly Example[], rarest: number): Terms {
  const text = countTexts(examples.map(({ features }) => features.text));
  const head = countTexts(examples.map(({ features }) => features.head));
  const pick = (counts: Map<number, number>, least: number) =>
    Uint32Array.from([...counts].filter(([, count]) => count >= least).map(([hash]) => hash)).sort();
  const hashes = { text: pick(text, rarest), head: pick(head, rarest) };
  const step = (count: number) =>
    Math.min(255, Math.round((Math.log((1 + examples.length) / (1 + count)) + 1) / FREQUENCY_STEP));
  return {
    ...hashes,
    frequencies: Uint8Array.from([
      ...Array.from(hashes.text, (hash) => step(text.get(hash) ?? 0)),
      ...Array.from(hashes.head, (hash) => step(head.get(hash) ?? 0)),
    ]),
  };
}

function countTexts(texts: ReadonlyArray<ReadonlyMap<number, number>>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const text of texts) for (const hash of text.keys()) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  return counts;
}

function rowsOf(examples: readonly Example[], terms: Terms, headShare: number): Row[] {
  const text = new Map(Array.from(terms.text, (hash, at) => [hash, at]));
  const head = new Map(Array.from(terms.head, (hash, at) => [hash, terms.text.length + at]));
  return examples.map(({ features }) => {
    const one = part(features.text, text, terms.frequencies, 1);
    const two = part(features.head, head, terms.frequencies, headShare);
    return {
      positions: Int32Array.from([...one.positions, ...two.positions]),
      values: Float32Array.from([...one.values, ...two.values]),
    };
  });
}

/** Weighted as the classifier does it (`createClassifier`). */
function part(
  counts: ReadonlyMap<number, number>,
  index: ReadonlyMap<number, number>,
  frequencies: Uint8Array,
  share: number,
): { positions: number[]; values: number[] } {
  const positions: number[] = [];
  const values: number[] = [];
  let squares = 0;
  for (const [hash, count] of counts) {
    const at = index.get(hash);
    if (at === undefined) continue;
    const value = (1 + Math.log(count)) * (frequencies[at] ?? 0) * FREQUENCY_STEP;
    squares += value * value;
    positions.push(at);
    values.push(value);
  }
  const norm = squares === 0 ? 0 : share / Math.sqrt(squares);
  return { positions, values: values.map((value) => value * norm) };
}

/** How much each term says for or against the class that it says most for or against. */
function strengthsOf({ terms, weights }: Learned, classCount: number): Float64Array {
  return Float64Array.from(terms.frequencies, (frequency, term) => {
    let most = 0;
    for (let one = 0; one < classCount; one += 1) {
      most = Math.max(most, Math.abs(weights[term * classCount + one] ?? 0));
    }
    return most * frequency;
  });
}

/**
 * The strongest terms. With an emphasis their stored frequency carries it too: a term that told much in the first
 * training weighs more in the text's length, and costs less to rely on in the second.
 */
function strongest(
  terms: Terms,
  strengths: Float64Array,
  { terms: count, emphasis }: TrainingOptions,
): Terms {
  const width = terms.frequencies.length;
  if (width <= count && emphasis === 0) return terms;
  // Of equals the earlier term, so that as many are kept as may be.
  const kept = Array.from({ length: width }, (_, term) => term)
    .toSorted((one, other) => (strengths[other] ?? 0) - (strengths[one] ?? 0) || one - other)
    .slice(0, count)
    .toSorted((one, other) => one - other);
  const mean = kept.reduce((sum, term) => sum + (strengths[term] ?? 0), 0) / kept.length;
  const factor = (term: number) =>
    emphasis === 0 || mean === 0 ? 1 : ((strengths[term] ?? 0) / mean) ** emphasis;
  const textKept = kept.filter((term) => term < terms.text.length);
  const headKept = kept.filter((term) => term >= terms.text.length);
  return {
    text: Uint32Array.from(textKept, (term) => terms.text[term] ?? 0),
    head: Uint32Array.from(headKept, (term) => terms.head[term - terms.text.length] ?? 0),
    frequencies: Uint8Array.from([...textKept, ...headKept], (term) =>
      Math.min(255, Math.max(1, Math.round((terms.frequencies[term] ?? 0) * factor(term)))),
    ),
  };
}

/** What a byte's step is worth in a class. A few very large weights may be cut: what matters are the many. */
function scaleOf(weights: Float32Array, one: number, classCount: number): number {
  const sizes = Float32Array.from({ length: weights.length / classCount }, (_, term) =>
    Math.abs(weights[term * classCount + one] ?? 0),
  ).sort();
  const large = sizes[Math.floor(sizes.length * 0.9995)] ?? 0;
  return large === 0 ? 1 : large / 127;
}

const SHARPNESSES = [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** The sharpness that makes shares fit best what is right, on a fifth that the weights have not seen. */
function fitSharpness(examples: readonly Example[], kept: Terms, options: TrainingOptions): number {
  const order = Array.from(examples.keys());
  shuffle(order, seededRandom(options.seed));
  const cut = Math.floor(order.length / 5);
  const aside = order.slice(0, cut).flatMap((index) => examples[index] ?? []);
  const seen = order.slice(cut).flatMap((index) => examples[index] ?? []);
  if (aside.length === 0) return 1;
  // Terms that were weighed up with the fifth's own labels would seem surer than they are; chosen alone they are not.
  const learned = options.emphasis === 0 ? learn(seen, kept, options) : chooseAndLearn(seen, options);
  const classifier = createClassifier(modelOf(learned, seen.length, options, 1));
  const scores = aside.map(({ features }) => classifier.score(features).scores);
  const lossOf = (sharpness: number) =>
    scores.reduce((sum, score, index) => {
      const share = sharesOf(score, sharpness)[aside[index]?.label ?? 0] ?? 0;
      return sum - Math.log(Math.max(share, 1e-9));
    }, 0);
  return SHARPNESSES.toSorted((one, other) => lossOf(one) - lossOf(other))[0] ?? 1;
}

import {
  FEATURES_VERSION,
  type Features,
  FREQUENCY_STEP,
  type LinearModel,
  sharesOf,
} from '../suggest/index.ts';
import { seededRandom, shuffle } from './random.ts';
import { decisionOf, type Row, trainSupportVectors } from './support-vectors.ts';

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
}

/** Sorted hashes of the terms of each part. */
interface Terms {
  readonly text: Uint32Array;
  readonly head: Uint32Array;
  /** Stored inverse document frequency, text terms first. */
  readonly frequencies: Uint8Array;
}

/**
 * Trains one class against all others, drops the terms that say least, and trains the rest once more. The same
 * examples, options and seed give the same bytes.
 */
export function trainModel(examples: readonly Example[], options: TrainingOptions): LinearModel {
  const all = termsOf(examples, options.rarest);
  const first = fitWeights(examples, all, options);
  const kept = strongest(all, first, options.terms);
  const weights = kept === all ? first : fitWeights(examples, kept, options);
  const scales = weights.map((one) => scaleOf(one));
  const width = kept.frequencies.length;
  const bytes = new Int8Array(width * options.classes.length);
  for (const [one, column] of weights.entries()) {
    const scale = scales[one] ?? 1;
    for (let term = 0; term < width; term += 1) {
      const steps = Math.round((column[term] ?? 0) / scale);
      bytes[term * options.classes.length + one] = Math.max(-127, Math.min(127, steps));
    }
  }
  return {
    header: {
      format: 1,
      features: FEATURES_VERSION,
      name: options.name,
      classes: [...options.classes],
      textTerms: kept.text.length,
      headTerms: kept.head.length,
      headShare: options.headShare,
      scales: scales.map(shorter),
      biases: weights.map((column) => shorter(column[width] ?? 0)),
      sharpness: fitSharpness(examples, kept, options),
      training: { seed: options.seed, messages: examples.length },
    },
    hashes: Uint32Array.from([...kept.text, ...kept.head]),
    frequencies: kept.frequencies,
    weights: bytes,
  };
}

/** Six digits are more than a byte's step needs, and a shorter header. */
const shorter = (value: number) => Number(value.toPrecision(6));

function fitWeights(examples: readonly Example[], terms: Terms, options: TrainingOptions): Float64Array[] {
  const rows = rowsOf(examples, terms, options.headShare);
  return options.classes.map((_, one) =>
    trainSupportVectors(rows, (row) => examples[row]?.label === one, terms.frequencies.length, {
      cost: options.cost,
      epochs: options.epochs,
      seed: options.seed + one,
    }),
  );
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

function strongest(terms: Terms, weights: readonly Float64Array[], count: number): Terms {
  const width = terms.frequencies.length;
  if (width <= count) return terms;
  const strength = new Float64Array(width);
  for (let term = 0; term < width; term += 1) {
    const largest = Math.max(...weights.map((column) => Math.abs(column[term] ?? 0)));
    strength[term] = largest * (terms.frequencies[term] ?? 0);
  }
  // Of equals the earlier term, so that as many are kept as may be.
  const kept = Array.from({ length: width }, (_, term) => term)
    .toSorted((one, other) => (strength[other] ?? 0) - (strength[one] ?? 0) || one - other)
    .slice(0, count)
    .toSorted((one, other) => one - other);
  const textKept = kept.filter((term) => term < terms.text.length);
  const headKept = kept.filter((term) => term >= terms.text.length);
  return {
    text: Uint32Array.from(textKept, (term) => terms.text[term] ?? 0),
    head: Uint32Array.from(headKept, (term) => terms.head[term - terms.text.length] ?? 0),
    frequencies: Uint8Array.from([...textKept, ...headKept], (term) => terms.frequencies[term] ?? 0),
  };
}

/** A few very large weights may be cut: what matters are the many. */
function scaleOf(weights: Float64Array): number {
  const sizes = weights.subarray(0, -1).map(Math.abs).toSorted();
  const large = sizes[Math.floor(sizes.length * 0.9995)] ?? 0;
  return large === 0 ? 1 : large / 127;
}

const SHARPNESSES = [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** The sharpness that makes shares fit best what is right, on a fifth that the weights have not seen. */
function fitSharpness(examples: readonly Example[], terms: Terms, options: TrainingOptions): number {
  const order = Array.from(examples.keys());
  shuffle(order, seededRandom(options.seed));
  const cut = Math.floor(order.length / 5);
  const aside = order.slice(0, cut).flatMap((index) => examples[index] ?? []);
  const seen = order.slice(cut).flatMap((index) => examples[index] ?? []);
  if (aside.length === 0) return 1;
  const weights = fitWeights(seen, terms, options);
  const scores = rowsOf(aside, terms, options.headShare).map((row) =>
    Float64Array.from(weights, (column) => decisionOf(column, row)),
  );
  const lossOf = (sharpness: number) =>
    scores.reduce((sum, score, index) => {
      const share = sharesOf(score, sharpness)[aside[index]?.label ?? 0] ?? 0;
      return sum - Math.log(Math.max(share, 1e-9));
    }, 0);
  return SHARPNESSES.toSorted((one, other) => lossOf(one) - lossOf(other))[0] ?? 1;
}

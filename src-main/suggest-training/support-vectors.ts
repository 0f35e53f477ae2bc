import { seededRandom, shuffle } from './random.ts';

/** A sparse row: positions and values of what is not zero. */
export interface Row {
  readonly positions: Int32Array;
  readonly values: Float32Array;
}

export interface SupportVectorOptions {
  /** How much an error costs beside large weights. */
  readonly cost: number;
  readonly epochs: number;
  readonly seed: number;
}

/** For each class a weight of every position (`position * classes + class`) and a bias. */
export interface ClassWeights {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/**
 * Linear support vectors with squared hinge loss, each class against all others, by coordinate descent in the dual:
 * Hsieh, Chang, Lin, Keerthi and Sundararajan, «A Dual Coordinate Descent Method for Large-scale Linear SVM», ICML
 * 2008, algorithm 1. All classes go through the rows together, so that what is read of memory is read once for all.
 *
 * @param labels class of each row
 * @param width number of positions
 */
export function trainSupportVectors(
  rows: readonly Row[],
  labels: readonly number[],
  width: number,
  classCount: number,
  { cost, epochs, seed }: SupportVectorOptions,
): ClassWeights {
  const random = seededRandom(seed);
  const weights = new Float32Array(width * classCount);
  const biases = new Float32Array(classCount);
  const alphas = new Float64Array(rows.length * classCount);
  const order = Int32Array.from(rows.keys());
  const diagonal = 0.5 / cost;
  const squares = rows.map(({ values }) => values.reduce((sum, value) => sum + value * value, 1) + diagonal);
  const decisions = new Float64Array(classCount);
  const moving = new Int32Array(classCount);
  const steps = new Float64Array(classCount);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    for (const index of order) {
      const row = rows[index];
      if (row === undefined) continue;
      decide(decisions, weights, biases, row);
      let count = 0;
      for (let one = 0; one < classCount; one += 1) {
        const side = labels[index] === one ? 1 : -1;
        const alpha = alphas[index * classCount + one] as number;
        const gradient = side * (decisions[one] as number) - 1 + alpha * diagonal;
        const next = Math.max(alpha - gradient / (squares[index] ?? 1), 0);
        if (next === alpha) continue;
        alphas[index * classCount + one] = next;
        moving[count] = one;
        steps[count] = (next - alpha) * side;
        count += 1;
      }
      move(weights, biases, row, moving.subarray(0, count), steps);
    }
  }
  return { weights, biases };
}

/** Weighted sums of a row, biases included. The hot loops are plain: here every bound is the array's own. */
function decide(
  into: Float64Array,
  weights: Float32Array,
  biases: Float32Array,
  { positions, values }: Row,
): void {
  into.set(biases);
  const classCount = into.length;
  for (let at = 0; at < positions.length; at += 1) {
    const start = (positions[at] as number) * classCount;
    const value = values[at] as number;
    for (let one = 0; one < classCount; one += 1) {
      (into[one] as number) += (weights[start + one] as number) * value;
    }
  }
}

function move(
  weights: Float32Array,
  biases: Float32Array,
  { positions, values }: Row,
  classes: Int32Array,
  steps: Float64Array,
): void {
  if (classes.length === 0) return;
  for (let at = 0; at < positions.length; at += 1) {
    const start = (positions[at] as number) * biases.length;
    const value = values[at] as number;
    for (let place = 0; place < classes.length; place += 1) {
      (weights[start + (classes[place] as number)] as number) += (steps[place] as number) * value;
    }
  }
  for (let place = 0; place < classes.length; place += 1) {
    (biases[classes[place] as number] as number) += steps[place] as number;
  }
}

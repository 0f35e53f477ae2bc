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

/**
 * Linear support vectors with squared hinge loss, by coordinate descent in the dual: Hsieh, Chang, Lin, Keerthi and
 * Sundararajan, «A Dual Coordinate Descent Method for Large-scale Linear SVM», ICML 2008, algorithm 1.
 *
 * @param isPositive for each row, whether it belongs to the class
 * @param width number of positions
 * @returns `width` weights and, last, the bias
 */
export function trainSupportVectors(
  rows: readonly Row[],
  isPositive: (row: number) => boolean,
  width: number,
  { cost, epochs, seed }: SupportVectorOptions,
): Float64Array {
  const random = seededRandom(seed);
  const weights = new Float64Array(width + 1);
  const alphas = new Float64Array(rows.length);
  const order = Int32Array.from(rows.keys());
  const diagonal = 0.5 / cost;
  const squares = rows.map(({ values }) => values.reduce((sum, value) => sum + value * value, 1) + diagonal);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    for (const index of order) {
      const row = rows[index];
      if (row === undefined) continue;
      const side = isPositive(index) ? 1 : -1;
      const alpha = alphas[index] ?? 0;
      const gradient = side * decisionOf(weights, row) - 1 + alpha * diagonal;
      if (alpha === 0 && gradient >= 0) continue;
      const next = Math.max(alpha - gradient / (squares[index] ?? 1), 0);
      alphas[index] = next;
      move(weights, row, (next - alpha) * side);
    }
  }
  return weights;
}

/** Weighted sum of a row, bias included. The hot loops are plain: here every bound is the array's own. */
export function decisionOf(weights: Float64Array, { positions, values }: Row): number {
  let sum = weights[weights.length - 1] ?? 0;
  for (let at = 0; at < positions.length; at += 1) {
    sum += (weights[positions[at] as number] as number) * (values[at] as number);
  }
  return sum;
}

function move(weights: Float64Array, { positions, values }: Row, step: number): void {
  for (let at = 0; at < positions.length; at += 1) {
    (weights[positions[at] as number] as number) += step * (values[at] as number);
  }
  (weights[weights.length - 1] as number) += step;
}

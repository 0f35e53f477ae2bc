import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Row, trainSupportVectors } from './support-vectors.ts';

const WIDTH = 5;
const options = { cost: 1, epochs: 4, seed: 3 };

const row = fc
  .uniqueArray(fc.tuple(fc.nat(WIDTH - 1), fc.double({ min: 0.1, max: 1, noNaN: true })), {
    maxLength: WIDTH,
    selector: ([position]) => position,
  })
  .map(
    (terms): Row => ({
      positions: Int32Array.from(terms, ([position]) => position),
      values: Float32Array.from(terms, ([, value]) => value),
    }),
  );

describe('support vectors', () => {
  it('each class is learned as if it were alone against all others', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(row, fc.nat(2)), { minLength: 1, maxLength: 12 }), (examples) => {
        const rows = examples.map(([one]) => one);
        const labels = examples.map(([, label]) => label);
        const together = trainSupportVectors(rows, labels, WIDTH, 3, options);
        for (const one of [0, 1, 2]) {
          const alone = trainSupportVectors(
            rows,
            labels.map((label) => (label === one ? 0 : 1)),
            WIDTH,
            2,
            options,
          );
          const column = Array.from({ length: WIDTH }, (_, term) => together.weights[term * 3 + one]);
          expect(column).toEqual(Array.from({ length: WIDTH }, (_, term) => alone.weights[term * 2]));
          expect(together.biases[one]).toBe(alone.biases[0]);
        }
      }),
    );
  });

  it('what each class alone has ends on its own side', () => {
    const rows = [0, 1, 2, 0, 1, 2].map(
      (position): Row => ({ positions: Int32Array.of(position), values: Float32Array.of(1) }),
    );
    const labels = [0, 1, 2, 0, 1, 2];
    const { weights, biases } = trainSupportVectors(rows, labels, 3, 3, { ...options, epochs: 50 });
    for (const term of [0, 1, 2]) {
      for (const one of [0, 1, 2]) {
        const decision = (weights[term * 3 + one] ?? 0) + (biases[one] ?? 0);
        expect(Math.sign(decision)).toBe(term === one ? 1 : -1);
      }
    }
  });
});

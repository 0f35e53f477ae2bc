/** How well labels were told. */
export interface Measures {
  /** Share that was right. */
  readonly accuracy: number;
  /** Mean over the classes of the harmonic mean of precision and recall. */
  readonly macroF1: number;
}

/** @param classCount classes are 0 to `classCount - 1` */
export function measure(truth: readonly number[], told: readonly number[], classCount: number): Measures {
  const right = new Array<number>(classCount).fill(0);
  const toldOf = new Array<number>(classCount).fill(0);
  const trueOf = new Array<number>(classCount).fill(0);
  for (const [index, label] of truth.entries()) {
    const answer = told[index] ?? -1;
    trueOf[label] = (trueOf[label] ?? 0) + 1;
    toldOf[answer] = (toldOf[answer] ?? 0) + 1;
    if (answer === label) right[label] = (right[label] ?? 0) + 1;
  }
  const f1 = right.map((count, one) => {
    const both = (toldOf[one] ?? 0) + (trueOf[one] ?? 0);
    return both === 0 ? 0 : (2 * count) / both;
  });
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return { accuracy: sum(right) / truth.length, macroF1: sum(f1) / classCount };
}

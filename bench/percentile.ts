/**
 * The p-th percentile by nearest rank (no interpolation: a figure was really measured).
 * @param share 0 to 1
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('No values were measured.');
  return value;
}

/** Rounded to a tenth, as figures are printed. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

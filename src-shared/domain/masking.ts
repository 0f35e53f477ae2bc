/**
 * A telephone number for lists: first three and last four digits kept, the middle starred
 * (138****1234, DOMAIN.md §2.7). Numbers too short to hide anything that way are starred but for the last two.
 */
export function maskNumber(number: string): string {
  if (number.length >= 11) return `${number.slice(0, 3)}${'*'.repeat(number.length - 7)}${number.slice(-4)}`;
  if (number.length > 4) return `${'*'.repeat(number.length - 2)}${number.slice(-2)}`;
  return '*'.repeat(number.length);
}

import type { DirectoryEntry } from '#shared/contract/index.ts';

/** What can be dialled as it is typed: digits with the separators that people write, and `+`, `*`, `#`. */
const NUMBER = /^[+*#\d][\d*#\s().-]*$/;
const MOST = 8;

/**
 * What the desk offers for a text: a typed number first, then directory entries whose name or number has it,
 * numbers that begin with it before all others. Nothing typed: the last number dialled, then the directory.
 */
export function matchingEntries(
  text: string,
  directory: readonly DirectoryEntry[],
  lastDialled: string | null,
): DirectoryEntry[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') {
    const known = directory.find(({ number }) => number === lastDialled);
    const last = lastDialled === null ? [] : [known ?? { name: '', number: lastDialled }];
    return [...last, ...directory.filter((entry) => entry !== known)].slice(0, MOST);
  }
  const digits = wanted.replace(/[\s().-]/g, '');
  const isNumber = NUMBER.test(wanted);
  const rank = ({ name, number }: DirectoryEntry) => {
    if (isNumber && number.startsWith(digits)) return number === digits ? 0 : 1;
    if (name.toLowerCase().includes(wanted)) return 2;
    return isNumber && number.includes(digits) ? 3 : undefined;
  };
  const matches = directory
    .flatMap((entry) => {
      const place = rank(entry);
      return place === undefined ? [] : [{ entry, place }];
    })
    .sort((left, right) => left.place - right.place)
    .map(({ entry }) => entry);
  const isListed = matches.some(({ number }) => number === digits);
  return [...(isNumber && !isListed ? [{ name: '', number: digits }] : []), ...matches].slice(0, MOST);
}

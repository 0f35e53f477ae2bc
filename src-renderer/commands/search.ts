/** Whatever the command bar can do: a command, a template, a phrase of one's own, a page. */
export interface BarEntry {
  readonly id: string;
  /** What is typed to reach it: pinyin first letters mostly, the usual one first. Lower case. */
  readonly codes: readonly string[];
  readonly name: string;
  /** Said after the name, quieter. */
  readonly note?: string;
  /** The key that does the same without the bar. */
  readonly key?: string;
  readonly kind: 'command' | 'page' | 'template' | 'phrase';
  readonly run: () => void;
}

const EXACT = 0;
const BEGINNING = 1;
const NAMED = 2;
const INSIDE = 3;
const NONE = Number.POSITIVE_INFINITY;

function rankOf({ codes, name }: BarEntry, query: string): number {
  if (codes.includes(query)) return EXACT;
  if (codes.some((code) => code.startsWith(query))) return BEGINNING;
  const lower = name.toLowerCase();
  if (lower.startsWith(query)) return NAMED;
  if (lower.includes(query) || codes.some((code) => code.length > 3 && code.includes(query))) return INSIDE;
  return NONE;
}

const queryOf = (typed: string) => typed.normalize('NFKC').trim().toLowerCase().replace(/^\?$/, '');

/** The code to show for an entry: the one that is being typed, else its usual one. */
export function codeFor({ codes }: BarEntry, typed: string): string | undefined {
  const query = queryOf(typed);
  return codes.find((code) => code.startsWith(query)) ?? codes[0];
}

/**
 * The entries that fit what was typed, best first: an equal code, the beginning of a code, the beginning of the name,
 * a part of either. Among equals the given order stays. Nothing typed, or `?`, answers all of them.
 */
export function searchEntries(entries: readonly BarEntry[], typed: string): readonly BarEntry[] {
  const query = queryOf(typed);
  if (query === '') return entries;
  return entries
    .map((entry) => ({ entry, rank: rankOf(entry, query) }))
    .filter(({ rank }) => rank !== NONE)
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ entry }) => entry);
}

import type { Category } from './category.ts';

/**
 * The categories that fit a query, best first.
 *
 * A query is one or more words parted by blanks; every word must fit. A word fits when it is part of a level's
 * name, a run of pinyin first letters («zxcn»), or full pinyin from the beginning of a syllable («zaosheng»).
 * Equal beats beginning beats part; within that, third level beats second beats first; what is still equal
 * keeps the order of the tree. Another word for a leaf (路灯, 欠薪) counts like the third level, just behind it. An empty query answers the beginning of the tree.
 */
export function searchCategories(
  categories: readonly Category[],
  query: string,
  limit: number,
): readonly Category[] {
  const words = query.normalize('NFKC').toLowerCase().replaceAll("'", '').split(/\s+/).filter(Boolean);
  if (words.length === 0) return categories.slice(0, limit);
  const found: Array<{ category: Category; rank: number }> = [];
  for (const category of categories) {
    let rank = 0;
    for (const word of words) rank += rankOf(category, word);
    if (Number.isFinite(rank)) found.push({ category, rank });
  }
  // Array.prototype.sort is stable, so that equals keep the order of the tree.
  found.sort((one, other) => one.rank - other.rank);
  return found.slice(0, limit).map(({ category }) => category);
}

/** What a word is held against. */
interface Spelling {
  /** Names in lower case, third level first, as it ranks first. */
  readonly names: readonly [string, string, string];
  readonly initials: string;
  readonly thirdInitials: string;
  readonly secondInitials: string;
  readonly pinyin: string;
  /** Where the third level can begin in `pinyin`. */
  readonly thirdStarts: readonly number[];
  /** Where any syllable can begin in `pinyin`. */
  readonly starts: readonly number[];
  readonly aliases: readonly Alias[];
}

const EQUAL = 0;
const BEGINNING = 1;
const PART = 2;
const NONE = Number.POSITIVE_INFINITY;

/** Fit first, level second: 0 is best; Infinity does not fit. */
function rankOf(category: Category, word: string): number {
  const spelling = spellingOf(category);
  const [third, second, first] = spelling.names;
  const byThird = Math.min(
    fitOf(third, word),
    fitOf(spelling.thirdInitials, word),
    thirdPinyinFit(spelling, word),
  );
  const bySecond = Math.min(
    fitOf(second, word),
    // A run of letters may go on into the third level.
    spelling.secondInitials === word ? EQUAL : fitOf(spelling.initials, word),
    pinyinFit(spelling, word),
  );
  const byAlias = Math.min(...spelling.aliases.map((alias) => aliasFit(alias, word)));
  return Math.min(byThird * 3, byAlias * 3 + 0.5, bySecond * 3 + 1, fitOf(first, word) * 3 + 2);
}

type Alias = NonNullable<Category['aliases']>[number];

/** Letters fit another word from its beginning only: there are many of them, and a run of letters occurs in most. */
function aliasFit({ name, initials, pinyin }: Alias, word: string): number {
  const letters = [initials, pinyin].filter((spelling) => spelling.startsWith(word));
  if (letters.length > 0) return letters.includes(word) ? EQUAL : BEGINNING;
  return fitOf(name.toLowerCase(), word);
}

function fitOf(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at < 0) return NONE;
  if (at > 0) return PART;
  return text.length === word.length ? EQUAL : BEGINNING;
}

function thirdPinyinFit({ pinyin, thirdStarts }: Spelling, word: string): number {
  const start = thirdStarts.find((at) => pinyin.startsWith(word, at));
  if (start === undefined) return NONE;
  return start + word.length === pinyin.length ? EQUAL : BEGINNING;
}

function pinyinFit({ pinyin, thirdStarts, starts }: Spelling, word: string): number {
  if (pinyin.startsWith(word)) return thirdStarts.includes(word.length) ? EQUAL : BEGINNING;
  return starts.some((at) => pinyin.startsWith(word, at)) ? PART : NONE;
}

const spellings = new WeakMap<Category, Spelling>();

function spellingOf(category: Category): Spelling {
  const known = spellings.get(category);
  if (known) return known;
  const { level1, level2, level3, initials, pinyin } = category;
  const syllables = level2.match(/\p{Script=Han}/gu)?.length ?? 0;
  const starts = syllableStarts(pinyin, initials);
  const made: Spelling = {
    names: [level3.toLowerCase(), level2.toLowerCase(), level1.toLowerCase()],
    initials,
    secondInitials: initials.slice(0, syllables),
    thirdInitials: initials.slice(syllables),
    pinyin,
    thirdStarts: starts[syllables] ?? [],
    starts: starts.flat(),
    aliases: category.aliases ?? [],
  };
  spellings.set(category, made);
  return made;
}

/**
 * Where each syllable can begin, by the first letters: a syllable has at most six letters. Where a letter
 * inside a syllable equals the next one's first («guang|guo»), both places stay possible.
 */
function syllableStarts(pinyin: string, initials: string): number[][] {
  const starts: number[][] = [];
  let current = [0];
  for (let index = 0; index < initials.length; index += 1) {
    starts.push(current);
    const next = new Set<number>();
    for (const start of current) {
      for (let at = start + 1; at <= start + 6 && at < pinyin.length; at += 1) {
        if (pinyin[at] === initials[index + 1]) next.add(at);
      }
    }
    current = [...next];
  }
  return starts;
}

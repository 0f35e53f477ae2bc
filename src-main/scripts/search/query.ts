import { comparable, isHan, isLetter, isWordUnit, type Spelling } from './spelling.ts';
import { foldedNumber, initialOf, LONGEST_SYLLABLE, syllableNumber, syllablesFrom } from './syllables.ts';

/** One character that the query asks for, as far as it is known. */
export interface Token {
  /**
   * `character`: this very one. `sound`: one that sounds so. `letter`: one whose sound begins so. `beginning`: letters
   * at the end of what is typed so far, one of whose syllables is meant.
   */
  readonly type: 'character' | 'sound' | 'letter' | 'beginning';
  /** Code of a `character`; 0 else. */
  readonly code: number;
  /** Syllable: of a Chinese character as it is read, of a `sound` as typed; 0 else. */
  readonly syllable: number;
  /** `syllable`, folded. */
  readonly folded: number;
  /** First letter of the sound, 1 to 26; 0 for none. */
  readonly letter: number;
  /** What a `beginning` can become. */
  readonly syllables: readonly number[];
  /** How much it says, 0 to 1: filler words of spoken questions say little. */
  readonly weight: number;
}

/** One reading of what was typed. */
export interface Reading {
  readonly tokens: readonly Token[];
  /** How likely it is meant, 0 to 1. */
  readonly trust: number;
}

/** Most characters of a query that are looked at. */
const LONGEST_QUERY = 48;
/** Readings of one query. */
const MOST_READINGS = 4;
const FILLER_WEIGHT = 0.08;

/** What people say around their question. */
const FILLERS =
  /请问一下|请问|我想问一下|想问一下|问一下|咨询一下|我想咨询|我想反映|想反映|我要反映|反映一下|怎么办理|怎么办|怎么样|怎么|如何|什么时候|什么|为什么|多少钱|多少|能不能|可不可以|可以吗|可以|是不是|有没有|要不要|会不会|应该|需要|现在|今年|已经|我们|你们|他们|我家|家里|自己|一直|老是|天天|这个|那个|一下|没有|不给|给我|找谁|哪里|哪个|[我你他她的了吗呢啊吧呀在就都也和跟把被给]/g;

/**
 * Every way that a text can be meant: Chinese characters as they stand, letters as whole syllables, first letters,
 * or the beginning of a syllable at the end, and letters and digits as such. The likeliest first.
 */
export function readingsOf(text: string, spelling: Spelling): Reading[] {
  const query = comparable(text.slice(0, LONGEST_QUERY)).replaceAll("'", ' ');
  const syllables = spelling.syllablesOf(query);
  const fillers = fillerUnits(query);
  let readings: Reading[] = [{ tokens: [], trust: 1 }];
  let index = 0;
  while (index < query.length) {
    const code = query.charCodeAt(index);
    if (isLetter(code)) {
      let end = index + 1;
      while (end < query.length && isLetter(query.charCodeAt(end))) end += 1;
      readings = joined(readings, letterReadings(query.slice(index, end)));
      index = end;
      continue;
    }
    if (isWordUnit(code)) {
      const weight = fillers[index] === 1 ? FILLER_WEIGHT : 1;
      const token = characterToken(code, syllables[index] ?? 0, weight);
      readings = readings.map(({ tokens, trust }) => ({ tokens: [...tokens, token], trust }));
    }
    index += 1;
  }
  return readings.filter(({ tokens }) => tokens.length > 0);
}

/** Marks the units of filler words, unless nothing else would be left. */
function fillerUnits(query: string): Uint8Array {
  const marks = new Uint8Array(query.length);
  if (query.length < 5) return marks;
  let kept = query.length;
  for (const match of query.matchAll(FILLERS)) {
    marks.fill(1, match.index, match.index + match[0].length);
    kept -= match[0].length;
  }
  return kept < 2 ? new Uint8Array(query.length) : marks;
}

function joined(readings: readonly Reading[], next: readonly Reading[]): Reading[] {
  const made = readings.flatMap((one) =>
    next.map((other) => ({ tokens: [...one.tokens, ...other.tokens], trust: one.trust * other.trust })),
  );
  return made.sort((one, other) => other.trust - one.trust).slice(0, MOST_READINGS);
}

/** Costs of a token in a reading of letters: whole syllables are likelier than first letters. */
const SOUND_COST = 1;
const LETTER_COST = 1.35;
const BEGINNING_COST = 1.15;

interface Path {
  readonly tokens: readonly Token[];
  readonly cost: number;
}

/** Readings of a run of letters: the cheapest ways to cut it, and the letters as such. */
function letterReadings(run: string): Reading[] {
  const ways: Path[][] = Array.from({ length: run.length + 1 }, () => []);
  ways[0] = [{ tokens: [], cost: 0 }];
  for (let at = 0; at < run.length; at += 1) {
    const paths = (ways[at] ?? []).sort((one, other) => one.cost - other.cost).slice(0, MOST_READINGS);
    for (const { token, length, cost } of tokensAt(run, at)) {
      for (const path of paths) {
        ways[at + length]?.push({ tokens: [...path.tokens, token], cost: path.cost + cost });
      }
    }
  }
  const whole = (ways[run.length] ?? [])
    .sort((one, other) => one.cost - other.cost)
    .slice(0, MOST_READINGS - 1);
  const best = whole[0]?.cost ?? 1;
  const literal = [...run].map((letter) => characterToken(letter.charCodeAt(0), 0, 1));
  return [
    ...whole.map(({ tokens, cost }) => ({ tokens, trust: Math.min(1, best / cost) })),
    { tokens: literal, trust: whole.length === 0 ? 0.9 : 0.6 },
  ];
}

function tokensAt(run: string, at: number): Array<{ token: Token; length: number; cost: number }> {
  const found: Array<{ token: Token; length: number; cost: number }> = [];
  for (let length = 1; length <= LONGEST_SYLLABLE && at + length <= run.length; length += 1) {
    const letters = run.slice(at, at + length);
    const syllable = syllableNumber(letters);
    if (syllable !== 0) found.push({ token: soundToken(syllable), length, cost: SOUND_COST });
    const isInitial = length === 1 ? !/[iuv]/.test(letters) : /^[zcs]h$/.test(letters);
    if (isInitial) found.push({ token: letterToken(letters.charCodeAt(0) - 96), length, cost: LETTER_COST });
    if (length > 1 && at + length === run.length) {
      const syllables = syllablesFrom(letters).filter((one) => one !== syllable);
      if (syllables.length > 0)
        found.push({ token: beginningToken(syllables), length, cost: BEGINNING_COST });
    }
  }
  return found;
}

function characterToken(code: number, syllable: number, weight: number): Token {
  const folded = isHan(code) ? foldedNumber(syllable) : 0;
  return { type: 'character', code, syllable, folded, letter: initialOf(folded), syllables: [], weight };
}

export function soundToken(syllable: number): Token {
  const folded = foldedNumber(syllable);
  return { type: 'sound', code: 0, syllable, folded, letter: initialOf(folded), syllables: [], weight: 1 };
}

function letterToken(letter: number): Token {
  return { type: 'letter', code: 0, syllable: 0, folded: 0, letter, syllables: [], weight: 1 };
}

function beginningToken(syllables: readonly number[]): Token {
  const letter = initialOf(syllables[0] ?? 0);
  return { type: 'beginning', code: 0, syllable: 0, folded: 0, letter, syllables, weight: 1 };
}

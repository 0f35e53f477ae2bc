import type { Token } from './query.ts';
import { foldedNumber, initialOf } from './syllables.ts';

/** An entry's text, as far as a reading is compared with it. */
export interface ComparedText {
  /** Comparable title and, below it, one line for each keyword. */
  readonly head: string;
  readonly titleLength: number;
  /** Syllables of `head`, a number for each unit. */
  readonly syllables: Uint16Array;
  /** Asked for only when something is not in the head. */
  readonly body: () => string;
}

/** How well a reading fits one entry, and where. */
export interface Alignment {
  /** 0 to about 2. */
  readonly score: number;
  /** Hit units of the title, in order. */
  readonly title: readonly number[];
}

/** Share of a token that stands alone, away from its neighbours in the query. */
const LONE = 0.35;
const LONE_SOUND = 0.15;
const TITLE = 1;
const KEYWORD = 0.88;
const BODY = 0.3;
/** How well a unit fits: the character itself; the sound as typed or only alike; by its first letters. */
const SAME = 1;
const ALIKE = 0.85;
const BY_LETTERS = 0.9;
const HOMOPHONE = 0.6;
const NEARLY_HOMOPHONE = 0.5;

/** Room for the runs of the longest query along the longest head; grows when a head is longer. */
let sums = new Float32Array(0);
let lengths = new Uint8Array(0);

/**
 * Compares a reading with an entry unit by unit: which tokens stand together in the title or a keyword, and which only
 * in the body. What is hit in one piece counts more than the same characters apart.
 */
export function align(tokens: readonly Token[], text: ComparedText): Alignment {
  const { head, titleLength } = text;
  const width = head.length;
  findRuns(tokens, text);
  let total = 0;
  for (const { weight } of tokens) total += weight;
  let reached = 0;
  let whole = 0;
  let isWhole = false;
  const hits = new Set<number>();
  let row = tokens.length - 1;
  while (row >= 0) {
    const token = tokens[row];
    if (token === undefined) break;
    const { column, length } = bestRun(row, width, titleLength);
    if (length === 0) {
      reached += token.weight * inBody(token, tokens[row - 1], text);
      row -= 1;
      continue;
    }
    const place = column < titleLength ? TITLE : KEYWORD;
    for (let back = 0; back < length; back += 1) {
      const one = tokens[row - back] ?? token;
      const isTogether = length > 1 || tokens.length === 1;
      const together = isTogether ? 1 : one.type === 'character' ? LONE : LONE_SOUND;
      reached += one.weight * fitAt(row - back, column - back, width) * together * place;
      if (column < titleLength && (isTogether || one.weight > 0.5)) hits.add(column - back);
    }
    if (length === tokens.length) {
      whole = place;
      isWhole = isWholeField(head, column - length + 1, column + 1);
    }
    row -= length;
  }
  const coverage = total === 0 ? 0 : reached / total;
  let score = coverage + 0.3 * whole * coverage + (isWhole ? 0.25 : 0);
  // Of titles that are hit alike, the one that says least besides.
  score += (0.12 * hits.size) / Math.max(6, titleLength);
  if (whole === TITLE && hits.has(0)) score += 0.06;
  return { score, title: [...hits].sort((one, other) => one - other) };
}

/**
 * Fills the table: at each token and unit that fit, the sum of the fits of the run that ends there, and how many tokens
 * it has.
 */
function findRuns(tokens: readonly Token[], { head, syllables }: ComparedText): void {
  const width = head.length;
  const cells = tokens.length * width;
  if (sums.length < cells) {
    sums = new Float32Array(cells * 2);
    lengths = new Uint8Array(cells * 2);
  }
  for (const [row, token] of tokens.entries()) {
    const { code, folded } = token;
    for (let column = 0; column < width; column += 1) {
      const cell = row * width + column;
      let fit = 0;
      if (code !== 0 && head.charCodeAt(column) === code) fit = SAME;
      else {
        const syllable = syllables[column] as number;
        if (syllable !== 0) fit = folded !== 0 ? soundFit(token, syllable) : letterFit(token, syllable);
      }
      if (fit === 0) {
        sums[cell] = 0;
        lengths[cell] = 0;
        continue;
      }
      const before = row > 0 && column > 0 ? cell - width - 1 : -1;
      const length = before < 0 ? 0 : (lengths[before] as number);
      sums[cell] = fit + (length > 0 ? (sums[before] as number) : 0);
      lengths[cell] = length + 1;
    }
  }
}

/** Of a token whose sound is known. */
function soundFit(token: Token, syllable: number): number {
  const isTyped = token.type === 'sound';
  if (token.syllable === syllable) return isTyped ? SAME : HOMOPHONE;
  if (token.folded !== foldedNumber(syllable)) return 0;
  return isTyped ? ALIKE : NEARLY_HOMOPHONE;
}

/** Of a token of which only the beginning is known. */
function letterFit({ type, letter, syllables }: Token, syllable: number): number {
  if (letter === 0 || initialOf(syllable) !== letter) return 0;
  return type === 'letter' || syllables.includes(syllable) ? BY_LETTERS : 0;
}

/** The run that ends at a token and is worth most; the title before the keywords. */
function bestRun(row: number, width: number, titleLength: number): { column: number; length: number } {
  let best = 0;
  let column = 0;
  for (let one = 0; one < width; one += 1) {
    const value = (sums[row * width + one] as number) * (one < titleLength ? TITLE : KEYWORD);
    if (value > best + 1e-6) {
      best = value;
      column = one;
    }
  }
  return { column, length: best === 0 ? 0 : (lengths[row * width + column] ?? 0) };
}

function fitAt(row: number, column: number, width: number): number {
  const cell = row * width + column;
  const here = sums[cell] ?? 0;
  return (lengths[cell] ?? 0) > 1 ? here - (sums[cell - width - 1] ?? 0) : here;
}

/** Share of a token that stands with its neighbour in the body. */
function inBody(token: Token, before: Token | undefined, text: ComparedText): number {
  if (token.code === 0) return 0;
  const character = String.fromCharCode(token.code);
  if (before === undefined) return text.body().includes(character) ? BODY * 0.5 : 0;
  if (before.code === 0) return 0;
  return text.body().includes(String.fromCharCode(before.code) + character) ? BODY : 0;
}

/** Whether a stretch of the head is a whole keyword or the whole title. */
function isWholeField(head: string, from: number, to: number): boolean {
  return (from === 0 || head.charAt(from - 1) === '\n') && (to === head.length || head.charAt(to) === '\n');
}

import { halfWidth } from '../text.ts';
import type { PlaceNode } from './place-node.ts';

/** A stretch of the query that a part of a name accounts for. */
export interface Span {
  /** Stretch of the query, in units of {@link Query.units}. */
  readonly from: number;
  readonly to: number;
  /** First character of the name, and the one after the last. */
  readonly first: number;
  readonly last: number;
  /** How badly it fits: 0 is a whole name in its own characters. */
  readonly cost: number;
}

/** A query made ready (see {@link placeQuery}). */
export interface Query {
  /** Lower-case code points without blanks; at most {@link MOST_UNITS}. */
  readonly units: readonly string[];
  /** For each unit, where it ends in the text as it was typed (UTF-16). */
  readonly ends: readonly number[];
  /** Positions at which a blank stood, and the end: a half-typed syllable may stop there. */
  readonly stops: ReadonlySet<number>;
}

/** Positions are bits of a number; no place's name is longer. What lies behind is free text. */
const MOST_UNITS = 30;

/**
 * Makes a query comparable: half width, lower case, without blanks, apostrophes and commas; an «办事处» is the
 * «街道» it belongs to.
 */
export function placeQuery(text: string): Query {
  const plain = halfWidth(text)
    .toLowerCase()
    .replace(/^\s*山东省/, (name) => ' '.repeat(name.length));
  const units: string[] = [];
  const ends: number[] = [];
  const stops = new Set<number>();
  for (const match of plain.matchAll(/(?:街道)?办事处|[\s'’,,、·]|./gsu)) {
    const end = match.index + match[0].length;
    if (/^[\s'’,,、·]$/.test(match[0])) stops.add(units.length);
    else
      for (const unit of match[0].endsWith('办事处') ? ['街', '道'] : [match[0] === 'ü' ? 'v' : match[0]]) {
        units.push(unit);
        ends.push(end);
      }
    if (units.length >= MOST_UNITS) break;
  }
  stops.add(units.length);
  return { units, ends, stops };
}

const COST = {
  /** A character typed as itself, as full pinyin, as the beginning of a syllable, as its first letter. */
  character: 0,
  pinyin: 0.1,
  partial: 0.2,
  initial: 0.3,
  /** Each character of the name that was not typed, up to the most that counts. */
  missing: 0.45,
  missingMost: 2.2,
  /** Typed from the middle of the name on. */
  middle: 1.4,
  /** Characters left out between a name's beginning and its «街道». */
  skipped: 0.5,
  typo: 2.5,
} as const;

const NONE: readonly Span[] = [];

const isLatin = (unit: string | undefined): boolean => unit !== undefined && unit >= 'a' && unit <= 'z';

/** Every position, as bits. */
export const ANYWHERE = -1;

/** Cheapest cost at each position of the query; Infinity where the name can't stand. Kept between calls. */
const layer = () => new Float64Array(MOST_UNITS + 2).fill(Number.POSITIVE_INFINITY);
const scratch = {
  now: layer(),
  next: layer(),
  joined: layer(),
  cost: layer(),
  last: new Int8Array(MOST_UNITS + 2),
};

/**
 * All stretches of the query that begin at `from` and that the name accounts for from its character `first` on,
 * the cheapest for each end. Character by character it keeps the cheapest way to each position, so that the many
 * ways to read «zhzh» cost no more than one.
 *
 * @param ends positions that matter, as bits; others are left out
 * @param lenient also takes a syllable with a small slip, see {@link misspellings}
 * @param whole only names that are typed to the end of their core
 */
export function spansAt(
  node: PlaceNode,
  first: number,
  query: Query,
  from: number,
  { ends, lenient, whole }: { ends: number; lenient: boolean; whole: boolean },
): readonly Span[] {
  if (!canBegin(node, first, query, from, ends)) return NONE;
  const { cost, last, joined } = scratch;
  const { units } = query;
  const free = node.free.includes(first);
  let { now, next } = scratch;
  for (const array of [now, next, joined, cost]) array.fill(Number.POSITIVE_INFINITY, from, units.length + 8);
  now[from] = 0;
  let reached = false;
  let hasJoined = false;
  for (let index = first; index < node.characters.length; index += 1) {
    next.fill(Number.POSITIVE_INFINITY, from, units.length + 8);
    let alive = false;
    for (let at = from; at < units.length; at += 1) {
      const price = now[at] ?? Number.POSITIVE_INFINITY;
      if (price === Number.POSITIVE_INFINITY) continue;
      alive = step(node, index, query, at, price, lenient, next) || alive;
      // «光明街道» for 光明路街道: from inside the core to its ending.
      if (index > first + 1 && index < node.ending && node.ending < node.characters.length)
        hasJoined = step(node, node.ending, query, at, price + COST.skipped, false, joined) || hasJoined;
    }
    if (hasJoined && index === node.ending) {
      for (let at = from; at <= units.length; at += 1)
        if ((joined[at] ?? 0) < (next[at] ?? 0)) {
          next[at] = joined[at] ?? 0;
          alive = true;
        }
    }
    if (!alive && (!hasJoined || index >= node.ending)) break;
    if (whole && index + 1 < node.core) {
      [now, next] = [next, now];
      continue;
    }
    const missing = Math.max(0, node.core - (free ? index + 1 : index + 1 - first));
    const extra = Math.min(COST.missingMost, missing * COST.missing) + (free ? 0 : COST.middle);
    for (let at = from + 1; at <= units.length; at += 1) {
      const total = (next[at] ?? 0) + extra;
      if (total >= (cost[at] ?? 0) || !(ends & (1 << at))) continue;
      cost[at] = total;
      last[at] = index + 1;
      reached = true;
    }
    [now, next] = [next, now];
  }
  if (!reached) return NONE;
  const found: Span[] = [];
  for (let to = from + 1; to <= units.length; to += 1) {
    const total = cost[to] ?? Number.POSITIVE_INFINITY;
    if (total === Number.POSITIVE_INFINITY) continue;
    // One letter in the middle of a name fits nearly everything and means nothing.
    if (first > 0 && !free && to - from === 1 && isLatin(units[from])) continue;
    found.push({ from, to, first, last: last[to] ?? 0, cost: total });
  }
  return found;
}

/** Whether the first two units can be the name's: most names fall here, before anything is computed. */
function canBegin(node: PlaceNode, first: number, { units }: Query, from: number, ends: number): boolean {
  const unit = units[from];
  // The nearest end that matters lies too far for so short a name.
  const nearest = 31 - Math.clz32(ends & -ends);
  if (ends !== ANYWHERE && nearest - from > (node.reach[first] ?? 0)) return false;
  const second = units[from + 1];
  const readings = node.readings[first] ?? NO_READINGS;
  let begins = unit === node.characters[first];
  let goesOn = false;
  for (const reading of readings)
    if (reading[0] === unit) {
      begins = true;
      if (reading[1] === second || reading[2] === second) goesOn = true;
    }
  if (!begins) return false;
  return goesOn || ends & (1 << (from + 1))
    ? true
    : startsWith(node, first + 1, second) || startsWith(node, node.ending, second);
}

function startsWith(node: PlaceNode, index: number, unit: string | undefined): boolean {
  if (node.characters[index] === unit) return true;
  for (const reading of node.readings[index] ?? NO_READINGS) if (reading[0] === unit) return true;
  return false;
}

const NO_READINGS: readonly string[] = [];

/** Enters into `ends` where the query can stand after one character of the name; false when nowhere. */
function step(
  node: PlaceNode,
  index: number,
  query: Query,
  at: number,
  price: number,
  lenient: boolean,
  ends: Float64Array,
): boolean {
  const { units, stops } = query;
  const unit = units[at];
  let any = false;
  const enter = (to: number, cost: number): void => {
    any = true;
    if (price + cost < (ends[to] ?? 0)) ends[to] = price + cost;
  };
  if (unit === node.characters[index]) enter(at + 1, COST.character);
  if (!isLatin(unit)) return any;
  for (const reading of node.readings[index] ?? NO_READINGS) {
    let length = 0;
    while (length < reading.length && units[at + length] === reading[length]) length += 1;
    if (length === 0) continue;
    enter(at + 1, COST.initial);
    if (length >= 2 && reading[1] === 'h') enter(at + 2, COST.initial);
    if (length === reading.length) enter(at + length, COST.pinyin);
    else if (length > 1 && stops.has(at + length)) enter(at + length, COST.partial);
    if (!lenient || length === reading.length || price >= COST.typo) continue;
    for (const wrong of misspellings(reading))
      if (standsAt(query, at, wrong)) enter(at + wrong.length, COST.typo);
  }
  return any;
}

function standsAt({ units }: Query, at: number, letters: string): boolean {
  for (let index = 0; index < letters.length; index += 1)
    if (units[at + index] !== letters[index]) return false;
  return true;
}

const known = new Map<string, readonly string[]>();

/**
 * A syllable as a hurried hand or a local tongue types it: one letter behind the first left out, two swapped,
 * one doubled; z, c, s for zh, ch, sh and the reverse; -n for -ng and the reverse; n for l.
 */
function misspellings(reading: string): readonly string[] {
  const before = known.get(reading);
  if (before) return before;
  const found = new Set<string>();
  if (reading.length >= 3)
    for (let index = 1; index < reading.length; index += 1) {
      found.add(reading.slice(0, index) + reading.slice(index + 1));
      found.add(reading.slice(0, index) + reading.charAt(index) + reading.slice(index));
      if (index + 1 < reading.length)
        found.add(
          reading.slice(0, index) +
            reading.charAt(index + 1) +
            reading.charAt(index) +
            reading.slice(index + 2),
        );
    }
  found.add(reading.replace(/^([zcs])h/, '$1'));
  found.add(reading.replace(/^([zcs])(?!h)/, '$1h'));
  found.add(reading.replace(/ng$/, 'n'));
  found.add(reading.replace(/n$/, 'ng'));
  found.delete(reading);
  const list = [...found].filter((one) => one.length >= 2);
  known.set(reading, list);
  return list;
}

/** Characters of a name that a search may begin at: its free ones, and inside the core of what is not a district. */
export function startsOf(node: PlaceNode): readonly number[] {
  if (node.level === 'city' || node.level === 'area') return node.free;
  return Array.from({ length: Math.max(1, node.core) }, (_, index) => index);
}

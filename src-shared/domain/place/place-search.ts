import { z } from 'zod';
import { placeLevelSchema } from './divisions.ts';
import { placeQuery, type Query, type Span } from './match.ts';
import { OTHER_NAME } from './other-name.ts';
import type { PlaceIndex, PlaceMatch } from './place-index.ts';
import { codesOf, divisionOf, lineOf, type PlaceNode } from './place-node.ts';

/** A place of an earlier order, as the order has it, and whose order it was. */
export const knownPlaceSchema = z.object({
  areaCode: z.string(),
  streetCode: z.string(),
  villageCode: z.string(),
  /** The address below the divisions. */
  place: z.string(),
  /** Of an order of the number that calls now, or of this seat. */
  of: z.enum(['number', 'seat']),
});
export type KnownPlace = z.infer<typeof knownPlaceSchema>;

export const placeHitSchema = z.object({
  /** Code of the division or landmark; empty for a place that was only ever written by hand. */
  code: z.string(),
  level: placeLevelSchema,
  /** The whole place in one line, with the address below it. */
  line: z.string(),
  /** What the order's fields get: codes of the divisions, empty where there is none … */
  areaCode: z.string(),
  streetCode: z.string(),
  villageCode: z.string(),
  /** … and the address below them: a landmark's name, the house that was typed. */
  place: z.string(),
  /** Why it stands where it stands: an order of this number, of this seat, or the list of divisions. */
  of: z.enum(['number', 'seat', 'list']),
  /** Stretches of `line` that the query named, as UTF-16 positions `[from, to)`, for showing. */
  marks: z.array(z.tuple([z.number().int(), z.number().int()])),
});
export type PlaceHit = z.infer<typeof placeHitSchema>;

/** What an earlier order is worth against a worse fit. */
const BONUS = { number: 3, seat: 1.2 } as const;
/** Fewer units than these are not read as a place with free text behind it. */
const LEAST_BEFORE_FREE_TEXT = 2;
const LEAST_FREE_TEXT = 4;

/**
 * The places that a query can mean, best first; an empty query answers the places of earlier orders.
 *
 * A query is parts of one or more levels in any order, each in Chinese, full pinyin, first letters or a mixture,
 * with or without blanks. When nothing fits as it stands, its beginning is read and the rest kept as free text, or
 * small slips of the keyboard and of the tongue are tolerated (docs/spec/places.md, rules PL-1 to PL-9).
 */
export function searchPlaces(
  index: PlaceIndex,
  text: string,
  limit: number,
  known: readonly KnownPlace[] = [],
): PlaceHit[] {
  const earlier = [...known.filter(({ of }) => of === 'number'), ...known.filter(({ of }) => of === 'seat')];
  const query = placeQuery(text);
  if (query.units.length === 0)
    return distinct(earlier.map((one) => hitOfKnown(index.byCode(codeOfKnown(one)), one))).slice(0, limit);

  const byCode = Map.groupBy(earlier, codeOfKnown);
  const knownOf = (node: PlaceNode): readonly KnownPlace[] => {
    const all = byCode.get(divisionOf(node)?.code ?? '') ?? [];
    // The city's code says nothing but that it is in the city.
    const written = node.level === 'landmark' || divisionOf(node)?.level === 'city';
    return written ? all.filter(({ place }) => place.startsWith(node.name)) : all;
  };
  const ranked = matchesOf(index, query)
    .filter((match) => !isOtherName(match, text.slice(query.ends[match.read - 1] ?? text.length)))
    .map((match) => {
      const own = knownOf(match.node);
      return { match, own, rank: match.cost - (own[0] ? BONUS[own[0].of] : 0) };
    })
    // Array.prototype.sort is stable: equals keep the order of the index, higher levels first.
    .sort((one, other) => one.rank - other.rank)
    .slice(0, limit);

  const hits: PlaceHit[] = [];
  for (const { match, own } of ranked) {
    const rest = text.slice(query.ends[match.read - 1] ?? text.length).trim();
    const hit = { ...hitOf(match.node, rest), of: own[0]?.of ?? 'list', marks: marksOf(match) } as const;
    if (rest === '')
      hits.push(...own.filter(({ place }) => place !== hit.place).map((one) => hitOfKnown(match.node, one)));
    hits.push(hit);
  }
  const found = distinct(hits).slice(0, limit);
  const written = writtenOut(index, text.trim());
  if (!written || found.some(({ line }) => line === written.line)) return found;
  return [...found.slice(0, limit - 1), written];
}

/**
 * A text that begins with whole names from a district down, as it stands («市中区文化路街道青檀佳苑»): its codes, whatever else
 * the address behind them resembles (a village called 青檀). Undefined when it begins with no district.
 */
function writtenOut(index: PlaceIndex, text: string): PlaceHit | undefined {
  let node: PlaceNode | undefined;
  let rest = text;
  for (;;) {
    const parent: PlaceNode | undefined = node;
    const [next] = index
      .beginningWith([...rest][0] ?? '')
      .filter(({ name, level, above }) => {
        if (!rest.startsWith(name)) return false;
        return parent ? above[0] === parent && level !== 'landmark' : level === 'area';
      })
      .toSorted((one, other) => other.name.length - one.name.length);
    if (!next) return node && hitOf(node, rest);
    node = next;
    rest = rest.slice(next.name.length);
  }
}

/** Whether a short name («青檀») and what stands right behind it are the name of something else («青檀佳苑»). */
function isOtherName({ parts, read }: PlaceMatch, rest: string): boolean {
  const last = parts.find(({ span }) => span.to === read);
  return last !== undefined && last.span.last < [...last.node.name].length && OTHER_NAME.test(rest);
}

/** Exactly; else with free text behind it; else in characters that sound alike; else with small slips. */
function matchesOf(index: PlaceIndex, query: Query): PlaceMatch[] {
  const exact = index.match(query, { lenient: false, partly: false });
  if (exact.length > 0) return exact;
  const beginning = index
    .match(query, { lenient: false, partly: true })
    .filter(({ read }) => read >= LEAST_BEFORE_FREE_TEXT);
  const rest = query.units.slice(beginning[0]?.read ?? query.units.length);
  // «…永福路12号» is a house, a single odd character or a few letters are a slip.
  const letters = rest.every((unit) => /[a-z]/.test(unit));
  if (!letters && (rest.length >= LEAST_FREE_TEXT || rest.some((unit) => /\d/.test(unit)))) return beginning;
  const spelled = spelledOut(query, index);
  for (const lenient of [false, true]) {
    if (spelled === query && !lenient) continue;
    const found = index.match(spelled, { lenient, partly: false });
    if (found.length > 0) return found.map((match) => ({ ...match, read: query.units.length }));
  }
  return letters ? [] : beginning;
}

/** The query with its Chinese characters as pinyin: «滕洲» is found as «tengzhou». */
function spelledOut(query: Query, { spell }: PlaceIndex): Query {
  if (!query.units.some(isHan)) return query;
  return placeQuery(query.units.map((unit) => (isHan(unit) ? spell(unit) : unit)).join(''));
}

const isHan = (unit: string): boolean => /\p{Script=Han}/u.test(unit);

function codeOfKnown({ areaCode, streetCode, villageCode }: KnownPlace): string {
  return villageCode || streetCode || areaCode.replace(/00$/, '');
}

/** The names that the codes stand for; the city's own is written in the address or left out. */
function namesOf(division: PlaceNode | undefined): string {
  return division && division.level !== 'city' ? lineOf(division) : '';
}

/** One hit a line: the first stands. */
function distinct(hits: readonly PlaceHit[]): PlaceHit[] {
  const seen = new Set<string>();
  return hits.filter(({ line }) => !seen.has(line) && seen.add(line));
}

function hitOfKnown(node: PlaceNode | undefined, known: KnownPlace): PlaceHit {
  const { areaCode, streetCode, villageCode, place, of } = known;
  const division = node && divisionOf(node);
  return {
    code: node?.code ?? '',
    level: node?.level ?? 'landmark',
    line: namesOf(division) + place,
    areaCode,
    streetCode,
    villageCode,
    place,
    of,
    marks: [],
  };
}

function hitOf(node: PlaceNode, rest: string): PlaceHit {
  const line = lineOf(node) + rest;
  // What has no code of its own stands in the address.
  const place = line.slice(namesOf(divisionOf(node)).length);
  return { code: node.code, level: node.level, line, ...codesOf(node), place, of: 'list', marks: [] };
}

function marksOf({ node, parts }: PlaceMatch): Array<[number, number]> {
  const spans = new Map<PlaceNode, Span>(parts.map(({ node: one, span }) => [one, span]));
  const above = node.above.filter(({ level }) => level !== 'city').toReversed();
  const marks: Array<[number, number]> = [];
  let offset = 0;
  for (const one of [...above, node]) {
    const span = spans.get(one);
    const characters = [...one.name];
    if (span) {
      const before = offset + characters.slice(0, span.first).join('').length;
      marks.push([before, before + characters.slice(span.first, span.last).join('').length]);
    }
    offset += one.name.length;
  }
  return marks;
}

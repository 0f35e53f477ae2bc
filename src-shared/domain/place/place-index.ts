import { ChainCover, type Cover } from './combine.ts';
import type { Divisions, Landmark } from './divisions.ts';
import { ANYWHERE, type Query, type Span, spansAt, startsOf } from './match.ts';
import { landmarkNode, nodesOf, type PlaceNode, type Spell } from './place-node.ts';

/** A place that fits a query. */
export interface PlaceMatch extends Cover {
  readonly node: PlaceNode;
}

/** The searchable places of one city. Made by {@link createPlaceIndex}. */
export interface PlaceIndex {
  readonly nodes: readonly PlaceNode[];
  byCode(code: string): PlaceNode | undefined;
  /** Adds a landmark, or takes the place of one with the same code; false when what it lies in is not known. */
  add(landmark: Landmark): boolean;
  remove(code: string): void;
  /**
   * Every place that accounts for the whole query together with those above it, in no order.
   *
   * @param options.lenient tolerates small slips
   * @param options.partly answers instead those that account for the longest beginning of the query, in whole names
   */
  match(query: Query, options: { lenient: boolean; partly: boolean }): PlaceMatch[];
  /** Syllables of any text in Chinese, for a query in characters that sound alike. */
  readonly spell: Spell;
  /** Nodes whose name begins with a character: for finding places in running text. */
  beginningWith(character: string): readonly PlaceNode[];
}

/**
 * Builds the index. Postings by first letter and by character say where in which name a stretch can begin, so
 * that a keystroke looks at the names it can mean and not at all of them.
 */
export function createPlaceIndex(
  divisions: Divisions,
  landmarks: readonly Landmark[],
  spell: Spell,
): PlaceIndex {
  const nodes: PlaceNode[] = [];
  const byCode = new Map<string, PlaceNode>();
  /** Unit → chain → pairs of node and first character: a chain that can't account for the rest is passed over whole. */
  const postings = new Map<string, Map<PlaceNode['chain'], Array<readonly [PlaceNode, number]>>>();
  const beginnings = new Map<string, PlaceNode[]>();

  const insert = (node: PlaceNode): void => {
    nodes.push(node);
    byCode.set(node.code, node);
    append(beginnings, node.characters[0] ?? '', node);
    for (const first of startsOf(node)) {
      const entry = [node, first] as const;
      const letters = (node.readings[first] ?? []).map((reading) => reading.charAt(0));
      for (const unit of new Set([node.characters[first] ?? '', ...letters])) {
        const chains = postings.get(unit) ?? new Map();
        postings.set(unit, chains);
        append(chains, node.chain, entry);
      }
    }
  };
  const remove = (code: string): void => {
    const node = byCode.get(code);
    if (!node) return;
    byCode.delete(code);
    nodes.splice(nodes.indexOf(node), 1);
    for (const chains of postings.values())
      for (const [chain, list] of chains)
        chains.set(
          chain,
          list.filter(([other]) => other !== node),
        );
    for (const [unit, list] of beginnings)
      beginnings.set(
        unit,
        list.filter((other) => other !== node),
      );
  };
  const add = (landmark: Landmark): boolean => {
    const node = landmarkNode(landmark, byCode, divisions.readings, spell);
    if (!node) return false;
    remove(node.code);
    insert(node);
    return true;
  };

  for (const node of nodesOf(divisions, spell)) insert(node);
  for (const landmark of landmarks) add(landmark);

  return {
    nodes,
    byCode: (code) => byCode.get(code),
    add,
    remove,
    beginningWith: (character) => beginnings.get(character) ?? [],
    spell,
    match(query, { lenient, partly }) {
      const how = { lenient, whole: partly };
      const ownSpans = new Map<PlaceNode, readonly Span[]>();
      const spansOf = (node: PlaceNode): readonly Span[] => {
        const spans =
          ownSpans.get(node) ??
          query.units.flatMap((_, from) =>
            node.free.flatMap((first) =>
              // The city stands above everything; a part of its name would open every place to everything.
              spansAt(node, first, query, from, {
                lenient,
                whole: partly || node.level === 'city',
                ends: ANYWHERE,
              }),
            ),
          );
        ownSpans.set(node, spans);
        return spans;
      };
      const covers = new Map<readonly PlaceNode[], ChainCover>();
      const coverOf = (chain: readonly PlaceNode[]): ChainCover => {
        const cover = covers.get(chain) ?? new ChainCover(chain, query, spansOf, partly);
        covers.set(chain, cover);
        return cover;
      };
      const best = new Map<PlaceNode, PlaceMatch>();
      const enter = (node: PlaceNode, span: Span, cover: ChainCover): void => {
        const around = cover.around(span.from, span.to);
        if (!around) return;
        // «永兴路与泰山路交叉口» is a road, not 永兴社区.
        if (partly && span.last < node.core + 1 && ROAD.test(query.units[span.to] ?? '')) return;
        const cost = around.cost + span.cost + LEVEL_COST[node.level];
        const known = best.get(node);
        if (known && (known.read > around.read || (known.read === around.read && known.cost <= cost))) return;
        best.set(node, { node, cost, parts: [...around.parts, { node, span }], read: around.read });
      };
      query.units.forEach((unit, from) => {
        for (const [chain, entries] of postings.get(unit) ?? []) {
          const cover = coverOf(chain);
          if (!(cover.starts & (1 << from))) continue;
          const ends = cover.endsFrom(from);
          for (const [node, first] of entries) {
            // Slips are forgiven, and free text is split off, only behind the beginning of a name.
            if ((lenient || partly) && !node.free.includes(first)) continue;
            for (const span of spansAt(node, first, query, from, { ...how, ends })) enter(node, span, cover);
          }
        }
      });
      const found = [...best.values()];
      if (!partly) return found;
      const longest = Math.max(0, ...found.map(({ read }) => read));
      return found.filter(({ read }) => read === longest);
    },
  };
}

const ROAD = /^[路街巷大]$/;

/** A larger place goes before a smaller one that fits as well. */
const LEVEL_COST = { city: 0.1, area: 0, street: 0.15, landmark: 0.2, village: 0.3 } as const;

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

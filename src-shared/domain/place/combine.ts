import type { Query, Span } from './match.ts';
import type { PlaceNode } from './place-node.ts';

/** Stretches of the query that nodes above a place account for, around a gap that is the place's own. */
export interface Cover {
  readonly cost: number;
  readonly parts: ReadonlyArray<{ readonly node: PlaceNode; readonly span: Span }>;
  /** Units of the query that are accounted for. */
  readonly read: number;
}

/** «临山薛城»: the smaller place typed first. */
const REVERSED = 0.25;

/**
 * What the nodes above a place (its chain, shared by all places of one township) can account for in one query.
 * Asked for before a place itself is looked at: in most chains nothing of the query occurs, and then a place of
 * it has to account for the whole query by itself.
 */
export class ChainCover {
  readonly #query: Query;
  readonly #spans: ReadonlyArray<{ node: PlaceNode; span: Span; bit: number }>;
  readonly #covers = new Map<number, Cover | undefined>();
  readonly #ends = new Map<number, number>();
  readonly #partly: boolean;
  /** Positions at which something above could go on, as bits. */
  readonly #resumes: number;
  /** Positions a place's own stretch may begin at, as bits. */
  readonly starts: number;

  /**
   * @param spansOf all stretches of the query that a node's name accounts for
   * @param partly whether the query's end may stay unread (free text)
   */
  constructor(
    chain: readonly PlaceNode[],
    query: Query,
    spansOf: (node: PlaceNode) => readonly Span[],
    partly: boolean,
  ) {
    this.#query = query;
    this.#partly = partly;
    this.#spans = chain.flatMap((node, index) =>
      spansOf(node).map((span) => ({ node, span, bit: 1 << index })),
    );
    this.#resumes = this.#spans.reduce((bits, { span }) => bits | (1 << span.from), 0);
    this.starts = this.#starts();
  }

  /** The cheapest cover around the gap `[from, to)`; of two the one that reads more. Undefined: there is none. */
  around(from: number, to: number): Cover | undefined {
    const key = from * 64 + to;
    if (this.#covers.has(key)) return this.#covers.get(key);
    const found = this.#search(from, to);
    this.#covers.set(key, found);
    return found;
  }

  /** Positions a place's own stretch from `from` may end at, as bits. */
  endsFrom(from: number): number {
    const known = this.#ends.get(from);
    if (known !== undefined) return known;
    const { length } = this.#query.units;
    let ends = 0;
    for (let to = from + 1; to <= length; to += 1) {
      const possible = this.#partly || to === length || this.#resumes & (1 << to);
      if (possible && this.around(from, to)) ends |= 1 << to;
    }
    this.#ends.set(from, ends);
    return ends;
  }

  #starts(): number {
    let starts = 1;
    const walk = (at: number, used: number): void => {
      starts |= 1 << at;
      for (const { span, bit } of this.#spans)
        if (span.from === at && !(used & bit)) walk(span.to, used | bit);
    };
    walk(0, 0);
    return starts;
  }

  #search(from: number, to: number): Cover | undefined {
    const end = this.#query.units.length;
    let best: Cover | undefined;
    const trail: Array<{ node: PlaceNode; span: Span }> = [];
    const walk = (at: number, used: number, cost: number): void => {
      if (at === from) {
        walk(to, used, cost);
        return;
      }
      if (at >= to && (at === end || this.#partly)) {
        const better = best === undefined || at > best.read || (at === best.read && cost < best.cost);
        if (better) best = { cost, parts: [...trail], read: at };
      }
      for (const { node, span, bit } of this.#spans) {
        if (span.from !== at || used & bit || (at < from && span.to > from)) continue;
        trail.push({ node, span });
        walk(span.to, used | bit, cost + span.cost + (at >= to ? REVERSED : 0));
        trail.pop();
      }
    };
    walk(0, 0, 0);
    return best;
  }
}

import { findWords, type LeafName, type WordIndex } from './catalogue.ts';
import type { Scored } from './linear-model.ts';

/** A leaf and what speaks for it. */
export interface RankedLeaf {
  readonly leaf: LeafName;
  /** Larger is better; only for comparison. */
  readonly score: number;
  /** The first level's share by the model; null when the model has not learned that level. */
  readonly share: number | null;
  /** Words of the tree or of the people for this leaf, the most telling first. */
  readonly named: readonly string[];
  /** Similar orders of this centre that got it. */
  readonly ownOrders: number;
}

export interface RankingInput {
  readonly plain: string;
  readonly level1: Scored;
  readonly level1Names: readonly string[];
  /** The second level by a model of its own, and its names `level1/level2`. */
  readonly level2: Scored;
  readonly level2Names: readonly string[];
  /** Similar earlier orders by leaf: their summed similarity and how many. */
  readonly own: ReadonlyMap<string, { readonly weight: number; readonly count: number }>;
}

/** How much each kind of evidence counts; fitted on half of the messages in bench/labels/categories.json. */
export const RANKING_WEIGHTS = { level1: 0.3, level2: 0.3, words: 3.5, own: 2.5 };
/** Share of a first or second level that no model has learned. */
const UNLEARNED_SHARE = 0.02;
const HEAD_LENGTH = 22;
const HEAD_FACTOR = 2;
/** A leaf «其他» is the last choice of its second level. */
const OTHER_PENALTY = 0.25;

/**
 * Ranks leaves by all that is known: log shares of the two learned levels, words, earlier orders of the centre.
 */
export function rankCategories(
  index: WordIndex,
  input: RankingInput,
  weights = RANKING_WEIGHTS,
): RankedLeaf[] {
  const found = findWords(index, input.plain, HEAD_LENGTH);
  const wordScores = new Float64Array(index.leaves.length);
  const named = new Map<number, Array<{ word: string; weight: number }>>();
  for (const [word, { count, inHead }] of found) {
    for (const { leaf, weight } of index.words.get(word) ?? []) {
      const worth = weight * (1 + 0.3 * Math.log(count)) * (inHead ? HEAD_FACTOR : 1);
      wordScores[leaf] = (wordScores[leaf] ?? 0) + worth;
      const list = named.get(leaf) ?? [];
      list.push({ word, weight: worth });
      named.set(leaf, list);
    }
  }
  const share1 = sharesByName(input.level1Names, input.level1);
  const share2 = sharesByName(input.level2Names, input.level2);
  const ranked = index.leaves.map((leaf, at): RankedLeaf => {
    const first = share1.get(leaf.level1);
    const second = share2.get(`${leaf.level1}/${leaf.level2}`);
    const own = input.own.get(leaf.code);
    const score =
      weights.level1 * Math.log(Math.max(first ?? UNLEARNED_SHARE, 0.005)) +
      weights.level2 * Math.log(Math.max(second ?? UNLEARNED_SHARE / 4, 0.002)) +
      weights.words * Math.log1p(wordScores[at] ?? 0) +
      weights.own * Math.log1p(own?.weight ?? 0) -
      (leaf.level3 === '其他' ? OTHER_PENALTY : 0);
    return {
      leaf,
      score,
      share: first ?? null,
      named: (named.get(at) ?? [])
        .toSorted((one, other) => other.weight - one.weight)
        .map(({ word }) => word)
        .filter((word, place, all) => !all.slice(0, place).some((longer) => longer.includes(word))),
      ownOrders: own?.count ?? 0,
    };
  });
  return evidenced(ranked.toSorted((one, other) => other.score - one.score));
}

/**
 * Only leaves that something speaks for by themselves: a word, an order of the centre. What the models say of first
 * and second levels chooses among those; between the leaves of one second level it could only guess. Where nothing
 * speaks for any leaf, each second level is offered by its «其他», which a person can go on from.
 */
function evidenced(ranked: readonly RankedLeaf[]): RankedLeaf[] {
  const known = ranked.filter(({ named, ownOrders }) => named.length > 0 || ownOrders > 0);
  return known.length > 0 ? known : ranked.filter(({ leaf }) => leaf.level3 === '其他');
}

function sharesByName(names: readonly string[], { shares }: Scored): Map<string, number> {
  return new Map(names.map((name, index) => [name, shares[index] ?? 0]));
}

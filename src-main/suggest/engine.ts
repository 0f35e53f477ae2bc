import {
  type CategorySuggestion,
  type DuplicateSuggestion,
  MOST_SUGGESTED,
  type SuggestInput,
  type SuggestionReason,
  type Suggestions,
} from '#shared/contract/index.ts';
import type { UnitRow } from '#shared/hub-protocol/index.ts';
import { DUPLICATES_CHECKED } from './area.ts';
import { indexWords, type LeafName, parseUnits } from './catalogue.ts';
import { type RankedLeaf, rankCategories } from './category-ranking.ts';
import { featuresOfPlain } from './features.ts';
import { createRarity, readFrequencies } from './frequencies.ts';
import { directoryOfHub } from './hub-directory.ts';
import { createClassifier, readModel } from './linear-model.ts';
import { createOrderIndex, type KnownOrder, type SimilarOrder } from './order-index.ts';
import { plainText } from './plain-text.ts';
import { sharedWords, tellingWords, wordsOf } from './telling-words.ts';
import { rankUnits } from './unit-ranking.ts';

/** What the engine is made of: files of assets/suggest, and the category tree. */
export interface EngineParts {
  readonly leaves: readonly LeafName[];
  readonly wordsJson: string;
  readonly unitsJson: string;
  /** The hub's table of units; the shipped directory then only says what kind each is of. */
  readonly unitRows?: readonly UnitRow[] | undefined;
  readonly level1: Uint8Array;
  readonly level2: Uint8Array;
  readonly units: Uint8Array;
  readonly frequencies: Uint8Array;
}

/** Suggestions for a text, and the earlier orders they draw on. Pure computation; it runs in a thread of its own. */
export interface SuggestEngine {
  suggest(input: SuggestInput, now: number): Suggestions;
  putOrders(orders: readonly KnownOrder[]): void;
  removeOrders(ids: readonly string[]): void;
}

/** Fewer Chinese characters say nothing yet (rule SU-2). */
const FEWEST_CHARACTERS = 4;
/** Orders longer ago are another matter (rule SU-20). */
const DUPLICATE_DAYS = 30;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
/** Chosen on the labelled pairs of bench/labels/duplicates.json (docs/suggestions.md). */
export const DUPLICATE_THRESHOLD = 0.25;
const SAME_STREET_BONUS = 0.1;
const SAME_CATEGORY_BONUS = 0.05;
const OTHER_DISTRICT_MALUS = 0.15;
/** Similar orders that vote for their category, and how similar they must be. */
const VOTERS = 20;
const VOTER_SIMILARITY = 0.18;
const DISTRICT_DIGITS = 6;
const STREET_DIGITS = 9;

export function createEngine(parts: EngineParts): SuggestEngine {
  const words = indexWords(parts.leaves, parts.wordsJson);
  const shippedUnits = parseUnits(parts.unitsJson);
  const directory = parts.unitRows ? directoryOfHub(parts.unitRows, shippedUnits) : shippedUnits;
  const level1 = createClassifier(readModel(parts.level1));
  const level2 = createClassifier(readModel(parts.level2));
  const unitKinds = createClassifier(readModel(parts.units));
  const rarityOf = createRarity(readFrequencies(parts.frequencies));
  const orders = createOrderIndex(rarityOf);
  /** Dispatches of this centre: leaf, unit, how many. */
  const dispatches = new Map<string, Map<string, number>>();
  const counted = new Map<string, { category: string; unit: string }>();

  const count = (id: string, category: string, unit: string, step: 1 | -1) => {
    const units = dispatches.get(category) ?? new Map<string, number>();
    const next = (units.get(unit) ?? 0) + step;
    if (next > 0) units.set(unit, next);
    else units.delete(unit);
    dispatches.set(category, units);
    if (step === 1) counted.set(id, { category, unit });
    else counted.delete(id);
  };
  const forget = (id: string) => {
    const known = counted.get(id);
    if (known) count(id, known.category, known.unit, -1);
  };

  const categorySuggestions = (
    ranked: readonly RankedLeaf[],
    textWords: readonly string[],
  ): CategorySuggestion[] =>
    ranked.flatMap(({ leaf, share, named, ownOrders }) => {
      const classIndex = level1.classes.indexOf(leaf.level1);
      const reasons: SuggestionReason[] = [];
      if (named.length > 0) reasons.push({ kind: 'named', words: named.slice(0, 3) });
      if (ownOrders > 0) reasons.push({ kind: 'own-category', count: ownOrders });
      const telling = classIndex < 0 ? [] : tellingWords(textWords, level1, classIndex, 3);
      if (reasons.length === 0 && telling.length > 0) reasons.push({ kind: 'words', words: telling });
      if (reasons.length === 0) return [];
      return [
        {
          categoryCode: leaf.code,
          level1: leaf.level1,
          level2: leaf.level2,
          level3: leaf.level3,
          confidence: share ?? 0,
          reasons,
        },
      ];
    });

  const duplicates = (
    input: SuggestInput,
    similar: readonly SimilarOrder[],
    category: string,
    textWords: readonly string[],
    now: number,
  ): DuplicateSuggestion[] =>
    similar
      .filter(({ order }) => order.open && order.id !== input.draftId)
      .filter(({ order }) => now - order.submittedAt <= DUPLICATE_DAYS * DAY_MILLISECONDS)
      .flatMap(({ order, similarity }) => {
        const place = comparePlaces(input, order);
        const sameCategory = category !== '' && category === order.categoryCode;
        const adjusted =
          similarity +
          (place === 'same' ? SAME_STREET_BONUS : place === 'other' ? -OTHER_DISTRICT_MALUS : 0) +
          (sameCategory ? SAME_CATEGORY_BONUS : 0);
        if (adjusted < DUPLICATE_THRESHOLD) return [];
        const shared = sharedWords(textWords, order.title + order.content, rarityOf, 3);
        const reasons: SuggestionReason[] = [
          ...(place === 'same' ? [{ kind: 'same-place' as const }] : []),
          ...(shared.length > 0 ? [{ kind: 'same-words' as const, words: shared }] : []),
          ...(sameCategory ? [{ kind: 'same-category' as const }] : []),
        ];
        if (reasons.length === 0) return [];
        const { id, number, title, submittedAt } = order;
        return [
          {
            orderId: id,
            number,
            title,
            submittedAt,
            similarity: Math.min(1, Math.max(0, adjusted)),
            reasons,
          },
        ];
      })
      .toSorted((one, other) => other.similarity - one.similarity)
      .slice(0, DUPLICATES_CHECKED);

  return {
    suggest: (input, now) => {
      const body = [input.content, input.aim].filter(Boolean).join('。');
      const plain = plainText(input.title) + plainText(body);
      if (plain.length < FEWEST_CHARACTERS) return { categories: [], units: [], duplicates: [] };
      const features = featuresOfPlain(plain);
      const textWords = wordsOf(`${input.title}。${input.place}。${body}`);
      const similar = orders.similar(input.title, body, VOTERS);
      const ranked = rankCategories(words, {
        plain,
        level1: level1.score(features),
        level1Names: level1.classes,
        level2: level2.score(features),
        level2Names: level2.classes,
        own: votesOf(similar),
      }).slice(0, MOST_SUGGESTED);
      const likely =
        input.categoryCode === '' ? likelihoods(ranked) : [{ code: input.categoryCode, likelihood: 1 }];
      const kinds = unitKinds.score(features).shares;
      const units = rankUnits(directory, {
        categories: likely,
        kinds: new Map(unitKinds.classes.map((kind, index) => [kind, kinds[index] ?? 0])),
        placeCode: input.placeCode,
        own: dispatches,
      });
      const category = input.categoryCode || (ranked[0]?.leaf.code ?? '');
      return {
        categories: categorySuggestions(ranked, textWords),
        units: units.slice(0, MOST_SUGGESTED).map(({ name, reasons }) => ({ name, reasons })),
        duplicates: duplicates(input, similar, category, textWords, now),
      };
    },
    putOrders: (added) => {
      for (const order of added) {
        orders.put(order);
        forget(order.id);
        if (order.leadUnit !== '' && order.categoryCode !== '')
          count(order.id, order.categoryCode, order.leadUnit, 1);
      }
    },
    removeOrders: (ids) => {
      for (const id of ids) {
        orders.remove(id);
        forget(id);
      }
    },
  };
}

/** Similar earlier orders by their category. */
function votesOf(similar: readonly SimilarOrder[]): Map<string, { weight: number; count: number }> {
  const votes = new Map<string, { weight: number; count: number }>();
  for (const { order, similarity } of similar) {
    if (similarity < VOTER_SIMILARITY || order.categoryCode === '') continue;
    const known = votes.get(order.categoryCode) ?? { weight: 0, count: 0 };
    votes.set(order.categoryCode, { weight: known.weight + similarity, count: known.count + 1 });
  }
  return votes;
}

/** The ranked leaves as likelihoods that add up to 1. */
function likelihoods(ranked: readonly RankedLeaf[]): Array<{ code: string; likelihood: number }> {
  const highest = ranked[0]?.score ?? 0;
  const raised = ranked.map(({ score }) => Math.exp((score - highest) * 0.8));
  const sum = raised.reduce((total, one) => total + one, 0);
  return ranked.map(({ leaf }, index) => ({ code: leaf.code, likelihood: (raised[index] ?? 0) / sum }));
}

/** `same`: one street or the same words; `other`: districts that differ; `unknown`: nothing can be said. */
function comparePlaces(input: SuggestInput, order: KnownOrder): 'same' | 'other' | 'unknown' {
  const own = input.placeCode;
  const their = order.placeCode;
  if (own.length >= DISTRICT_DIGITS && their.length >= DISTRICT_DIGITS) {
    if (own.slice(0, DISTRICT_DIGITS) !== their.slice(0, DISTRICT_DIGITS)) return 'other';
    if (own.length >= STREET_DIGITS && own.slice(0, STREET_DIGITS) === their.slice(0, STREET_DIGITS))
      return 'same';
  }
  const place = plainText(input.place);
  return place.length >= 3 && plainText(order.place).includes(place) ? 'same' : 'unknown';
}

import type { OrderMatter } from '../cache/index.ts';
import { hashOfRun } from './features.ts';
import { cosineOf, type RarityOf, vectorOf } from './frequencies.ts';
import { plainText } from './plain-text.ts';

/** An earlier order as the suggestions need it; no name, no number of a citizen. */
export type KnownOrder = OrderMatter;

export interface SimilarOrder {
  readonly order: KnownOrder;
  /** Of title and text alone, 0 to 1. */
  readonly similarity: number;
}

/** Finds earlier orders with similar words. */
export interface OrderIndex {
  /** Adds an order, or takes the place of the one with its id. */
  put(order: KnownOrder): void;
  remove(id: string): void;
  size(): number;
  /** The most similar orders, best first. */
  similar(title: string, content: string, limit: number): SimilarOrder[];
}

/** Runs of an order that it is found by: its rarest. */
const KEYS_STORED = 32;
const KEYS_ASKED = 64;
/** Characters of a text that are compared. */
const COMPARED_LENGTH = 500;
/** Characters of a title, or of the beginning that stands in for one. */
const TITLE_LENGTH = 30;
const KEYED_LENGTH = 160;
/** Orders that are compared exactly. */
const CANDIDATES = 32;
/** Entries that one question looks at: what keeps it short however many orders there are. */
const MOST_ENTRIES = 20_000;
const VECTORS_KEPT = 500;

interface Entry {
  order: KnownOrder;
  readonly keys: readonly number[];
}

/**
 * An index in memory: by each order's rarest runs of characters to candidates, and from there exact. Which runs are
 * rare is known beforehand ({@link RarityOf}), so that both sides of a pair choose the same ones.
 */
export function createOrderIndex(rarityOf: RarityOf): OrderIndex {
  const slots: Array<Entry | undefined> = [];
  const slotOf = new Map<string, number>();
  const postings = new Map<number, number[]>();
  const vectors = new Map<number, Compared>();
  let removed = 0;

  const remove = (id: string) => {
    const slot = slotOf.get(id);
    if (slot === undefined) return;
    // The entries stay and point at nothing; when they are many, all are made anew.
    slots[slot] = undefined;
    slotOf.delete(id);
    vectors.delete(slot);
    removed += 1;
    if (removed > 1000 && removed > slotOf.size) rebuild();
  };
  const insert = (order: KnownOrder, keys: readonly number[]) => {
    const slot = slots.push({ order, keys }) - 1;
    slotOf.set(order.id, slot);
    for (const key of keys) {
      const list = postings.get(key);
      if (list) list.push(slot);
      else postings.set(key, [slot]);
    }
  };
  const rebuild = () => {
    const kept = slots.flatMap((entry) => entry ?? []);
    slots.length = 0;
    slotOf.clear();
    postings.clear();
    vectors.clear();
    removed = 0;
    for (const { order, keys } of kept) insert(order, keys);
  };
  const comparedOf = (slot: number, order: KnownOrder): Compared => {
    const known = vectors.get(slot);
    if (known) return known;
    const made = compare(order.title, order.content, rarityOf);
    if (vectors.size >= VECTORS_KEPT) vectors.delete(vectors.keys().next().value ?? -1);
    vectors.set(slot, made);
    return made;
  };

  return {
    put: (order) => {
      const slot = slotOf.get(order.id);
      const entry = slot === undefined ? undefined : slots[slot];
      if (entry && entry.order.title === order.title && entry.order.content === order.content) {
        entry.order = order;
        return;
      }
      remove(order.id);
      insert(order, rarestRuns(order.title, order.content, rarityOf, KEYS_STORED));
    },
    remove,
    size: () => slotOf.size,
    similar: (title, content, limit) => {
      const found = new Map<number, number>();
      const lists = rarestRuns(title, content, rarityOf, KEYS_ASKED)
        .map((key) => ({ list: postings.get(key) ?? [], worth: rarityOf(key) }))
        .toSorted((one, other) => one.list.length - other.list.length);
      let looked = 0;
      for (const { list, worth } of lists) {
        looked += list.length;
        if (looked > MOST_ENTRIES) break;
        for (const slot of list) found.set(slot, (found.get(slot) ?? 0) + worth);
      }
      const asked = compare(title, content, rarityOf);
      return best(found, CANDIDATES)
        .flatMap((slot) => {
          const order = slots[slot]?.order;
          return order ? [{ order, similarity: similarityOf(asked, comparedOf(slot, order)) }] : [];
        })
        .toSorted((one, other) => other.similarity - one.similarity)
        .slice(0, limit);
    },
  };
}

/** The slots with the largest sums, without sorting all of them. */
function best(found: ReadonlyMap<number, number>, count: number): number[] {
  const top: Array<{ slot: number; sum: number }> = [];
  for (const [slot, sum] of found) {
    const last = top[count - 1];
    if (last !== undefined && (sum < last.sum || (sum === last.sum && slot <= last.slot))) continue;
    let at = Math.min(top.length, count - 1);
    // Of equals the later order comes first: it is the newer one.
    while (at > 0 && isBehind(top[at - 1], sum, slot)) at -= 1;
    top.splice(at, 0, { slot, sum });
    if (top.length > count) top.pop();
  }
  return top.map(({ slot }) => slot);
}

function isBehind(one: { slot: number; sum: number } | undefined, sum: number, slot: number): boolean {
  return one !== undefined && (one.sum < sum || (one.sum === sum && one.slot < slot));
}

interface Compared {
  readonly title: ReadonlyMap<number, number>;
  readonly text: ReadonlyMap<number, number>;
}

function compare(title: string, content: string, rarityOf: RarityOf): Compared {
  const plainTitle = plainText(title);
  const whole = plainTitle + plainText(content.slice(0, COMPARED_LENGTH * 2)).slice(0, COMPARED_LENGTH);
  return {
    title: vectorOf((plainTitle === '' ? whole : plainTitle).slice(0, TITLE_LENGTH), rarityOf),
    text: vectorOf(whole, rarityOf),
  };
}

/** Half the titles' cosine, half the whole texts' (rule SU-20). */
function similarityOf(one: Compared, other: Compared): number {
  return (cosineOf(one.title, other.title) + cosineOf(one.text, other.text)) / 2;
}

/** Similarity of two texts alone, as the index has it; for measuring. */
export function similarityOfTexts(
  one: { title: string; content: string },
  other: { title: string; content: string },
  rarityOf: RarityOf,
): number {
  return similarityOf(
    compare(one.title, one.content, rarityOf),
    compare(other.title, other.content, rarityOf),
  );
}

function rarestRuns(title: string, content: string, rarityOf: RarityOf, count: number): number[] {
  const plain = (plainText(title) + plainText(content.slice(0, KEYED_LENGTH * 2))).slice(0, KEYED_LENGTH);
  const runs = new Set<number>();
  for (let start = 0; start + 1 < plain.length; start += 1) {
    runs.add(hashOfRun(plain.slice(start, start + 2)));
    if (start + 2 < plain.length) runs.add(hashOfRun(plain.slice(start, start + 3)));
  }
  return Array.from(runs, (hash) => ({ hash, rarity: rarityOf(hash) }))
    .toSorted((one, other) => other.rarity - one.rarity || one.hash - other.hash)
    .slice(0, count)
    .map(({ hash }) => hash);
}

import { z } from 'zod';
import type { Category } from '#shared/domain/index.ts';

const wordsSchema = z.strictObject({
  version: z.literal(1),
  about: z.string(),
  /** By leaf of the category tree: what people say for it. */
  words: z.record(z.string(), z.array(z.string().min(2).max(12)).max(60)),
});

const unitsSchema = z.strictObject({
  version: z.literal(1),
  about: z.string(),
  /** Departments of the city. */
  units: z.array(
    z.strictObject({
      /** Kind of unit, as the learned model names it; the same word in every city. */
      kind: z.string().regex(/^[a-z-]+$/),
      name: z.string().min(2).max(100),
      /** Parts of names that such a unit signs with, for learning from answers. */
      signs: z.array(z.string().min(2)).max(20),
      /** Categories it is in charge of: a leaf, a second or a first level; the most exact one counts. */
      inCharge: z.array(z.string().min(1).max(120)).max(60),
    }),
  ),
  /** Governments of districts, by the division code that their places begin with. */
  areas: z.array(z.strictObject({ code: z.string().regex(/^\d{4,9}$/), area: z.string(), name: z.string() })),
});
export type UnitDirectory = z.infer<typeof unitsSchema>;

/** Kind of the units below a district: streets, townships. They answer much, and are found by place. */
export const LOCAL_KIND = 'local-government';

export function parseUnits(json: string): UnitDirectory {
  return unitsSchema.parse(JSON.parse(json));
}

/** A word and the leaves that it speaks for. */
export interface WordIndex {
  readonly leaves: readonly LeafName[];
  /** By word: leaves (index) and how much the word says for each. */
  readonly words: ReadonlyMap<string, ReadonlyArray<{ readonly leaf: number; readonly weight: number }>>;
  readonly longest: number;
}
export type LeafName = Pick<Category, 'code' | 'level1' | 'level2' | 'level3'>;

/** What a name of the tree counts beside a word that people use. */
const LEVEL3_WEIGHT = 0.9;
const LEVEL2_WEIGHT = 0.35;
/** Parts of names that say nothing of the matter. */
const EMPTY_NAMES = new Set(['其他', '管理', '问题', '政策', '待遇', '工作', '建设', '规划', '服务', '城市']);

/**
 * Words and names of the tree, each weighed by its length and by how few leaves share it.
 *
 * @param wordsJson assets/suggest/category-words.json
 */
export function indexWords(leaves: readonly LeafName[], wordsJson: string): WordIndex {
  const { words } = wordsSchema.parse(JSON.parse(wordsJson));
  const weights = new Map<string, Map<number, number>>();
  const add = (word: string, leaf: number, weight: number) => {
    if (word.length < 2 || EMPTY_NAMES.has(word)) return;
    const known = weights.get(word) ?? new Map<number, number>();
    known.set(leaf, Math.max(known.get(leaf) ?? 0, weight));
    weights.set(word, known);
  };
  for (const [index, { code, level2, level3 }] of leaves.entries()) {
    const isOther = level3 === '其他';
    for (const word of words[code] ?? []) add(word, index, 1);
    if (!isOther) for (const part of partsOf(level3)) add(part, index, LEVEL3_WEIGHT);
    for (const part of partsOf(level2)) add(part, index, isOther ? LEVEL2_WEIGHT * 1.2 : LEVEL2_WEIGHT);
  }
  const index = new Map(
    [...weights].map(([word, known]) => {
      const total = [...known.values()].reduce((sum, weight) => sum + weight, 0);
      const length = Math.min(2, 0.4 + word.length * 0.3);
      return [
        word,
        [...known].map(([leaf, weight]) => ({ leaf, weight: (weight * length * weight) / Math.sqrt(total) })),
      ];
    }),
  );
  return { leaves, words: index, longest: Math.max(0, ...[...index.keys()].map((word) => word.length)) };
}

function partsOf(name: string): string[] {
  return name.split(/[、，,“”"（）()和及与]/).filter((part) => part.length >= 2);
}

/** Words of the index that stand in a text: how often, and whether in its beginning. */
export function findWords(
  { words, longest }: WordIndex,
  plain: string,
  headLength: number,
): Map<string, { count: number; inHead: boolean }> {
  const found = new Map<string, { count: number; inHead: boolean }>();
  for (let start = 0; start < plain.length; start += 1) {
    for (let length = 2; length <= longest && start + length <= plain.length; length += 1) {
      const word = plain.slice(start, start + length);
      if (!words.has(word)) continue;
      const known = found.get(word) ?? { count: 0, inHead: false };
      known.count += 1;
      known.inHead ||= start < headLength;
      found.set(word, known);
    }
  }
  return found;
}

import { z } from 'zod';
import { type Category, CodedError } from '#shared/domain/index.ts';
import type { CategoryRow } from '#shared/hub-protocol/index.ts';

/** Answers the category tree, made at the first question and kept. */
export type CategorySource = () => Promise<Category[]>;

const rowsSchema = z.array(
  z.object({ level1: z.string().min(1), level2: z.string().min(1), level3: z.string().min(1) }),
);

const aliasesSchema = z.strictObject({
  version: z.literal(1),
  source: z.string(),
  categories: z.array(
    z.strictObject({ code: z.string().min(1), aliases: z.array(z.string().min(1).max(20)).min(1) }),
  ),
});

/**
 * The category tree with its pinyin, from a CSV file with the columns level1, level2, level3.
 *
 * Nothing is done before the first question: loading the pinyin table and spelling 517 names costs about 50 ms,
 * which the start of the program can spare.
 *
 * @param aliasesJson other words for leaves of the tree (assets/category-aliases.json); one for a leaf that the tree
 *   does not have is an error, as it would never be found
 * @param given the tree that the hub gave instead; the same rows as before are not spelled anew
 * @returns rejects with a ZodError or csv-parse's error when the file is not such a file
 */
export function loadCategories(
  csvText: string,
  aliasesJson?: string,
  given: () => readonly CategoryRow[] | undefined = () => undefined,
): CategorySource {
  let made: { of: readonly CategoryRow[] | undefined; tree: Promise<Category[]> } | undefined;
  return () => {
    const of = given();
    if (made === undefined || made.of !== of) made = { of, tree: spell(csvText, aliasesJson, of) };
    return made.tree;
  };
}

async function spell(
  csvText: string,
  aliasesJson: string | undefined,
  given: readonly CategoryRow[] | undefined,
): Promise<Category[]> {
  const [{ parse }, { pinyin }] = await Promise.all([import('csv-parse/sync'), import('pinyin-pro')]);
  const rows = given ?? rowsSchema.parse(parse(csvText, { columns: true, bom: true }));
  const known = new Map<string, string[]>();
  const syllables = (name: string): string[] => {
    const found =
      known.get(name) ?? pinyin(name, { toneType: 'none', type: 'array', nonZh: 'removed', v: true });
    known.set(name, found);
    return found;
  };
  const aliases = aliasesOf(aliasesJson, syllables);
  const codes = new Set(rows.map(({ level1, level2, level3 }) => `${level1}/${level2}/${level3}`));
  // The shipped words are for the shipped tree; of a tree of the hub they serve the leaves that it has too.
  const lost = given ? undefined : [...aliases.keys()].find((code) => !codes.has(code));
  if (lost !== undefined)
    throw new CodedError('no-such-category', `The aliases name «${lost}», which is no leaf of the tree.`);
  return rows.map(({ level1, level2, level3 }) => {
    const code = `${level1}/${level2}/${level3}`;
    const others = aliases.get(code);
    const both = [...syllables(level2), ...syllables(level3)];
    return {
      code,
      level1,
      level2,
      level3,
      initials: both.map((syllable) => syllable.charAt(0)).join(''),
      pinyin: both.join(''),
      ...(others && { aliases: others }),
    };
  });
}

/** Other words by the code of their leaf, spelled. */
function aliasesOf(
  json: string | undefined,
  syllables: (name: string) => string[],
): Map<string, NonNullable<Category['aliases']>> {
  if (json === undefined) return new Map();
  const { categories } = aliasesSchema.parse(JSON.parse(json));
  return new Map(
    categories.map(({ code, aliases }) => [
      code,
      aliases.map((name) => {
        const spelled = syllables(name);
        return { name, initials: spelled.map((one) => one.charAt(0)).join(''), pinyin: spelled.join('') };
      }),
    ]),
  );
}

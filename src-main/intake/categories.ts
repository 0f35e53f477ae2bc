import { z } from 'zod';
import type { Category } from '#shared/domain/index.ts';

/** Answers the category tree, made at the first question and kept. */
export type CategorySource = () => Promise<Category[]>;

const rowsSchema = z.array(
  z.object({ level1: z.string().min(1), level2: z.string().min(1), level3: z.string().min(1) }),
);

/**
 * The category tree with its pinyin, from a CSV file with the columns level1, level2, level3.
 *
 * Nothing is done before the first question: loading the pinyin table and spelling 517 names costs about 50 ms,
 * which the start of the program can spare.
 *
 * @returns rejects with a ZodError or csv-parse's error when the file is not such a file
 */
export function loadCategories(csvText: string): CategorySource {
  let made: Promise<Category[]> | undefined;
  return () => {
    made ??= spell(csvText);
    return made;
  };
}

async function spell(csvText: string): Promise<Category[]> {
  const [{ parse }, { pinyin }] = await Promise.all([import('csv-parse/sync'), import('pinyin-pro')]);
  const rows = rowsSchema.parse(parse(csvText, { columns: true, bom: true }));
  const known = new Map<string, string[]>();
  const syllables = (name: string): string[] => {
    const found =
      known.get(name) ?? pinyin(name, { toneType: 'none', type: 'array', nonZh: 'removed', v: true });
    known.set(name, found);
    return found;
  };
  return rows.map(({ level1, level2, level3 }) => {
    const both = [...syllables(level2), ...syllables(level3)];
    return {
      code: `${level1}/${level2}/${level3}`,
      level1,
      level2,
      level3,
      initials: both.map((syllable) => syllable.charAt(0)).join(''),
      pinyin: both.join(''),
    };
  });
}

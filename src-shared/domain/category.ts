import { z } from 'zod';

/**
 * A leaf of the three-level category tree (assets/category-tree.csv).
 * `code` is stable: the names joined by `/`, as the published tree has no codes of its own.
 */
export const categorySchema = z.object({
  code: z.string().min(1).max(120),
  level1: z.string().min(1),
  level2: z.string().min(1),
  level3: z.string().min(1),
  /** Pinyin initials of level2 + level3 in lower case, for search by first letters («zxcn»). */
  initials: z.string(),
  /** Full pinyin without tones or blanks of level2 + level3. */
  pinyin: z.string(),
  /** Other words people say for it (assets/category-aliases.json), each with its spelling. */
  aliases: z
    .array(z.object({ name: z.string().min(1), initials: z.string(), pinyin: z.string() }))
    .optional(),
});
export type Category = z.infer<typeof categorySchema>;

/** The last level that a category's code names. */
export function categoryLeaf(code: string): string {
  return code.split('/').at(-1) ?? '';
}

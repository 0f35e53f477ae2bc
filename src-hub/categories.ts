import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { HubStores } from './storage/index.ts';

const rowsSchema = z.array(
  z.object({ level1: z.string().min(1), level2: z.string().min(1), level3: z.string().min(1) }),
);

/** What the feed `categories` says of one leaf of the tree; its key is the code. */
export const categoryItemSchema = z.object({
  level1: z.string().min(1).max(40),
  level2: z.string().min(1).max(40),
  level3: z.string().min(1).max(40),
});

/** Codes of the tree that ships, from its CSV file. */
export function readCategoryTree(csv: string): string[] {
  return rowsSchema
    .parse(parse(csv, { columns: true, bom: true }))
    .map(({ level1, level2, level3 }) => `${level1}/${level2}/${level3}`);
}

/** The tree beside this program, whether it runs as source or as it was built. */
export function shippedCategories(): string[] {
  const folders = ['../assets', '../../assets'].map((path) => join(import.meta.dirname, path));
  const file = folders.map((folder) => join(folder, 'category-tree.csv')).find((one) => existsSync(one));
  return file === undefined ? [] : readCategoryTree(readFileSync(file, 'utf8'));
}

/** Codes of the tree in use: the centre's own where one was imported, else the shipped one. */
export async function categoriesInUse(
  read: Pick<HubStores, 'feeds'>,
  shipped: readonly string[],
): Promise<readonly string[]> {
  const own = await read.feeds.list('categories', 'all');
  return own.length > 0 ? own.map(({ key }) => key) : shipped;
}

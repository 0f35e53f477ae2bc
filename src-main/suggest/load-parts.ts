import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import { categoryRowSchema, unitRowSchema } from '#shared/hub-protocol/index.ts';
import type { LeafName } from './catalogue.ts';
import type { EngineParts } from './engine.ts';

/** Files of assets/suggest that `npm run train` writes. */
export const MODEL_FILES = {
  level1: 'category-level-1.bin',
  level2: 'category-level-2.bin',
  units: 'unit-kinds.bin',
  frequencies: 'run-frequencies.bin',
} as const;

const manifestSchema = z.object({
  version: z.literal(1),
  seed: z.number().int(),
  files: z.array(
    z.object({
      file: z.string(),
      bytes: z.number().int().positive(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

const leavesSchema = z.array(
  z.object({ level1: z.string().min(1), level2: z.string().min(1), level3: z.string().min(1) }),
);

/** Lists of the hub that take the place of files that ship; what is absent is the file's. */
export const givenListsSchema = z.object({
  categories: z.array(categoryRowSchema).optional(),
  units: z.array(unitRowSchema).optional(),
});
export type GivenLists = z.infer<typeof givenListsSchema>;

/** The leaves of the tree by name, from a CSV with the columns level1, level2, level3. */
export function parseLeaves(csv: string): LeafName[] {
  const rows = leavesSchema.parse(parse(csv, { columns: true, bom: true }));
  return rows.map(({ level1, level2, level3 }) => ({
    code: `${level1}/${level2}/${level3}`,
    level1,
    level2,
    level3,
  }));
}

/**
 * Reads what the engine is made of and holds each model against the manifest.
 *
 * @param lists what the hub gave instead of the files that ship
 * @param assets the folder of category-tree.csv and suggest/
 * @throws CodedError `model-invalid` when a file is not the one in the manifest; an error of the file system
 */
export function loadParts(assets: string, lists: GivenLists = {}): EngineParts {
  const folder = join(assets, 'suggest');
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  const { files } = manifestSchema.parse(JSON.parse(text('manifest.json')));
  const model = (name: string): Uint8Array => {
    const bytes = readFileSync(join(folder, name));
    const listed = files.find(({ file }) => file === name);
    if (listed?.sha256 !== createHash('sha256').update(bytes).digest('hex')) {
      throw new CodedError(
        'model-invalid',
        `${name} is not the file that the manifest lists: run npm run train.`,
      );
    }
    return bytes;
  };
  return {
    leaves: lists.categories
      ? lists.categories.map((row) => ({ ...row, code: `${row.level1}/${row.level2}/${row.level3}` }))
      : parseLeaves(readFileSync(join(assets, 'category-tree.csv'), 'utf8')),
    unitRows: lists.units,
    wordsJson: text('category-words.json'),
    unitsJson: text('units.json'),
    level1: model(MODEL_FILES.level1),
    level2: model(MODEL_FILES.level2),
    units: model(MODEL_FILES.units),
    frequencies: model(MODEL_FILES.frequencies),
  };
}

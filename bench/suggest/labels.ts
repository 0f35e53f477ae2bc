import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { plainText } from '../../src-main/suggest/index.ts';
import type { LabelledMessage, Message } from '../../src-main/suggest-training/index.ts';

const hash = z.string().regex(/^[0-9a-f]{16}$/);
const categoriesSchema = z.object({
  about: z.string(),
  labels: z.array(z.object({ message: hash, category: z.string(), alsoRight: z.array(z.string()) })),
});
const duplicatesSchema = z.object({
  about: z.string(),
  pairs: z.array(
    z.object({ one: hash, other: hash, group: z.enum(['nearest', 'reworded', 'far']), same: z.boolean() }),
  ),
});

const errorsSchema = z.object({
  about: z.string(),
  errors: z.array(
    z.object({
      message: hash,
      given: z.string(),
      told: z.string(),
      fits: z.enum(['given', 'told', 'either']),
    }),
  ),
});

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../labels/${name}`, import.meta.url), 'utf8'));

/** What a person read of messages: by hash, so that no message enters the project. */
export const readCategoryLabels = () => categoriesSchema.parse(read('categories.json')).labels;
export const readFirstLevelErrors = () => errorsSchema.parse(read('first-level-errors.json')).errors;
export const readDuplicateLabels = () => duplicatesSchema.parse(read('duplicates.json')).pairs;

/** By what a label names a message. */
export function messageHash({ document }: Message | LabelledMessage): string {
  return createHash('sha256')
    .update(plainText(document.title + document.body))
    .digest('hex')
    .slice(0, 16);
}

import { readFileSync } from 'node:fs';
import { pinyin } from 'pinyin-pro';
import { z } from 'zod';
import { type Divisions, divisionsSchema, type Landmark, landmarkSchema } from '#shared/domain/index.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** The shipped divisions and landmarks. */
export function zaozhuang(): { divisions: Divisions; landmarks: Landmark[] } {
  return {
    divisions: divisionsSchema.parse(read('../../assets/divisions/zaozhuang.json')),
    landmarks: z
      .object({ landmarks: z.array(landmarkSchema) })
      .parse(read('../../assets/divisions/zaozhuang-landmarks.json')).landmarks,
  };
}

export const spellWithTable = (text: string): string => pinyin(text, { toneType: 'none', v: true });

/** Queries with the line that has to come first, each with its manner of typing. */
export const labelledQueries = z
  .array(z.object({ query: z.string(), expected: z.string(), style: z.string() }))
  .parse(read('./place-queries.json'));

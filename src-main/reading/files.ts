import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  CodedError,
  type Divisions,
  divisionsSchema,
  type Landmark,
  landmarkSchema,
} from '#shared/domain/index.ts';

const landmarksSchema = z.object({
  version: z.literal(1),
  source: z.string(),
  landmarks: z.array(landmarkSchema).max(20_000),
});

/**
 * The divisions and the shipped landmarks: the file with `areas` in `assets/divisions`, and every `*-landmarks.json`.
 *
 * @throws ZodError when a file is not such a file; CodedError `no-divisions` when there is not exactly one city
 */
export function loadPlaceFiles(assetsDirectory: string): { divisions: Divisions; landmarks: Landmark[] } {
  const folder = join(assetsDirectory, 'divisions');
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const isLandmarks = (name: string) => name.endsWith('-landmarks.json');
  const [city, ...others] = names.filter((name) => !isLandmarks(name));
  if (city === undefined || others.length > 0)
    throw new CodedError(
      'no-divisions',
      `assets/divisions has to hold one city, not ${others.length + (city ? 1 : 0)}.`,
    );
  return {
    divisions: divisionsSchema.parse(read(city)),
    landmarks: names.filter(isLandmarks).flatMap((name) => landmarksSchema.parse(read(name)).landmarks),
  };
}

/** Names of the divisions that ship, by code. Read anew each time: it is asked for only when a list has changed. */
export function shippedDivisionNames(assetsDirectory: string): ReadonlyMap<string, string> {
  const { areas, streets, villages } = loadPlaceFiles(assetsDirectory).divisions;
  return new Map([...areas, ...streets, ...villages].map(([code = '', name = '']) => [code, name]));
}

import { z } from 'zod';
import { localPlaceSchema } from '../../domain/index.ts';
import { operationOf } from './define.ts';

/** A landmark or residential compound that somebody added at a seat. Subject: the place's id. */
export const placeAdd = operationOf(
  'place.add',
  z.object({ seat: z.number().int().min(1).max(999), place: localPlaceSchema }),
);
export type PlaceAdd = z.infer<typeof placeAdd>;

/** Every kind of this area, for the union. */
export const placeOperations = [placeAdd] as const;

import { z } from 'zod';
import { isBlank, limitedText } from './text.ts';
import { workOrderFieldsSchema } from './work-order-fields.ts';

/** What an operator adds to the place search: a landmark, or a residential compound. */
export const localPlaceKindSchema = z.enum(['compound', 'landmark']);

/** A place added at a seat; it reaches the hub as `place.add`. */
export const localPlaceSchema = z.object({
  id: z.uuidv7(),
  kind: localPlaceKindSchema,
  name: limitedText(60).refine((name) => !isBlank(name), { error: 'a name' }),
  /** Where it is: the codes of the divisions, as far as they are known. */
  ...workOrderFieldsSchema.pick({
    areaCode: true,
    streetCode: true,
    villageCode: true,
    longitude: true,
    latitude: true,
  }).shape,
  /** Road and number. */
  address: limitedText(200),
  addedAt: z.number(),
  addedBy: z.string().max(64),
});
export type LocalPlace = z.infer<typeof localPlaceSchema>;

/** A place as an order has it, and when an order had it last. */
export const placeUseSchema = workOrderFieldsSchema
  .pick({ areaCode: true, streetCode: true, villageCode: true, place: true, longitude: true, latitude: true })
  .extend({ usedAt: z.number() });
export type PlaceUse = z.infer<typeof placeUseSchema>;

/** The place of an order's fields; undefined when it names none. */
export function placeOf(fields: Omit<PlaceUse, 'usedAt'>, usedAt: number): PlaceUse | undefined {
  const { areaCode, streetCode, villageCode, place, longitude, latitude } = fields;
  if (areaCode === '' && isBlank(place)) return undefined;
  return { areaCode, streetCode, villageCode, place, longitude, latitude, usedAt };
}

/** Each place once, the first one of equal ones. */
export function distinctPlaces(places: readonly PlaceUse[], limit: number): PlaceUse[] {
  const seen = new Map<string, PlaceUse>();
  for (const one of places) {
    const key = `${one.areaCode} ${one.streetCode} ${one.villageCode} ${one.place.replaceAll(/\s/g, '')}`;
    if (!seen.has(key)) seen.set(key, one);
    if (seen.size >= limit) break;
  }
  return [...seen.values()];
}

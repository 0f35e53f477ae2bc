import { useEffect, useState } from 'react';
import { codeOf, type WorkOrderFields } from '#shared/domain/index.ts';
import { showError } from '../../ui/index.ts';
import { readingClient } from './client.ts';

/** A place as an order has it: codes of the divisions, and the address below them. */
export type PlaceFields = Pick<WorkOrderFields, 'areaCode' | 'streetCode' | 'villageCode' | 'place'>;

/** Names of divisions by their codes, as one line («市中区文化路街道»); asked for anew when the divisions changed. */
const names = new Map<string, string>();

const keyOf = ({ areaCode, streetCode, villageCode }: PlaceFields) =>
  `${areaCode} ${streetCode} ${villageCode}`;

/** What stands before the address; empty without codes, undefined while it is not known yet. */
export function divisionNames(place: PlaceFields): string | undefined {
  return place.areaCode === '' ? '' : names.get(keyOf(place));
}

/** The divisions are others now. */
export function forgetNames(): void {
  names.clear();
}

/** A place that was found says its names with it. */
export function learnNames(place: PlaceFields, line: string): void {
  names.set(keyOf(place), line.slice(0, line.length - place.place.length));
}

async function fetchNames(place: PlaceFields): Promise<void> {
  const { areaCode, streetCode, villageCode } = place;
  const known = [{ areaCode, streetCode, villageCode, place: '', of: 'seat' as const }];
  const [hit] = await readingClient().searchPlaces({ query: '', known, limit: 1 });
  names.set(keyOf(place), hit?.line ?? '');
}

/** The names of a place's divisions, asked for when this page has not met them. */
export function useDivisionNames(place: PlaceFields): string | undefined {
  const [, redraw] = useState(0);
  const found = divisionNames(place);
  const key = keyOf(place);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the codes are the key
  useEffect(() => {
    if (found !== undefined) return;
    let wanted = true;
    fetchNames(place).then(
      () => wanted && redraw((count) => count + 1),
      (error: unknown) => {
        if (!['disconnected', 'seat-locked'].includes(codeOf(error))) showError(error);
      },
    );
    return () => {
      wanted = false;
    };
  }, [key, found]);
  return found;
}

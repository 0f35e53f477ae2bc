import type { Database } from 'better-sqlite3-multiple-ciphers';
import { type LocalPlace, localPlaceSchema } from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';
import { guarded, parseBody } from './errors.ts';
import { prepareAppend } from './outbox.ts';

/** Landmarks and compounds that people added. */
export interface PlaceStore {
  /** The place, and the operation that takes it to the hub, in one transaction. */
  add(place: LocalPlace, operation: Operation): void;
  /** Those of other seats; one that is here already stays. @returns how many are new */
  learn(places: readonly LocalPlace[]): number;
  /** Newest first. */
  list(limit: number): LocalPlace[];
}

export function createPlaceStore(database: Database): PlaceStore {
  const insert = database.prepare<[string, string]>('INSERT INTO local_places (id, body) VALUES (?, ?)');
  const list = database.prepare<[number], { body: string }>(
    'SELECT body FROM local_places ORDER BY added_at DESC LIMIT ?',
  );
  const append = prepareAppend(database);
  const insertNew = database.prepare<[string, string]>(
    'INSERT INTO local_places (id, body) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
  );
  const learn = database.transaction((places: readonly LocalPlace[]) => {
    let count = 0;
    for (const place of places) count += insertNew.run(place.id, JSON.stringify(place)).changes;
    return count;
  });
  const add = database.transaction((place: LocalPlace, operation: Operation) => {
    insert.run(place.id, JSON.stringify(place));
    append(operation);
  });
  return guarded<PlaceStore>({
    add: (place, operation) => add(place, operation),
    learn: (places) => learn(places),
    list: (limit) => list.all(limit).map(({ body }) => parseBody(localPlaceSchema, 'place', body)),
  });
}

import type { AreaHandlers, PlacesState, placesArea } from '#shared/contract/index.ts';
import { distinctPlaces, type LocalPlace, placeOf } from '#shared/domain/index.ts';
import type { IntakeContext } from './context.ts';
import { createListeners } from './listeners.ts';

/** Places that people added or used lately, for the place search. */
export interface Places {
  readonly handlers: AreaHandlers<typeof placesArea>;
  onChanged(listener: (state: PlacesState) => void): () => void;
  emitChanged(): void;
  /** Takes places that other seats added. */
  learn(places: readonly LocalPlace[]): void;
}

/** Orders of this seat that are looked through for places, and places that are answered. */
const RECENT_ORDERS = 100;
const RECENT_PLACES = 20;
const LOCAL_PLACES = 5_000;

export function createPlaces(context: IntakeContext): Places {
  const { cache, clock, seat, operator, newId } = context;
  const changed = createListeners<PlacesState>();

  const state = (): PlacesState => {
    const used = cache.orderLists
      .recentFields(RECENT_ORDERS)
      .flatMap(({ fields, submittedAt }) => placeOf(fields, submittedAt) ?? []);
    return { recent: distinctPlaces(used, RECENT_PLACES), local: cache.places.list(LOCAL_PLACES) };
  };

  return {
    handlers: {
      snapshot: state,
      add: (given) => {
        const addedAt = clock.wall();
        const place: LocalPlace = { ...given, id: newId(), addedAt, addedBy: operator() };
        cache.places.add(place, {
          id: newId(),
          kind: 'place.add',
          subject: place.id,
          createdAt: addedAt,
          payload: { seat, place },
        });
        changed.tell(state);
        context.sent();
        return place;
      },
    },
    onChanged: changed.on,
    emitChanged: () => changed.tell(state),
    learn: (places) => {
      if (cache.places.learn(places) > 0) changed.tell(state);
    },
  };
}

import { create } from 'zustand';
import type { AreaClient, Endpoint, PlacesState, placesArea, SeatContract } from '#shared/contract/index.ts';
import { CodedError, codeOf } from '#shared/domain/index.ts';
import { showError } from '../ui/index.ts';

/** Mirror of what the place search knows besides the divisions. */
export const usePlaces = create<PlacesState>(() => ({ recent: [], local: [] }));

let client: AreaClient<typeof placesArea> | undefined;

let loaded = false;

export function attachPlaces(endpoint: Endpoint<SeatContract>): void {
  const calls = endpoint.client('places');
  client = calls;
  loaded = false;
  endpoint.onClose(() => {
    if (client === calls) client = undefined;
  });
  endpoint.on('places', 'changed', (state) => usePlaces.setState(state));
}

/** Fetches them when a place is first written: while the seat is locked nobody writes, and main does not tell. */
export async function loadPlaces(): Promise<void> {
  if (loaded || !client) return;
  loaded = true;
  try {
    usePlaces.setState(await client.snapshot(null));
  } catch (error) {
    loaded = false;
    if (codeOf(error) !== 'disconnected') showError(error);
  }
}

export function placesClient(): AreaClient<typeof placesArea> {
  if (!client) throw new CodedError('disconnected', 'Not connected.');
  return client;
}

import type { AreaClient, Endpoint, SeatContract, SyncState, syncArea } from '#shared/contract/index.ts';
import { createMirror, follow, showError } from '../ui/index.ts';

/** Mirror of main's sync. */
export const useSync = createMirror<SyncState>();

let client: AreaClient<typeof syncArea> | undefined;

/** Follows main's sync over a new connection. */
export async function attachSync(endpoint: Endpoint<SeatContract>): Promise<void> {
  const calls = endpoint.client('sync');
  client = calls;
  await follow<SyncState>(
    {
      snapshot: () => calls.snapshot(null),
      onChanged: (listener) => endpoint.on('sync', 'changed', listener),
    },
    (state) => useSync.setState({ state, receivedAt: performance.now() }),
  );
}

/** Tries the hub at once. */
export async function retryHub(): Promise<void> {
  try {
    await client?.retryNow(null);
  } catch (error) {
    showError(error);
  }
}

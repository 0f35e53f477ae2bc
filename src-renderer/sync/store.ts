import type {
  AreaClient,
  Endpoint,
  MendableText,
  OutboxList,
  SeatContract,
  SyncState,
  syncArea,
} from '#shared/contract/index.ts';
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

/** What the outbox holds; undefined while there is no connection or it could not be had (then it was said). */
export function loadOutbox(): Promise<OutboxList | undefined> {
  return said(client?.list(null));
}

/** Texts of a refused operation that can be mended. */
export function loadMendable(id: string): Promise<MendableText[] | undefined> {
  return said(client?.mendable({ id }));
}

/** Answers whether it was done. */
export async function resendRefused(id: string, texts: MendableText[]): Promise<boolean> {
  return (await said(client?.resend({ id, texts }))) !== undefined;
}

/** Answers whether it was done. */
export async function closeRefused(id: string): Promise<boolean> {
  return (await said(client?.close({ id }))) !== undefined;
}

/** The sealed file's path and how many operations are in it. */
export function exportOutbox(): Promise<{ file: string; count: number } | undefined> {
  return said(client?.exportWaiting(null));
}

/** The answer, or undefined after what went wrong was put on screen. */
async function said<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    showError(error);
    return undefined;
  }
}

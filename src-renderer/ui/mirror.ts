import { create } from 'zustand';

/** A copy of one area's state in main. `receivedAt` is on the clock of `performance.now()`, in ms. */
export interface Mirror<S> {
  readonly state: S | undefined;
  readonly receivedAt: number;
}

/** A store that mirrors one area of main: nothing is decided here. */
export function createMirror<S>() {
  return create<Mirror<S>>(() => ({ state: undefined, receivedAt: 0 }));
}

/** Where a mirror gets its states from; an endpoint's client and events fit. */
export interface MirrorSource<S> {
  snapshot(): Promise<S>;
  onChanged(listener: (state: S) => void): void;
}

/**
 * Follows one area over one connection: a snapshot, then changes. A change that overtakes the snapshot's
 * answer is newer than it, so the snapshot is then dropped.
 *
 * @returns settles when the first state was accepted; rejects when the snapshot fails before any change
 */
export async function follow<S>(source: MirrorSource<S>, accept: (state: S) => void): Promise<void> {
  let changed = false;
  source.onChanged((state) => {
    changed = true;
    accept(state);
  });
  const first = await source.snapshot();
  if (!changed) accept(first);
}

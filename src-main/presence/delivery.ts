import type { AgentState } from '#shared/domain/index.ts';

/** One way to tell the exchange, without patience and memory: those are the reporter's. */
export interface Delivery {
  /** What this way says of a state; null: nothing. A word that was said last is not said again. */
  wordFor(state: AgentState): string | null;
  /**
   * Says it.
   * @returns milliseconds after which it has to be said again to stay true, or null
   * @throws CodedError `refused` when it is of no use to try again; any other error is worth another try
   */
  say(word: string, state: AgentState): Promise<number | null>;
  /** Whether to say a thing twice does no harm; a code that toggles is undone by it. */
  readonly isRepeatable: boolean;
}

/** The entry of a table for a state, the one of its reason first. */
export function entryFor<T>(table: Readonly<Partial<Record<string, T>>>, state: AgentState): T | undefined {
  const ofReason = state.reason === null ? undefined : table[`${state.state}:${state.reason}`];
  return ofReason ?? table[state.state];
}

/** Those who want to hear of something. */
export interface Listeners<T> {
  /** Answers what stops it. */
  on(listener: (payload: T) => void): () => void;
  /** The payload is made once, and only when somebody listens. */
  tell(make: () => T): void;
}

export function createListeners<T>(): Listeners<T> {
  const listeners = new Set<(payload: T) => void>();
  return {
    on: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: (make) => {
      if (listeners.size === 0) return;
      const payload = make();
      for (const listener of listeners) listener(payload);
    },
  };
}

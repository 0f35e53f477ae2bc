const MOST_ENTRIES = 1_000;

/** Reports of the last 1,000 calls, oldest first; those of calls that are on are asked for anew. */
export interface History<T> {
  add(call: { report(): T; readonly ended: Promise<T> }): void;
  list(): T[];
}

export function createHistory<T>(): History<T> {
  const entries: Array<{ report: () => T }> = [];
  return {
    add: (call) => {
      const entry = { report: () => call.report() };
      entries.push(entry);
      if (entries.length > MOST_ENTRIES) entries.shift();
      // Lets go of the call and its media.
      void call.ended.then((last) => {
        entry.report = () => last;
      });
    },
    list: () => entries.map(({ report }) => report()),
  };
}

import type { Database } from 'better-sqlite3-multiple-ciphers';
import { type CallRecord, callRecordSchema } from '#shared/domain/index.ts';
import { guarded, parseBody } from './errors.ts';

/** Call records, raw times only. */
export interface CallStore {
  /** Inserts or replaces by id. */
  save(record: CallRecord): void;
  get(id: string): CallRecord | undefined;
  /** That rang at or after `since` (epoch ms), newest first. */
  list(since: number, limit: number): CallRecord[];
  /** Without an end or a reason for one, oldest first: those under way, or cut off by a crash. */
  unfinished(): CallRecord[];
}

export const CALL_QUERIES = {
  since: 'SELECT body FROM calls WHERE ring_at >= ? ORDER BY ring_at DESC LIMIT ?',
  unfinished:
    "SELECT body FROM calls WHERE end_at IS NULL AND body ->> '$.endReason' IS NULL ORDER BY ring_at",
};

export function createCallStore(database: Database): CallStore {
  const save = database.prepare<[string, string]>(
    'INSERT INTO calls (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
  );
  const one = database.prepare<[string], { body: string }>('SELECT body FROM calls WHERE id = ?');
  const since = database.prepare<[number, number], { body: string }>(CALL_QUERIES.since);
  const unfinished = database.prepare<[], { body: string }>(CALL_QUERIES.unfinished);

  const read = ({ body }: { body: string }) => parseBody(callRecordSchema, 'call record', body);
  return guarded<CallStore>({
    save: (record) => void save.run(record.id, JSON.stringify(record)),
    get: (id) => {
      const row = one.get(id);
      return row && read(row);
    },
    list: (from, limit) => since.all(from, limit).map(read),
    unfinished: () => unfinished.all().map(read),
  });
}

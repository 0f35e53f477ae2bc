import type { Database } from 'better-sqlite3-multiple-ciphers';
import { type CallRecord, type ChainHead, callRecordSchema, NO_PREVIOUS_LINK } from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';
import { guarded, parseBody } from './errors.ts';
import { prepareAppend } from './outbox.ts';

/** A row of the chain as it lies on disk; what it says is not believed before it was verified. */
export interface LinkRow {
  readonly sequence: number;
  /** Canonical JSON of a record link. */
  readonly body: string;
  /** SHA-256 of `body` in hexadecimal. */
  readonly hash: string;
  /** JSON of salt and personal part; null where it was purged or there is none. */
  readonly personal: string | null;
}

/** The chain of records. Rows are added at its end and never changed. */
export interface RecordLinkStore {
  /** Sequence 0 and the digest of nothing while the chain is empty. */
  head(): ChainHead;
  /** Adds rows, saves the call they are about, and puts what the hub is told in the outbox, in one transaction. */
  append(rows: readonly LinkRow[], call: CallRecord | null, operations: readonly Operation[]): void;
  /** From `sequence` on, in order. */
  from(sequence: number, limit: number): LinkRow[];
  /** Written at or after `from` and before `to` (epoch ms), in order. */
  between(from: number, to: number): LinkRow[];
  /** About one call, in order. */
  ofCall(callId: string): LinkRow[];
  /** Whether the call's end is in the chain. */
  hasCall(callId: string): boolean;
  /** Calls that have ended but are not in the chain, oldest first. */
  callsWithoutLink(limit: number): CallRecord[];
  /** Rows of calls as they lie on disk, by id; undefined where there is none. */
  callRow(callId: string): string | undefined;
  /** Forgets who was called in calls that rang before `before` (epoch ms); the chain stays whole. */
  purgePersonal(before: number): number;
}

export const RECORD_LINK_QUERIES = {
  head: 'SELECT sequence, hash FROM record_links ORDER BY sequence DESC LIMIT 1',
  from: 'SELECT sequence, body, hash, personal FROM record_links WHERE sequence >= ? ORDER BY sequence LIMIT ?',
  between:
    'SELECT sequence, body, hash, personal FROM record_links WHERE at >= ? AND at < ? ORDER BY at, sequence',
  ofCall: 'SELECT sequence, body, hash, personal FROM record_links WHERE call_id = ? ORDER BY sequence',
  hasCall: "SELECT 1 FROM record_links WHERE call_id = ? AND kind = 'call'",
};

export function createRecordLinkStore(database: Database): RecordLinkStore {
  const head = database.prepare<[], ChainHead>(RECORD_LINK_QUERIES.head);
  const insert = database.prepare<[number, string, string, string | null]>(
    'INSERT INTO record_links (sequence, body, hash, personal) VALUES (?, ?, ?, ?)',
  );
  const saveCall = database.prepare<[string, string]>(
    'INSERT INTO calls (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
  );
  const from = database.prepare<[number, number], LinkRow>(RECORD_LINK_QUERIES.from);
  const between = database.prepare<[number, number], LinkRow>(RECORD_LINK_QUERIES.between);
  const ofCall = database.prepare<[string], LinkRow>(RECORD_LINK_QUERIES.ofCall);
  const hasCall = database.prepare<[string], unknown>(RECORD_LINK_QUERIES.hasCall);
  const withoutLink = database.prepare<[number], { body: string }>(
    `SELECT body FROM calls WHERE body ->> '$.endReason' IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM record_links WHERE call_id = calls.id AND kind = 'call')
     ORDER BY ring_at LIMIT ?`,
  );
  const callRow = database.prepare<[string], { body: string }>('SELECT body FROM calls WHERE id = ?');
  const purge = database.prepare<[number]>(
    `UPDATE record_links SET personal = NULL
     WHERE personal IS NOT NULL AND body ->> '$.entry.record.ringAt' < ?`,
  );
  const tell = prepareAppend(database);
  const append = database.transaction(
    (...[rows, call, operations]: Parameters<RecordLinkStore['append']>) => {
      if (call) saveCall.run(call.id, JSON.stringify(call));
      for (const { sequence, body, hash, personal } of rows) insert.run(sequence, body, hash, personal);
      for (const operation of operations) tell(operation);
    },
  );

  return guarded<RecordLinkStore>({
    head: () => head.get() ?? { sequence: 0, hash: NO_PREVIOUS_LINK },
    append: (rows, call, operations) => append(rows, call, operations),
    from: (sequence, limit) => from.all(sequence, limit),
    between: (since, until) => between.all(since, until),
    ofCall: (callId) => ofCall.all(callId),
    hasCall: (callId) => hasCall.get(callId) !== undefined,
    callsWithoutLink: (limit) =>
      withoutLink.all(limit).map(({ body }) => parseBody(callRecordSchema, 'call record', body)),
    callRow: (callId) => callRow.get(callId)?.body,
    purgePersonal: (before) => purge.run(before).changes,
  });
}

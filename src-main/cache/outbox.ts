import type { Database } from 'better-sqlite3-multiple-ciphers';
import { type Operation, type OperationResult, operationSchema } from '#shared/hub-protocol/index.ts';
import { guarded, parseBody } from './errors.ts';

/** Operations on their way to the hub. */
export interface OutboxStore {
  /** Those without an outcome, in the order of creation. */
  next(limit: number): Operation[];
  /**
   * Writes the hub's outcomes down, all in one transaction. The first outcome of an operation stands; a result
   * for an operation that is not here is ignored.
   */
  settle(results: readonly OperationResult[]): void;
  /** `waitingSince` is the creation of the oldest waiting operation, epoch ms. */
  counts(): { waiting: number; waitingSince: number | null; refused: number };
}

interface CountRow {
  waiting: number;
  waitingSince: number | null;
  refused: number;
}

export const OUTBOX_QUERIES = {
  next: `SELECT operation FROM outbox WHERE received_at IS NULL AND refusal IS NULL ORDER BY sequence LIMIT ?`,
};

export function createOutboxStore(database: Database): OutboxStore {
  const next = database.prepare<[number], { operation: string }>(OUTBOX_QUERIES.next);
  const accept = database.prepare<[number, string]>(
    `UPDATE outbox SET received_at = ?, operation = NULL
     WHERE id = ? AND received_at IS NULL AND refusal IS NULL`,
  );
  const refuse = database.prepare<[string, string]>(
    'UPDATE outbox SET refusal = ? WHERE id = ? AND received_at IS NULL AND refusal IS NULL',
  );
  const counts = database.prepare<[], CountRow>(
    `SELECT count(*) AS waiting,
       (SELECT created_at FROM outbox WHERE received_at IS NULL AND refusal IS NULL
        ORDER BY sequence LIMIT 1) AS waitingSince,
       (SELECT count(*) FROM outbox WHERE refusal IS NOT NULL) AS refused
     FROM outbox WHERE received_at IS NULL AND refusal IS NULL`,
  );
  const settle = database.transaction((results: readonly OperationResult[]) => {
    for (const result of results) {
      if (result.outcome === 'accepted') accept.run(result.receivedAt, result.id);
      else refuse.run(`${result.reason}: ${result.message}`, result.id);
    }
  });

  return guarded<OutboxStore>({
    next: (limit) => next.all(limit).map((row) => parseBody(operationSchema, 'operation', row.operation)),
    settle: (results) => settle(results),
    counts: () => counts.get() ?? { waiting: 0, waitingSince: null, refused: 0 },
  });
}

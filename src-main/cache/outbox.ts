import type { Database } from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import {
  type Operation,
  type OperationEnvelope,
  type OperationResult,
  operationEnvelopeSchema,
  type RefusalReason,
  refusalReasonSchema,
} from '#shared/hub-protocol/index.ts';
import { guarded, parseBody } from './errors.ts';

/** An operation that the hub refused and nobody has dealt with. */
export interface RefusedOperation {
  readonly operation: OperationEnvelope;
  readonly refusedAt: number;
  readonly reason: RefusalReason;
  /** The hub's words; names fields, never contents. */
  readonly message: string;
  /** Later operations of the same subject that wait behind it. */
  readonly heldBack: number;
}

/**
 * Operations on their way to the hub. Each row's life:
 * ```
 *                  ╭──── reopen: the hub was put back to a backup ────╮
 *                  ▼                                                   │
 *   append ──▶ waiting ── accepted ──▶ received ── three days ──▶ received (its body is gone)
 *                │  ▲
 *        refused │  │ resend (under a new id, in the old place)
 *                ▼  │
 *              refused ── close ──▶ closed by a person (its body stays)
 * ```
 */
export interface OutboxStore {
  /** Puts an operation in. A store that writes a domain row with it uses `prepareAppend` in its transaction. */
  append(operation: Operation): void;
  /**
   * Those without an outcome, in the order of creation; without those that come behind a refused one of their
   * subject. Loosely parsed: it is the hub that refuses what does not fit, and a person sees it then.
   */
  next(limit: number): OperationEnvelope[];
  /**
   * Writes the hub's outcomes down, all in one transaction. The first outcome of an operation stands; a result
   * for an operation that is not here is ignored.
   *
   * @param at epoch ms
   */
  settle(results: readonly OperationResult[], at: number): void;
  /**
   * The hub has lost what it had accepted: everything whose body is still here waits again. The hub takes what it has
   * after all as what it is, a repetition.
   *
   * @returns how many
   */
  reopen(): number;
  /** Waiting, oldest first, with those held back. */
  waiting(limit: number): OperationEnvelope[];
  /** Refused and not closed, oldest first. */
  refused(limit: number): RefusedOperation[];
  /**
   * Sends a refused operation again, in its old place, under a new id: the hub remembers the old one's outcome.
   *
   * @param payload what a person mended; without it the payload goes as it was
   * @throws CodedError `no-such-operation` when it is not among the refused
   */
  resend(id: string, newId: string, payload?: unknown): void;
  /** A person dealt with it by other means; what waits behind it goes on. @throws CodedError `no-such-operation` */
  close(id: string, at: number): void;
  /** `waitingSince` is the creation of the oldest waiting operation, epoch ms. */
  counts(): { waiting: number; waitingSince: number | null; refused: number };
  /** Every body that the hub has not accepted, in order, refused and held ones too; for an export. */
  unreceived(): OperationEnvelope[];
}

interface CountRow {
  waiting: number;
  waitingSince: number | null;
  refused: number;
}

interface RefusedRow {
  operation: string;
  refused_at: number;
  refusal_reason: string;
  refusal_message: string;
  held: number;
}

/** How long the body of what the hub accepted is kept: longer than from one backup of a hub to the next. */
const KEPT_MILLISECONDS = 3 * 86_400_000;

const WAITING = 'received_at IS NULL AND refused_at IS NULL';
const REFUSED = 'refused_at IS NOT NULL AND closed_at IS NULL';

export const OUTBOX_QUERIES = {
  forget: `UPDATE outbox SET operation = NULL WHERE received_at < ? AND received_at IS NOT NULL
    AND operation IS NOT NULL`,
  next: `SELECT operation FROM outbox WHERE ${WAITING} AND NOT EXISTS (
      SELECT 1 FROM outbox AS earlier WHERE earlier.subject = outbox.subject
        AND earlier.sequence < outbox.sequence AND earlier.refused_at IS NOT NULL AND earlier.closed_at IS NULL
    ) ORDER BY sequence LIMIT ?`,
  refused: `SELECT operation, refused_at, refusal_reason, refusal_message, (
      SELECT count(*) FROM outbox AS later WHERE later.subject = outbox.subject
        AND later.sequence > outbox.sequence AND later.received_at IS NULL AND later.refused_at IS NULL
    ) AS held FROM outbox WHERE ${REFUSED} ORDER BY sequence LIMIT ?`,
};

/** The insertion of an operation, for a store's own transaction: domain row and operation, both or neither. */
export function prepareAppend(database: Database): (operation: Operation) => void {
  const insert = database.prepare<[string, string, string, number, string]>(
    'INSERT INTO outbox (id, kind, subject, created_at, operation) VALUES (?, ?, ?, ?, ?)',
  );
  return (operation) => {
    const { id, kind, subject, createdAt } = operation;
    insert.run(id, kind, subject, createdAt, JSON.stringify(operation));
  };
}

export function createOutboxStore(database: Database): OutboxStore {
  const append = prepareAppend(database);
  const next = database.prepare<[number], { operation: string }>(OUTBOX_QUERIES.next);
  const accept = database.prepare<[number, string]>(
    `UPDATE outbox SET received_at = ? WHERE id = ? AND ${WAITING}`,
  );
  const forget = database.prepare<[number]>(OUTBOX_QUERIES.forget);
  const reopen = database.prepare<[]>(
    'UPDATE outbox SET received_at = NULL WHERE received_at IS NOT NULL AND operation IS NOT NULL',
  );
  const waiting = database.prepare<[number], { operation: string }>(
    `SELECT operation FROM outbox WHERE ${WAITING} ORDER BY sequence LIMIT ?`,
  );
  const refuse = database.prepare<[number, string, string, string]>(
    `UPDATE outbox SET refused_at = ?, refusal_reason = ?, refusal_message = ? WHERE id = ? AND ${WAITING}`,
  );
  const refused = database.prepare<[number], RefusedRow>(OUTBOX_QUERIES.refused);
  const refusedById = database.prepare<[string], { operation: string }>(
    `SELECT operation FROM outbox WHERE id = ? AND ${REFUSED}`,
  );
  const replace = database.prepare<[string, string, string]>(
    `UPDATE outbox SET id = ?, operation = ?, refused_at = NULL, refusal_reason = NULL, refusal_message = NULL
     WHERE id = ?`,
  );
  const closeRow = database.prepare<[number, string]>(
    `UPDATE outbox SET closed_at = ? WHERE id = ? AND ${REFUSED}`,
  );
  const unreceived = database.prepare<[], { operation: string }>(
    'SELECT operation FROM outbox WHERE received_at IS NULL AND closed_at IS NULL ORDER BY sequence',
  );
  const counts = database.prepare<[], CountRow>(
    `SELECT count(*) AS waiting,
       (SELECT created_at FROM outbox WHERE ${WAITING} ORDER BY sequence LIMIT 1) AS waitingSince,
       (SELECT count(*) FROM outbox WHERE ${REFUSED}) AS refused
     FROM outbox WHERE ${WAITING}`,
  );
  const settle = database.transaction((results: readonly OperationResult[], at: number) => {
    for (const result of results) {
      if (result.outcome === 'accepted') accept.run(result.receivedAt, result.id);
      else refuse.run(at, result.reason, result.message, result.id);
    }
    forget.run(at - KEPT_MILLISECONDS);
  });
  const envelope = (body: string) => parseBody(operationEnvelopeSchema, 'operation', body);

  return guarded<OutboxStore>({
    append: (operation) => append(operation),
    next: (limit) => next.all(limit).map((row) => envelope(row.operation)),
    settle: (results, at) => settle(results, at),
    reopen: () => reopen.run().changes,
    waiting: (limit) => waiting.all(limit).map((row) => envelope(row.operation)),
    refused: (limit) =>
      refused.all(limit).map((row) => ({
        operation: envelope(row.operation),
        refusedAt: row.refused_at,
        reason: parseReason(row.refusal_reason),
        message: row.refusal_message,
        heldBack: row.held,
      })),
    resend: (id, newId, payload) => {
      const row = refusedById.get(id);
      if (row === undefined) throw noSuchOperation();
      const before = envelope(row.operation);
      const after = { ...before, id: newId, ...(payload !== undefined && { payload }) };
      replace.run(newId, JSON.stringify(after), id);
    },
    close: (id, at) => {
      if (closeRow.run(at, id).changes === 0) throw noSuchOperation();
    },
    counts: () => counts.get() ?? { waiting: 0, waitingSince: null, refused: 0 },
    unreceived: () => unreceived.all().map((row) => envelope(row.operation)),
  });
}

/** A newer hub may have refused for a reason that this seat has no word for. */
const parseReason = (reason: string): RefusalReason =>
  refusalReasonSchema.catch('invalid').parse(z.string().parse(reason));

function noSuchOperation(): CodedError {
  return new CodedError('no-such-operation', 'This operation is not among the refused ones any more.');
}

import type { Database } from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import {
  CodedError,
  type Delivery,
  firstState,
  formatOrderNumber,
  storedFieldsSchema,
  summaryOf,
  type WorkOrder,
  type WorkOrderSummary,
  workOrderSchema,
} from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';
import { guarded, parseBody } from './errors.ts';
import { prepareAppend } from './outbox.ts';

/** A work order without what follows from the outbox. */
export type StoredOrder = Omit<WorkOrder, 'delivery' | 'refusal'>;

/** Submitted work orders. Where each stands towards the hub is read from its outbox row. */
export interface OrderStore {
  /**
   * Order, outbox row and the draft's removal in one transaction (rule WO-10).
   *
   * @throws CodedError `no-such-draft`; then nothing is written
   */
  submit(submission: { draftId: string; order: StoredOrder; operation: Operation }): void;
  /** Submitted at or after `since` (epoch ms), newest first; numbers masked. */
  list(since: number, limit: number): WorkOrderSummary[];
  /** Of one caller's number, newest first; numbers masked. */
  listByCaller(callerNumber: string, limit: number): WorkOrderSummary[];
  get(id: string): WorkOrder | undefined;
  /**
   * The next running count of this seat on this date. The file has one writer, so a submit in the same turn
   * of the event loop can rely on it; the unique index on numbers is the net below.
   *
   * @param date local calendar date, `YYYY-MM-DD`
   */
  nextCount(date: string, seat: number): number;
}

interface OrderRow {
  body: string;
  received_at: number | null;
  refusal: string | null;
}

const storedOrderSchema = workOrderSchema
  .omit({ delivery: true, refusal: true })
  .extend({ fields: storedFieldsSchema });

/** Counts from `floor` up until `until` (epoch ms) in a file that replaced one set aside (rule WO-12). */
const countFloorSchema = z.object({ floor: z.number().int(), until: z.number() });
export type CountFloor = z.infer<typeof countFloorSchema>;
export const COUNT_FLOOR_KEY = 'orders.count-floor';

const ROWS = `SELECT orders.body, outbox.received_at,
    outbox.refusal_reason || ': ' || outbox.refusal_message AS refusal FROM orders
  LEFT JOIN outbox ON outbox.subject = orders.id AND outbox.kind = 'work-order.submit'`;

/** The lookups whose plans are tested. */
export const ORDER_QUERIES = {
  since: `${ROWS} WHERE orders.submitted_at >= ? ORDER BY orders.submitted_at DESC, orders.id DESC LIMIT ?`,
  byCaller: `${ROWS} WHERE orders.caller_number = ? ORDER BY orders.submitted_at DESC LIMIT ?`,
  byId: `${ROWS} WHERE orders.id = ?`,
  // '.' is the character after '-', so the range is every number with the prefix.
  highestCount: `SELECT max(CAST(substr(number, length(@prefix) + 2) AS INTEGER)) AS count FROM orders
    WHERE number >= @prefix || '-' AND number < @prefix || '.'`,
};

export function createOrderStore(database: Database, wall: () => number): OrderStore {
  const since = database.prepare<[number, number], OrderRow>(ORDER_QUERIES.since);
  const byCaller = database.prepare<[string, number], OrderRow>(ORDER_QUERIES.byCaller);
  const byId = database.prepare<[string], OrderRow>(ORDER_QUERIES.byId);
  const highestCount = database.prepare<{ prefix: string }, { count: number | null }>(
    ORDER_QUERIES.highestCount,
  );
  const countFloor = database.prepare<[string], { value: string }>(
    'SELECT value FROM settings WHERE key = ?',
  );
  const insertOrder = database.prepare<[string, string]>('INSERT INTO orders (id, body) VALUES (?, ?)');
  const append = prepareAppend(database);
  const removeDraft = database.prepare<[string]>('DELETE FROM drafts WHERE id = ?');

  const submit = database.transaction(
    ({ draftId, order, operation }: Parameters<OrderStore['submit']>[0]) => {
      const { changes } = removeDraft.run(draftId);
      if (changes === 0) throw new CodedError('no-such-draft', 'The draft is not open any more.');
      insertOrder.run(order.id, JSON.stringify(order));
      append(operation);
    },
  );

  const floorNow = (): number => {
    const row = countFloor.get(COUNT_FLOOR_KEY);
    if (row === undefined) return 0;
    const { floor, until } = parseBody(countFloorSchema, 'count floor', row.value);
    return wall() < until ? floor : 0;
  };

  return guarded<OrderStore>({
    submit: (submission) => submit(submission),
    list: (from, limit) => since.all(from, limit).map(summary),
    listByCaller: (callerNumber, limit) => byCaller.all(callerNumber, limit).map(summary),
    get: (id) => {
      const row = byId.get(id);
      return row && whole(row);
    },
    nextCount: (date, seat) => {
      const prefix = formatOrderNumber(date, seat, 0).replace(/-\d+$/, '');
      return Math.max(highestCount.get({ prefix })?.count ?? 0, floorNow()) + 1;
    },
  });
}

function whole(row: OrderRow): WorkOrder {
  return {
    ...parseBody(storedOrderSchema, 'work order', row.body),
    delivery: deliveryOf(row),
    refusal: row.refusal,
  };
}

function summary(row: OrderRow): WorkOrderSummary {
  const order = whole(row);
  const { handling, deadlineAt } = order.fields;
  return summaryOf(order, { state: firstState(handling), dueAt: deadlineAt });
}

function deliveryOf(row: OrderRow): Delivery {
  if (row.received_at !== null) return 'received';
  return row.refusal === null ? 'waiting' : 'refused';
}

import type { Database } from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import { type Delivery, dueAtOf, summaryOf, type WorkOrderSummary } from '#shared/domain/index.ts';
import { callerSummarySchema } from './caller-index.ts';
import { guarded, parseBody } from './errors.ts';
import { DELIVERY } from './order-rows.ts';

/** What a person marked about a number. */
export const numberMarkSchema = z.object({
  kind: z.literal('nuisance'),
  /** Epoch ms. */
  at: z.number(),
  operator: z.string(),
  reason: z.string(),
});
export type NumberMark = z.infer<typeof numberMarkSchema>;

/** An order as the screen pop needs it. */
export type CallerOrder = z.infer<typeof callerSummarySchema> & {
  readonly id: string;
  readonly submittedAt: number;
  readonly summary: WorkOrderSummary;
};

interface CallerRow {
  order_id: string;
  submitted_at: number;
  summary: string;
  delivery: Delivery;
  refusal: string | null;
}

/** Orders and marks by number. Every number here is in its canonical form (rule CP-1). */
export interface CallerStore {
  /** Orders that give this number, newest first. */
  orders(number: string, limit: number): CallerOrder[];
  /** How many orders give it, and how many of them were submitted at or after `since`. */
  counts(number: string, since: number): { total: number; since: number };
  mark(number: string): NumberMark | undefined;
  setMark(number: string, mark: NumberMark | undefined): void;
}

export const CALLER_QUERIES = {
  orders: `SELECT order_numbers.order_id, order_numbers.submitted_at, order_numbers.summary, ${DELIVERY} AS delivery,
      outbox.refusal_reason || ': ' || outbox.refusal_message AS refusal FROM order_numbers
    LEFT JOIN outbox ON outbox.subject = order_numbers.order_id AND outbox.kind = 'work-order.submit'
    WHERE order_numbers.number = ? ORDER BY order_numbers.submitted_at DESC LIMIT ?`,
  // The narrow index: a number of thousands of orders is counted without their summaries.
  counts: `SELECT count(*) AS total, coalesce(sum(submitted_at >= ?), 0) AS since
    FROM order_numbers INDEXED BY order_numbers_counted WHERE number = ?`,
};

export function createCallerStore(database: Database): CallerStore {
  const orders = database.prepare<[string, number], CallerRow>(CALLER_QUERIES.orders);
  const counts = database.prepare<[number, string], { total: number; since: number }>(CALLER_QUERIES.counts);
  const mark = database.prepare<[string], { body: string }>('SELECT body FROM number_marks WHERE number = ?');
  const setMark = database.prepare<[string, string]>(
    'INSERT INTO number_marks (number, body) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET body = excluded.body',
  );
  const removeMark = database.prepare<[string]>('DELETE FROM number_marks WHERE number = ?');
  return guarded<CallerStore>({
    orders: (number, limit) => orders.all(number, limit).map(callerOrder),
    counts: (number, since) => counts.get(since, number) ?? { total: 0, since: 0 },
    mark: (number) => {
      const row = mark.get(number);
      return row && parseBody(numberMarkSchema, 'mark', row.body);
    },
    setMark: (number, given) => {
      if (given) setMark.run(number, JSON.stringify(given));
      else removeMark.run(number);
    },
  });
}

function callerOrder({
  order_id: id,
  submitted_at: submittedAt,
  summary,
  delivery,
  refusal,
}: CallerRow): CallerOrder {
  const order = { id, submittedAt, ...parseBody(callerSummarySchema, 'caller summary', summary) };
  const standing = { state: order.state, dueAt: dueAtOf(order) };
  return { ...order, summary: summaryOf({ ...order, delivery, refusal }, standing) };
}

import type { Database } from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import { dueAtOf, summaryOf, type WorkOrderSummary, workOrderFieldsSchema } from '#shared/domain/index.ts';
import { guarded, parseBody } from './errors.ts';
import { ORDER_ROWS, type OrderRow, pendingCallbackSchema, storedOrderSchema } from './order-rows.ts';

/** What a person marked about a number. */
export const numberMarkSchema = z.object({
  kind: z.literal('nuisance'),
  /** Epoch ms. */
  at: z.number(),
  operator: z.string(),
  reason: z.string(),
});
export type NumberMark = z.infer<typeof numberMarkSchema>;

const fields = workOrderFieldsSchema.shape;

/**
 * The part of an order that tells who called and about what. A ring waits for it, so only this part is read and
 * checked; what joined after the first program has its empty value.
 */
const callerOrderSchema = storedOrderSchema
  .pick({ id: true, number: true, submittedAt: true, state: true })
  .extend({
    fields: z.object({
      requestType: fields.requestType,
      callerName: fields.callerName,
      callerNumber: fields.callerNumber,
      confidential: fields.confidential,
      title: fields.title,
      place: fields.place,
      handling: fields.handling,
      leadUnit: fields.leadUnit,
      genderTitle: fields.genderTitle.default('unknown'),
      urgency: fields.urgency.default('normal'),
      areaCode: fields.areaCode.default(''),
      streetCode: fields.streetCode.default(''),
      villageCode: fields.villageCode.default(''),
      longitude: fields.longitude.default(null),
      latitude: fields.latitude.default(null),
      deadlineAt: fields.deadlineAt.default(null),
    }),
    deadline: z.object({ at: z.number() }).nullable().default(null),
    callback: pendingCallbackSchema.pick({ cause: true }).nullable().default(null),
  });

/** An order as the screen pop needs it. */
export type CallerOrder = z.infer<typeof callerOrderSchema> & { readonly summary: WorkOrderSummary };

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
  orders: `${ORDER_ROWS.replace('FROM orders', 'FROM order_numbers JOIN orders ON orders.id = order_numbers.order_id')}
    WHERE order_numbers.number = ? ORDER BY order_numbers.submitted_at DESC LIMIT ?`,
  counts: `SELECT count(*) AS total, coalesce(sum(submitted_at >= ?), 0) AS since FROM order_numbers
    WHERE number = ?`,
};

export function createCallerStore(database: Database): CallerStore {
  const orders = database.prepare<[string, number], OrderRow>(CALLER_QUERIES.orders);
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

function callerOrder({ body, delivery, refusal }: OrderRow): CallerOrder {
  const order = parseBody(callerOrderSchema, 'work order', body);
  const standing = { state: order.state, dueAt: dueAtOf(order) };
  return { ...order, summary: summaryOf({ ...order, delivery, refusal }, standing) };
}

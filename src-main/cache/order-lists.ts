import type { Database } from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import {
  ANSWERED_STATES,
  type OrderFilter,
  searchQuery,
  storedFieldsSchema,
  type WorkOrderFields,
  type WorkOrderSummary,
} from '#shared/domain/index.ts';
import { guarded, parseBody } from './errors.ts';
import { type KeptOrder, ORDER_ROWS, type OrderRow, summaryOfKept, wholeOrder } from './order-rows.ts';

/** Where the next page of a list begins: after this order. */
export interface PageMark {
  readonly submittedAt: number;
  readonly id: string;
}

/** What a filter is seen from: what is overdue, and whose own orders are meant. */
export interface Asking {
  /** Epoch ms. */
  readonly now: number;
  readonly operator: string;
}

/** Lists of orders. Numbers are masked in every summary. */
export interface OrderLists {
  /** Submitted here at or after `since` (epoch ms), newest first. */
  since(since: number, limit: number): WorkOrderSummary[];
  /** Newest first. */
  page(filter: OrderFilter, after: PageMark | null, limit: number, asking: Asking): WorkOrderSummary[];
  /** How many fit; counting stops at the limit. */
  count(filter: OrderFilter, limit: number, asking: Asking): number;
  /** Fields and time of the newest orders of this seat. */
  recentFields(limit: number): Array<{ fields: WorkOrderFields; submittedAt: number }>;
  /** Orders with a pending callback, the longest waiting first. */
  toCallBack(limit: number): KeptOrder[];
}

/** In these nothing is waited for from the unit. */
const ANSWERED = `(${ANSWERED_STATES.map((state) => `'${state}'`).join(', ')})`;
const NEWEST_FIRST = 'ORDER BY orders.submitted_at DESC, orders.id DESC LIMIT @limit';

export const ORDER_LIST_QUERIES = {
  since: `${ORDER_ROWS} WHERE orders.mine = 1 AND orders.submitted_at >= ?
    ORDER BY orders.submitted_at DESC, orders.id DESC LIMIT ?`,
  recent: 'SELECT body FROM orders WHERE mine = 1 ORDER BY submitted_at DESC LIMIT ?',
  toCallBack: `${ORDER_ROWS} WHERE orders.callback_since IS NOT NULL ORDER BY orders.callback_since LIMIT ?`,
};

/** One condition of a filter, and whether it asks for anything. */
const CONDITIONS: ReadonlyArray<
  readonly [string, (filter: OrderFilter, query: string | undefined) => boolean]
> = [
  ['orders.submitted_at >= @since', ({ since }) => since !== null],
  ['orders.submitted_at < @until', ({ until }) => until !== null],
  ['orders.mine = 1', ({ mine }) => mine],
  ["orders.body ->> '$.operator' = @operator", ({ own }) => own],
  [inList("orders.body ->> '$.fields.handling'", 'handling'), ({ handling }) => handling.length > 0],
  [
    inList("orders.body ->> '$.fields.requestType'", 'requestType'),
    ({ requestType }) => requestType.length > 0,
  ],
  [
    inList("coalesce(orders.body ->> '$.fields.urgency', 'normal')", 'urgency'),
    ({ urgency }) => urgency.length > 0,
  ],
  [inList('orders.state', 'state'), ({ state }) => state.length > 0],
  [inList('delivery', 'delivery'), ({ delivery }) => delivery.length > 0],
  [`orders.due_at < @now AND orders.state NOT IN ${ANSWERED}`, ({ overdue }) => overdue],
  [
    'orders.rowid IN (SELECT rowid FROM order_text WHERE order_text MATCH @query)',
    (_, query) => query !== undefined,
  ],
];

function inList(expression: string, name: keyof OrderFilter): string {
  return `${expression} IN (SELECT value FROM json_each(@${name}))`;
}

const storedTextsSchema = z.object({
  submittedAt: z.number(),
  fields: storedFieldsSchema,
});

export function createOrderLists(database: Database): OrderLists {
  const since = database.prepare<[number, number], OrderRow>(ORDER_LIST_QUERIES.since);
  const recent = database.prepare<[number], { body: string }>(ORDER_LIST_QUERIES.recent);
  const toCallBack = database.prepare<[number], OrderRow>(ORDER_LIST_QUERIES.toCallBack);

  const conditionsOf = (filter: OrderFilter, { now, operator }: Asking) => {
    const query = searchQuery(filter.text);
    const asked = CONDITIONS.filter(([, wanted]) => wanted(filter, query)).map(([sql]) => sql);
    const lists = ['handling', 'requestType', 'urgency', 'state', 'delivery'] as const;
    const values = {
      since: filter.since,
      until: filter.until,
      now,
      operator,
      query: query ?? null,
      ...Object.fromEntries(lists.map((name) => [name, JSON.stringify(filter[name])])),
    };
    return { asked, values };
  };

  return guarded<OrderLists>({
    since: (from, limit) => since.all(from, limit).map(wholeOrder).map(summaryOfKept),
    page: (filter, after, limit, asking) => {
      const { asked, values } = conditionsOf(filter, asking);
      if (after) asked.push('(orders.submitted_at, orders.id) < (@afterAt, @afterId)');
      const where = asked.length > 0 ? `WHERE ${asked.join(' AND ')}` : '';
      const rows = database.prepare<object, OrderRow>(`${ORDER_ROWS} ${where} ${NEWEST_FIRST}`);
      return rows
        .all({ ...values, afterAt: after?.submittedAt ?? null, afterId: after?.id ?? null, limit })
        .map(wholeOrder)
        .map(summaryOfKept);
    },
    count: (filter, limit, asking) => {
      const { asked, values } = conditionsOf(filter, asking);
      const where = asked.length > 0 ? `WHERE ${asked.join(' AND ')}` : '';
      const counted = database.prepare<object, { count: number }>(
        `SELECT count(*) AS count FROM (${ORDER_ROWS} ${where} LIMIT @limit)`,
      );
      return counted.get({ ...values, limit })?.count ?? 0;
    },
    recentFields: (limit) =>
      recent.all(limit).map(({ body }) => {
        const { fields, submittedAt } = parseBody(storedTextsSchema, 'work order', body);
        return { fields, submittedAt };
      }),
    toCallBack: (limit) => toCallBack.all(limit).map(wholeOrder),
  });
}

import type { Database } from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import { CodedError, formatOrderNumber, type OrderEvent, orderEventSchema } from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';
import { indexCallers } from './caller-index.ts';
import type { ChangeLog } from './changes.ts';
import { deltasOf, type SomeFields } from './drafts.ts';
import { guarded, parseBody } from './errors.ts';
import { indexText } from './order-index.ts';
import { type KeptOrder, ORDER_ROWS, type OrderRow, type StoredOrder, wholeOrder } from './order-rows.ts';
import { prepareAppend } from './outbox.ts';

/** What an event does to its order. */
export interface OrderChange {
  readonly orderId: string;
  readonly event: OrderEvent;
  /** Goes to the hub with it; null for what came from there. */
  readonly operation: Operation | null;
  /** What the event changes of the order itself. */
  readonly set?: Partial<Pick<StoredOrder, 'state' | 'stateAt' | 'deadline' | 'callback'>> & {
    readonly fields?: SomeFields;
  };
  /** The draft that became this event, and goes with it. */
  readonly draftId?: string;
}

/** Submitted work orders. Where each stands towards the hub is read from its outbox row. */
export interface OrderStore {
  /**
   * Order, outbox row and the draft's removal in one transaction (rule WO-10).
   *
   * @throws CodedError `no-such-draft`; then nothing is written
   */
  submit(submission: { draftId: string; order: StoredOrder; operation: Operation }): void;
  /**
   * What happened to an order: its event, what that changes, its operation and the end of its draft, in one
   * transaction. An event that is there already changes nothing.
   *
   * @throws CodedError `no-such-order`, `no-such-draft`; then nothing is written
   */
  change(change: OrderChange): void;
  /**
   * Orders that the hub told of, in one transaction; each takes the place of what was known of it. One that this
   * seat submitted stays as it is.
   */
  learnMany(orders: readonly StoredOrder[]): void;
  get(id: string): KeptOrder | undefined;
  /** Whether this event is written down. */
  knows(eventId: string): boolean;
  /** The order that an event belongs to. */
  byEvent(eventId: string): KeptOrder | undefined;
  /** Oldest first. */
  events(orderId: string): OrderEvent[];
  /**
   * The next running count of this seat on this date. The file has one writer, so a submit in the same turn
   * of the event loop can rely on it; the unique index on numbers is the net below.
   *
   * @param date local calendar date, `YYYY-MM-DD`
   */
  nextCount(date: string, seat: number): number;
}

/** Counts from `floor` up until `until` (epoch ms) in a file that replaced one set aside (rule WO-12). */
const countFloorSchema = z.object({ floor: z.number().int(), until: z.number() });
export type CountFloor = z.infer<typeof countFloorSchema>;
export const COUNT_FLOOR_KEY = 'orders.count-floor';

/** The lookups whose plans are tested. */
export const ORDER_QUERIES = {
  byId: `${ORDER_ROWS} WHERE orders.id = ?`,
  byEvent: `${ORDER_ROWS} WHERE orders.id = (SELECT order_id FROM order_events WHERE id = ?)`,
  events: 'SELECT body FROM order_events WHERE order_id = ? ORDER BY at',
  // '.' is the character after '-', so the range is every number with the prefix.
  highestCount: `SELECT max(CAST(substr(number, length(@prefix) + 2) AS INTEGER)) AS count FROM orders
    WHERE number >= @prefix || '-' AND number < @prefix || '.'`,
};

export function createOrderStore(database: Database, wall: () => number, changes: ChangeLog): OrderStore {
  const byId = database.prepare<[string], OrderRow>(ORDER_QUERIES.byId);
  const byEvent = database.prepare<[string], OrderRow>(ORDER_QUERIES.byEvent);
  const events = database.prepare<[string], { body: string }>(ORDER_QUERIES.events);
  const knows = database.prepare<[string], unknown>('SELECT 1 FROM order_events WHERE id = ?');
  const highestCount = database.prepare<{ prefix: string }, { count: number | null }>(
    ORDER_QUERIES.highestCount,
  );
  const countFloor = database.prepare<[string], { value: string }>(
    'SELECT value FROM settings WHERE key = ?',
  );
  const insertOrder = database.prepare<[string, string]>('INSERT INTO orders (id, body) VALUES (?, ?)');
  const rowOf = database.prepare<[string], { rowid: number }>('SELECT rowid FROM orders WHERE id = ?');
  const rewrite = database.prepare<[string, string]>('UPDATE orders SET body = ? WHERE id = ?');
  const insertEvent = database.prepare<[string, string, string]>(
    'INSERT INTO order_events (id, order_id, body) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
  );
  const removeDraft = database.prepare<[string]>('DELETE FROM drafts WHERE id = ?');
  const append = prepareAppend(database);
  const callers = indexCallers(database);
  const text = indexText(database);

  const endDraft = (draftId: string) => {
    if (removeDraft.run(draftId).changes === 0)
      throw new CodedError('no-such-draft', 'The draft is not open any more.');
  };

  const submit = database.transaction(
    ({ draftId, order, operation }: Parameters<OrderStore['submit']>[0]) => {
      endDraft(draftId);
      const { lastInsertRowid } = insertOrder.run(order.id, JSON.stringify(order));
      callers.put(order);
      text.put(lastInsertRowid, order);
      append(operation);
      changes.close(draftId);
    },
  );

  const put = (order: StoredOrder, rowid: number) => {
    rewrite.run(JSON.stringify(order), order.id);
    callers.put(order);
    text.put(rowid, order);
  };

  const change = database.transaction(({ orderId, event, operation, set = {}, draftId }: OrderChange) => {
    const row = byId.get(orderId);
    const place = rowOf.get(orderId);
    if (row === undefined || place === undefined)
      throw new CodedError('no-such-order', 'The order is not on this seat.');
    if (insertEvent.run(event.id, orderId, JSON.stringify(event)).changes === 0) return;
    if (draftId !== undefined) {
      endDraft(draftId);
      changes.remove(draftId);
    }
    const { delivery: _delivery, refusal: _refusal, ...order } = wholeOrder(row);
    const { fields = {}, ...rest } = set;
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    const author = { writer: event.id, operator: event.operator, at: event.at };
    changes.amended(orderId, author, deltasOf(order.fields, given));
    put({ ...order, ...rest, fields: { ...order.fields, ...Object.fromEntries(given) } }, place.rowid);
    if (operation) append(operation);
  });

  const learn = (order: StoredOrder) => {
    const row = byId.get(order.id);
    const place = rowOf.get(order.id);
    if (row === undefined || place === undefined) {
      const { lastInsertRowid } = insertOrder.run(order.id, JSON.stringify(order));
      callers.put(order);
      text.put(lastInsertRowid, order);
    } else if (!wholeOrder(row).mine) put(order, place.rowid);
  };
  const learnMany = database.transaction((given: readonly StoredOrder[]) => given.forEach(learn));

  const floorNow = (): number => {
    const row = countFloor.get(COUNT_FLOOR_KEY);
    if (row === undefined) return 0;
    const { floor, until } = parseBody(countFloorSchema, 'count floor', row.value);
    return wall() < until ? floor : 0;
  };
  const whole = (row: OrderRow | undefined) => row && wholeOrder(row);

  return guarded<OrderStore>({
    submit: (submission) => submit(submission),
    change: (given) => change(given),
    learnMany: (given) => learnMany(given),
    get: (id) => whole(byId.get(id)),
    knows: (eventId) => knows.get(eventId) !== undefined,
    byEvent: (eventId) => whole(byEvent.get(eventId)),
    events: (orderId) =>
      events.all(orderId).map(({ body }) => parseBody(orderEventSchema, 'order event', body)),
    nextCount: (date, seat) => {
      const prefix = formatOrderNumber(date, seat, 0).replace(/-\d+$/, '');
      return Math.max(highestCount.get({ prefix })?.count ?? 0, floorNow()) + 1;
    },
  });
}

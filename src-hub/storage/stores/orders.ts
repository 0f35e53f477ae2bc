import { type Kysely, type Selectable, sql } from 'kysely';
import { canonicalNumber } from '#shared/domain/index.ts';
import { type HubWorkOrder, hubWorkOrderSchema } from '#shared/hub-protocol/index.ts';
import type { Tables } from '../tables.ts';

/** What is computed from an order and its events, kept beside it for lists and figures. */
export interface OrderStanding {
  readonly state: string;
  /** Name of the unit that has it, or empty. */
  readonly unit: string;
  readonly category: string;
  /** Six digits of the district, or empty. */
  readonly area: string;
  /** Somebody still has to do something. */
  readonly isOpen: boolean;
  /** Until when, epoch ms; null where there is no limit. */
  readonly deadlineAt: number | null;
  /** When the unit answered, epoch ms; null while it has not. */
  readonly answeredAt: number | null;
}

/** One thing that happened to an order; only ever added. */
export interface StoredOrderEvent {
  /** UUIDv7; the operation's where an operation brought it. */
  readonly id: string;
  readonly kind: string;
  /** When it happened, and when the hub learned of it; epoch ms. */
  readonly at: number;
  readonly receivedAt: number;
  /** Who did it: an account's id, `seat:7`, `hub`. */
  readonly actor: string;
  readonly body: unknown;
}

export interface OrderWithStanding {
  readonly order: HubWorkOrder;
  readonly standing: OrderStanding;
}

export interface OrderFilter {
  readonly limit: number;
  /** Continues after this order of the page before. */
  readonly before?: { readonly receivedAt: number; readonly id: string } | undefined;
  readonly state?: string | undefined;
  readonly unit?: string | undefined;
  readonly seat?: number | undefined;
  readonly open?: boolean | undefined;
  /** The whole number that a citizen was told. */
  readonly number?: string | undefined;
  /** Received in [from, to), epoch ms. */
  readonly receivedFrom?: number | undefined;
  readonly receivedTo?: number | undefined;
  /** Category codes, in full. */
  readonly categories?: readonly string[] | undefined;
  /** Open and due before this time, epoch ms. */
  readonly dueBefore?: number | undefined;
}

export interface UnitOrderFilter {
  readonly unit: string;
  readonly states: readonly string[];
  readonly limit: number;
  /** Continues after this order of the page before. */
  readonly after?: { readonly deadlineAt: number | null; readonly id: string } | undefined;
}

/** Stands for the limit of an order that has none, later than any. */
const NEVER = 8_640_000_000_000_000;

export interface OrderStore {
  find(id: string): Promise<OrderWithStanding | undefined>;
  /** Of these orders, those that are there. */
  findMany(ids: readonly string[]): Promise<Map<string, OrderWithStanding>>;
  /** Throws when the order is already there. */
  insert(order: HubWorkOrder, standing: OrderStanding): Promise<void>;
  /** Writes what a later event made of it. Content changes only by an amendment, which is an event too. */
  update(order: HubWorkOrder, standing: OrderStanding): Promise<void>;
  /** Throws when one with its id is there. */
  append(orderId: string, event: StoredOrderEvent): Promise<void>;
  /** Oldest first. */
  events(orderId: string): Promise<StoredOrderEvent[]>;
  /** When the hub last learned of anything about each of these orders, epoch ms; absent: nothing after the submission. */
  lastEventAt(ids: readonly string[]): Promise<Map<string, number>>;
  /** The last received first. */
  list(filter: OrderFilter): Promise<OrderWithStanding[]>;
  /** The newest orders of a caller's number (canonical form), those without personal data any more left out. */
  listForCaller(number: string, limit: number): Promise<OrderWithStanding[]>;
  /** Orders that a unit has in these states, the soonest due first and those without a limit last. */
  listForUnit(filter: UnitOrderFilter): Promise<OrderWithStanding[]>;
  /** How many orders a unit has in each state. */
  countForUnit(unit: string): Promise<Map<string, number>>;
  /** Orders received in [from, to), counted by state, unit, category or area. */
  countBy(column: OrderColumn, from: number, to: number): Promise<Map<string, number>>;
  /** Open orders whose time is over at `now`, by unit. */
  overdueByUnit(now: number): Promise<Map<string, number>>;
  /** Orders, received, that are closed and older than a time and not yet erased, oldest first. */
  erasable(receivedBefore: number, limit: number): Promise<OrderWithStanding[]>;
  /** Puts an erased order in the place of one: without its personal data, in the events too. */
  erase(order: HubWorkOrder, events: readonly StoredOrderEvent[], at: number): Promise<void>;
}

export type OrderColumn = 'state' | 'unit' | 'category' | 'area';

type Row = Selectable<Tables['work_order']>;

/** @param onChange something that the hall shows has changed */
export function createOrderStore(kysely: Kysely<Tables>, onChange: () => void): OrderStore {
  return {
    find: async (id) => {
      const row = await kysely.selectFrom('work_order').selectAll().where('id', '=', id).executeTakeFirst();
      return row && withStanding(row);
    },
    findMany: async (ids) => {
      if (ids.length === 0) return new Map();
      const rows = await kysely
        .selectFrom('work_order')
        .selectAll()
        .where('id', 'in', [...ids])
        .execute();
      return new Map(rows.map((row) => [row.id, withStanding(row)]));
    },
    insert: async (order, standing) => {
      await kysely
        .insertInto('work_order')
        .values({ id: order.id, ...columnsOf(order, standing), erased_at: null })
        .execute();
      onChange();
    },
    update: async (order, standing) => {
      await kysely
        .updateTable('work_order')
        .set(columnsOf(order, standing))
        .where('id', '=', order.id)
        .execute();
      onChange();
    },
    append: async (orderId, event) => {
      const { highest } = await kysely
        .selectFrom('work_order_event')
        .select((expression) => expression.fn.max('sequence').as('highest'))
        .where('order_id', '=', orderId)
        .executeTakeFirstOrThrow();
      await kysely
        .insertInto('work_order_event')
        .values({
          order_id: orderId,
          sequence: Number(highest ?? 0) + 1,
          id: event.id,
          kind: event.kind,
          at: event.at,
          received_at: event.receivedAt,
          actor: event.actor,
          body: JSON.stringify(event.body ?? null),
        })
        .execute();
    },
    events: async (orderId) => {
      const rows = await kysely
        .selectFrom('work_order_event')
        .selectAll()
        .where('order_id', '=', orderId)
        .orderBy('sequence')
        .execute();
      return rows.map(eventOf);
    },
    lastEventAt: async (ids) => {
      if (ids.length === 0) return new Map();
      const rows = await kysely
        .selectFrom('work_order_event')
        .select((expression) => ['order_id', expression.fn.max('received_at').as('last')])
        .where('order_id', 'in', [...ids])
        .groupBy('order_id')
        .execute();
      return new Map(rows.map((row) => [row.order_id, Number(row.last)]));
    },
    list: async (filter) => {
      let query = kysely.selectFrom('work_order').selectAll();
      const { before } = filter;
      if (before !== undefined) {
        query = query.where(({ or, and, eb }) =>
          or([
            eb('received_at', '<', before.receivedAt),
            and([eb('received_at', '=', before.receivedAt), eb('id', '<', before.id)]),
          ]),
        );
      }
      if (filter.state !== undefined) query = query.where('state', '=', filter.state);
      if (filter.unit !== undefined) query = query.where('unit', '=', filter.unit);
      if (filter.seat !== undefined) query = query.where('seat', '=', filter.seat);
      if (filter.open !== undefined) query = query.where('is_open', '=', filter.open ? 1 : 0);
      if (filter.number !== undefined) query = query.where('number', '=', filter.number);
      if (filter.receivedFrom !== undefined) query = query.where('received_at', '>=', filter.receivedFrom);
      if (filter.receivedTo !== undefined) query = query.where('received_at', '<', filter.receivedTo);
      if (filter.categories !== undefined) {
        if (filter.categories.length === 0) return [];
        query = query.where('category', 'in', [...filter.categories]);
      }
      if (filter.dueBefore !== undefined) {
        query = query.where('is_open', '=', 1).where('deadline_at', '<', filter.dueBefore);
      }
      const rows = await query
        .orderBy('received_at', 'desc')
        .orderBy('id', 'desc')
        .limit(filter.limit)
        .execute();
      return rows.map(withStanding);
    },
    listForCaller: async (number, limit) => {
      // An empty caller is no caller; said again so that the partial index serves.
      const rows = await kysely
        .selectFrom('work_order')
        .selectAll()
        .where('caller', '=', number)
        .where('caller', '<>', '')
        .orderBy('submitted_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(withStanding);
    },
    listForUnit: async ({ unit, states, limit, after }) => {
      if (states.length === 0) return [];
      const due = sql<number>`COALESCE(deadline_at, ${NEVER})`;
      let query = kysely
        .selectFrom('work_order')
        .selectAll()
        .where('unit', '=', unit)
        .where('state', 'in', [...states]);
      if (after !== undefined) {
        const from = after.deadlineAt ?? NEVER;
        query = query.where(({ or, and, eb }) =>
          or([eb(due, '>', from), and([eb(due, '=', from), eb('id', '>', after.id)])]),
        );
      }
      const rows = await query.orderBy(due).orderBy('id').limit(limit).execute();
      return rows.map(withStanding);
    },
    countForUnit: async (unit) => {
      const rows = await kysely
        .selectFrom('work_order')
        .select((expression) => ['state', expression.fn.countAll<number>().as('count')])
        .where('unit', '=', unit)
        .groupBy('state')
        .execute();
      return new Map(rows.map((row) => [row.state, Number(row.count)]));
    },
    countBy: async (column, from, to) => {
      const rows = await kysely
        .selectFrom('work_order')
        .select((expression) => [column, expression.fn.countAll<number>().as('count')])
        .where('received_at', '>=', from)
        .where('received_at', '<', to)
        .groupBy(column)
        .execute();
      return new Map(rows.map((row) => [row[column], Number(row.count)]));
    },
    overdueByUnit: async (now) => {
      const rows = await kysely
        .selectFrom('work_order')
        .select((expression) => ['unit', expression.fn.countAll<number>().as('count')])
        .where('is_open', '=', 1)
        .where('deadline_at', '<', now)
        .groupBy('unit')
        .execute();
      return new Map(rows.map((row) => [row.unit, Number(row.count)]));
    },
    erasable: async (receivedBefore, limit) => {
      const rows = await kysely
        .selectFrom('work_order')
        .selectAll()
        .where('received_at', '<', receivedBefore)
        .where('is_open', '=', 0)
        .where('erased_at', 'is', null)
        .orderBy('received_at')
        .limit(limit)
        .execute();
      return rows.map(withStanding);
    },
    erase: async (order, events, at) => {
      await kysely
        .updateTable('work_order')
        .set({ fields: JSON.stringify(order.fields), call: callColumn(order), erased_at: at })
        .where('id', '=', order.id)
        .execute();
      for (const { id, body } of events) {
        await kysely
          .updateTable('work_order_event')
          .set({ body: JSON.stringify(body ?? null) })
          .where('id', '=', id)
          .execute();
      }
    },
  };
}

const callColumn = (order: HubWorkOrder) => (order.call === null ? null : JSON.stringify(order.call));

function columnsOf(order: HubWorkOrder, standing: OrderStanding) {
  return {
    number: order.number,
    seat: order.seat,
    operator: order.operator,
    submitted_at: order.submittedAt,
    received_at: order.receivedAt,
    fields: JSON.stringify(order.fields),
    call: callColumn(order),
    state: standing.state,
    unit: standing.unit,
    category: standing.category,
    area: standing.area,
    caller: canonicalNumber(order.fields.callerNumber),
    is_open: standing.isOpen ? 1 : 0,
    deadline_at: standing.deadlineAt,
    answered_at: standing.answeredAt,
  };
}

/** @throws ZodError for a row that no hub wrote */
export function withStanding(row: Row): OrderWithStanding {
  return {
    order: hubWorkOrderSchema.parse({
      id: row.id,
      number: row.number,
      seat: row.seat,
      operator: row.operator,
      submittedAt: row.submitted_at,
      receivedAt: row.received_at,
      fields: JSON.parse(row.fields),
      call: row.call === null ? null : JSON.parse(row.call),
    }),
    standing: {
      state: row.state,
      unit: row.unit,
      category: row.category,
      area: row.area,
      isOpen: row.is_open === 1,
      deadlineAt: row.deadline_at,
      answeredAt: row.answered_at,
    },
  };
}

function eventOf(row: Tables['work_order_event']): StoredOrderEvent {
  return {
    id: row.id,
    kind: row.kind,
    at: row.at,
    receivedAt: row.received_at,
    actor: row.actor,
    body: JSON.parse(row.body) as unknown,
  };
}

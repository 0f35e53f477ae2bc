import { z } from 'zod';
import {
  CodedError,
  forUnit,
  orderIdSchema,
  orderStateSchema,
  workOrderFieldsSchema,
} from '#shared/domain/index.ts';
import { hubWorkOrderListSchema, hubWorkOrderSchema } from '#shared/hub-protocol/index.ts';
import {
  type OrderHistory,
  type OrderStep,
  obstacleTo,
  orderStepSchema,
  type StepBy,
} from '../orders/index.ts';
import type { OrderWithStanding } from '../storage/index.ts';
import { personOf } from './people.ts';
import { defineRoute, type Principal, type Route } from './route.ts';
import type { HubServices } from './services.ts';

const byId = z.object({ id: orderIdSchema });

/** Where the next page begins: the receipt and id of the last order. */
const pageMarkSchema = z
  .string()
  .regex(/^\d+(\.\d+)?_[0-9a-f-]{36}$/)
  .transform((text) => {
    const [receivedAt = '', id = ''] = text.split('_');
    return { receivedAt: Number(receivedAt), id };
  });

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: pageMarkSchema.optional(),
  state: orderStateSchema.optional(),
  unit: z.string().min(1).max(100).optional(),
  seat: z.coerce.number().int().min(1).max(999).optional(),
  open: z.stringbool().optional(),
  number: z.string().min(1).max(40).optional(),
});

/** Where an order stands. */
const standingSchema = z.object({
  state: orderStateSchema,
  unit: z.string(),
  dueAt: z.number().nullable(),
  answeredAt: z.number().nullable(),
  light: z.enum(['none', 'yellow', 'red']),
});

const stepSchema = z.object({
  id: z.uuidv7(),
  kind: z.string(),
  at: z.number(),
  actor: z.string(),
  body: z.unknown(),
});

const historySchema = z.object({
  order: hubWorkOrderSchema,
  standing: standingSchema,
  events: z.array(stepSchema),
});

/** An order as a unit sees it: never whom it is confidential from. */
const unitOrderSchema = z.object({
  id: orderIdSchema,
  number: z.string(),
  submittedAt: z.number(),
  fields: workOrderFieldsSchema,
  standing: standingSchema,
});

const unitHistorySchema = unitOrderSchema.extend({ events: z.array(stepSchema) });

/** Steps whose words a unit may read: its own and the centre's, never what citizens said in a callback. */
const UNIT_READS: ReadonlySet<string> = new Set(orderStepSchema.options.map((one) => one.shape.kind.value));

/** Orders and their life: for the centre in clear, for units without what is confidential. */
export function orderRoutes(services: HubServices): Route[] {
  const { storage, clock, book, rules, newId } = services;

  const standing = ({ order, standing: kept }: OrderWithStanding): z.input<typeof standingSchema> => ({
    state: orderStateSchema.parse(kept.state),
    unit: kept.unit,
    dueAt: kept.deadlineAt,
    answeredAt: kept.answeredAt,
    light: rules.lightOf(order, kept, clock.wall()),
  });
  const withStanding = (history: OrderHistory): OrderWithStanding => ({
    order: history.order,
    standing: rules.standingOf(history.order, history.life),
  });
  const steps = ({ events }: OrderHistory) =>
    events.map(({ id, kind, at, actor, body }) => ({ id, kind, at, actor, body }));
  const noOrder = () => new CodedError('not-found', 'There is no such order.');
  const forUnits = (one: OrderWithStanding) => {
    const { id, number, submittedAt, fields } = one.order;
    return { ...forUnit({ id, number, submittedAt, fields }), standing: standing(one) };
  };

  /** A seat by its own token sees its own orders; the shared token of a small hub sees all. */
  const seatOf = (principal: Principal, asked: number | undefined) =>
    principal.kind === 'seat' && principal.number !== null ? principal.number : asked;

  /** Somebody reads an order in clear: that is written down. */
  const noteReading = async (principal: Principal, actor: string, orderId: string) => {
    if (principal.kind !== 'person') return;
    await storage.transaction((unit) =>
      unit.audit.append({ at: clock.wall(), actor, action: 'order-read', target: orderId, detail: {} }),
    );
  };

  const take = (orderId: string, step: OrderStep, by: StepBy, actor: string) =>
    storage.transaction(async (unit) => {
      const history = await book.open(unit, orderId);
      const theirs = by.kind === 'centre' || history?.life.units.includes(by.unit) === true;
      if (history === undefined || !theirs) throw noOrder();
      const obstacle = obstacleTo(history.life, step, by);
      if (obstacle === 'not-yours') throw new CodedError('not-allowed', 'This step is not yours to take.');
      if (obstacle === 'not-now') {
        throw new CodedError('conflict', `The order is in the state ${history.life.state}.`);
      }
      const now = clock.wall();
      const { kind, ...body } = step;
      const event = { id: newId(), kind, at: now, receivedAt: now, actor, body };
      const life = await book.append(unit, history, event);
      return standing({ order: history.order, standing: rules.standingOf(history.order, life) });
    });

  /** What a unit has or has had. @throws CodedError `not-found` */
  const openForUnit = async (orderId: string, unitName: string) => {
    const history = await book.open(storage.read, orderId);
    if (history?.life.units.includes(unitName) !== true) throw noOrder();
    return history;
  };
  const unitOf = (principal: Principal) => personOf(principal).account.unit ?? '';

  return [
    defineRoute({
      method: 'GET',
      url: '/v1/work-orders',
      summary: 'Orders, the last received first.',
      access: ['seat', 'supervisor', 'administrator'],
      query: listQuery,
      answer: hubWorkOrderListSchema,
      handle: async ({ principal, query }) => {
        const { limit, ...filter } = query;
        const seat = seatOf(principal, query.seat);
        const found = await storage.read.orders.list({ ...filter, seat, limit: limit + 1 });
        const orders = found.slice(0, limit).map(({ order }) => order);
        const last = orders.at(-1);
        const next = found.length > limit && last ? `${last.receivedAt}_${last.id}` : null;
        return { orders, next };
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/work-orders/:id',
      summary: 'One order as it was received, with what was amended.',
      access: ['seat', 'supervisor', 'administrator'],
      params: byId,
      answer: hubWorkOrderSchema,
      handle: async ({ principal, actor, params }) => {
        const found = await storage.read.orders.find(params.id);
        const seat = seatOf(principal, undefined);
        if (found === undefined || (seat !== undefined && found.order.seat !== seat)) throw noOrder();
        await noteReading(principal, actor, params.id);
        return found.order;
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/work-orders/:id/history',
      summary: 'One order with everything that happened to it.',
      access: ['supervisor', 'administrator'],
      params: byId,
      answer: historySchema,
      handle: async ({ principal, actor, params }) => {
        const history = await book.open(storage.read, params.id);
        if (history === undefined) throw noOrder();
        await noteReading(principal, actor, params.id);
        return {
          order: history.order,
          standing: standing(withStanding(history)),
          events: steps(history),
        };
      },
    }),
    defineRoute({
      method: 'POST',
      url: '/v1/work-orders/:id/steps',
      summary: 'The centre dispatches, decides on a return or an extension, supervises or closes an order.',
      access: ['supervisor', 'administrator'],
      params: byId,
      body: orderStepSchema,
      answer: standingSchema,
      handle: ({ actor, params, body }) => take(params.id, body, { kind: 'centre' }, actor),
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/unit/orders',
      summary: 'The orders that a handling unit has now, the last received first.',
      access: ['unit'],
      query: listQuery.pick({ limit: true, before: true, open: true, state: true }),
      answer: z.object({ orders: z.array(unitOrderSchema), next: z.string().nullable() }),
      handle: async ({ principal, query }) => {
        const { limit, ...filter } = query;
        const unit = unitOf(principal);
        const found = await storage.read.orders.list({ ...filter, unit, limit: limit + 1 });
        const shown = found.slice(0, limit);
        const last = shown.at(-1)?.order;
        return {
          orders: shown.map(forUnits),
          next: found.length > limit && last ? `${last.receivedAt}_${last.id}` : null,
        };
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/unit/orders/:id',
      summary: 'An order that a handling unit has or has had, with the steps taken.',
      access: ['unit'],
      params: byId,
      answer: unitHistorySchema,
      handle: async ({ principal, params }) => {
        const history = await openForUnit(params.id, unitOf(principal));
        const events = steps(history).filter(({ kind }) => UNIT_READS.has(kind));
        return { ...forUnits(withStanding(history)), events };
      },
    }),
    defineRoute({
      method: 'POST',
      url: '/v1/unit/orders/:id/steps',
      summary:
        'A handling unit signs for an order, answers it, asks for time, hands it back or passes it down.',
      access: ['unit'],
      params: byId,
      body: orderStepSchema,
      answer: standingSchema,
      handle: ({ principal, actor, params, body }) =>
        take(params.id, body, { kind: 'unit', unit: unitOf(principal) }, actor),
    }),
  ];
}

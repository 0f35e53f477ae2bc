import { z } from 'zod';
import { CodedError, orderIdSchema, orderStateSchema, workOrderFieldsSchema } from '#shared/domain/index.ts';
import { hubWorkOrderListSchema, hubWorkOrderSchema } from '#shared/hub-protocol/index.ts';
import { orderStepSchema } from '../orders/index.ts';
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

/** Orders and their life: for the centre in clear, for units without what is confidential. */
export function orderRoutes(services: HubServices): Route[] {
  const { storage, desk } = services;
  const noOrder = () => new CodedError('not-found', 'There is no such order.');

  /** A seat by its own token sees its own orders; the shared token of a small hub sees all. */
  const seatOf = (principal: Principal, asked: number | undefined) =>
    principal.kind === 'seat' && principal.number !== null ? principal.number : asked;

  /** Somebody reads an order in clear: that is written down. */
  const noteReading = async (principal: Principal, actor: string, orderId: string) => {
    if (principal.kind !== 'person') return;
    await desk.noteReading(actor, orderId);
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
        const history = await desk.open(params.id);
        await noteReading(principal, actor, params.id);
        return {
          order: history.order,
          standing: desk.standingOf(history),
          events: desk.steps(history),
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
      handle: ({ actor, params, body }) => desk.take(params.id, body, { by: { kind: 'centre' }, actor }),
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
          orders: shown.map(desk.forUnits),
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
      handle: async ({ principal, actor, params }) => {
        const { order, steps } = await desk.openForUnit(params.id, unitOf(principal));
        await desk.noteReading(actor, params.id);
        return { ...order, events: steps };
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
        desk.take(params.id, body, { by: { kind: 'unit', unit: unitOf(principal) }, actor }),
    }),
  ];
}

import { canonicalNumber, orderStateSchema } from '#shared/domain/index.ts';
import { callerOrdersSchema, callerQuestionSchema } from '#shared/hub-protocol/index.ts';
import { defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';

/** The newest of a caller that a seat is told. */
const TOLD = 20;

/** What all seats know of a caller, asked while the telephone rings. */
export function callerRoutes({ storage }: HubServices): Route[] {
  return [
    defineRoute({
      method: 'POST',
      url: '/v1/callers/orders',
      summary: 'The newest orders of a number, whichever seat took them. The number stands in the body.',
      access: ['seat'],
      body: callerQuestionSchema,
      answer: callerOrdersSchema,
      handle: async ({ body }) => {
        const number = canonicalNumber(body.number);
        const found = number === '' ? [] : await storage.read.orders.listForCaller(number, TOLD);
        return {
          orders: found.map(({ order: { call: _call, receivedAt: _receivedAt, ...order }, standing }) => ({
            ...order,
            state: orderStateSchema.parse(standing.state),
            dueAt: standing.deadlineAt,
          })),
        };
      },
    }),
  ];
}

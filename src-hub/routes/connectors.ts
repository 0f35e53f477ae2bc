import { z } from 'zod';
import { CodedError, orderIdSchema } from '#shared/domain/index.ts';
import { connectorTaskStateSchema } from '../storage/index.ts';
import { defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';

const connectorName = z.string().regex(/^[a-z0-9-]{1,32}$/);
const taskSchema = z.object({
  orderId: orderIdSchema,
  number: z.string(),
  state: connectorTaskStateSchema,
  attempts: z.number().int(),
  nextAt: z.number(),
  remoteId: z.string().nullable(),
  remoteState: z.string().nullable(),
  /** Code of what went wrong. */
  reason: z.string().nullable(),
  changedAt: z.number(),
});

/** What is on its way to other platforms, and what a person does about it (docs/hub.md, «Other platforms»). */
export function connectorRoutes({ storage, clock, connectorNames }: HubServices): Route[] {
  const known = (name: string) => {
    if (!connectorNames.includes(name)) throw new CodedError('not-found', 'There is no such connector.');
    return name;
  };
  return [
    defineRoute({
      method: 'GET',
      url: '/v1/connectors',
      summary: 'Connectors to other platforms, with how many orders wait, are there, or need a person.',
      access: ['supervisor', 'administrator'],
      answer: z.object({
        connectors: z.array(z.object({ name: z.string(), counts: z.record(z.string(), z.number()) })),
      }),
      handle: async () => ({
        connectors: await Promise.all(
          connectorNames.map(async (name) => ({
            name,
            counts: Object.fromEntries(await storage.read.connectorTasks.counts(name)),
          })),
        ),
      }),
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/connectors/:connector/tasks',
      summary:
        'Orders of a connector in one state, the longest in it first; as a rule those that need a person.',
      access: ['supervisor', 'administrator'],
      params: z.object({ connector: connectorName }),
      query: z.object({
        state: connectorTaskStateSchema.default('person'),
        limit: z.coerce.number().int().min(1).max(1_000).default(200),
      }),
      answer: z.object({ tasks: z.array(taskSchema) }),
      handle: async ({ params, query }) => {
        const tasks = await storage.read.connectorTasks.list(
          known(params.connector),
          query.state,
          query.limit,
        );
        const orders = await storage.read.orders.findMany(tasks.map(({ orderId }) => orderId));
        return {
          tasks: tasks.map(({ connector, amendments, ...task }) => ({
            ...task,
            number: orders.get(task.orderId)?.order.number ?? '',
          })),
        };
      },
    }),
    defineRoute({
      method: 'POST',
      url: '/v1/connectors/:connector/tasks/:id',
      summary: 'Sends an order that needed a person again, or closes it for this connector.',
      access: ['supervisor', 'administrator'],
      params: z.object({ connector: connectorName, id: orderIdSchema }),
      body: z.object({ act: z.enum(['again', 'close']) }),
      handle: async ({ actor, params, body, reply }) => {
        await storage.transaction(async (unit) => {
          const task = await unit.connectorTasks.find(known(params.connector), params.id);
          if (task === undefined) throw new CodedError('not-found', 'There is no such task.');
          if (task.state !== 'person')
            throw new CodedError('conflict', `The task is in the state ${task.state}.`);
          const at = clock.wall();
          const open = task.remoteId === null ? 'waiting' : 'sent';
          const state = body.act === 'close' ? 'done' : open;
          await unit.connectorTasks.save({
            ...task,
            state,
            attempts: 0,
            reason: null,
            nextAt: at,
            changedAt: at,
          });
          const detail = { connector: params.connector, act: body.act };
          await unit.audit.append({ at, actor, action: 'connector-task', target: params.id, detail });
        });
        return reply.status(204).send();
      },
    }),
  ];
}

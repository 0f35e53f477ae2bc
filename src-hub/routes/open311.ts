import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatOrderNumber, isOpen, localDateAt, orderStateSchema } from '#shared/domain/index.ts';
import type { HubWorkOrder } from '#shared/hub-protocol/index.ts';
import { categoriesInUse } from '../categories.ts';
import {
  jsonOf,
  type Open311List,
  type Open311Object,
  type Open311Problem,
  readRequest,
  requestEntry,
  serviceDefinition,
  serviceEntry,
  servicesOf,
  xmlOf,
} from '../open311/index.ts';
import type { HubStores, OrderWithStanding } from '../storage/index.ts';
import { type Dialect, defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';

const format = z.enum(['json', 'xml']);
type Format = z.infer<typeof format>;

/** GeoReport v2: at most so many requests and days in one answer. */
const MOST_REQUESTS = 1_000;
const MOST_DAYS = 90;
const DAY = 86_400_000;
const PAGE = 200;
/** A seat that is none: orders that came from another platform. */
const NO_SEAT = 0;

const list = z
  .string()
  .max(4_000)
  .transform((text) => text.split(',').filter((part) => part !== ''));
const time = z.iso
  .datetime({ offset: true })
  .or(z.iso.date())
  .transform((text) => Date.parse(text));
const querySchema = z.looseObject({
  service_request_id: list.optional(),
  service_code: list.optional(),
  start_date: time.optional(),
  end_date: time.optional(),
  status: list.pipe(z.array(z.enum(['open', 'closed']))).optional(),
});

const formatOf = (request: FastifyRequest): Format => (/\.xml(\?|$)/.test(request.url) ? 'xml' : 'json');

function answer(
  reply: FastifyReply,
  kind: Format,
  root: string,
  value: Open311List | Open311Object,
  status = 200,
) {
  reply.status(status);
  return kind === 'xml'
    ? reply.type('text/xml; charset=utf-8').send(xmlOf(root, value))
    : reply.type('application/json; charset=utf-8').send(JSON.stringify(jsonOf(value)));
}

/** Errors as GeoReport v2 has them: a list, with the first one's code as the status. */
function refuse(reply: FastifyReply, kind: Format, problems: readonly Open311Problem[]) {
  const items = problems.map(({ code, description }) => ({ code, description }));
  return answer(reply, kind, 'errors', { item: 'error', items }, problems[0]?.code ?? 400);
}

/** A key comes as a bearer token, or as `api_key` in the form or the query, as the specification has it. */
const dialect: Dialect = {
  authorizationOf: (request) => {
    if (request.headers.authorization !== undefined) return request.headers.authorization;
    const given = [request.body, request.query].map((part) => keySchema.safeParse(part).data?.api_key);
    const key = given.find((one) => one !== undefined);
    return key === undefined ? undefined : `Bearer ${key}`;
  },
  refuse: ({ status, message }, request, reply) => {
    // The specification knows 403 only, for a key that is missing and for one that is wrong.
    const code = status === 401 ? 403 : status;
    const description = code === 403 ? 'api_key is missing, wrong or not allowed here' : message;
    return refuse(reply, formatOf(request), [{ code, description }]);
  },
};
const keySchema = z.looseObject({ api_key: z.string().min(1).max(200).optional() });
const openDialect: Dialect = { ...dialect, authorizationOf: () => undefined };

/** Open311 GeoReport v2, a door for other platforms (docs/mapping.md, docs/spec/open311.md). */
export function open311Routes(services: HubServices): Route[] {
  const { storage, clock, desk, book, newId } = services;
  const current = async () => servicesOf(await categoriesInUse(storage.read, services.categories));

  const told = async (found: readonly OrderWithStanding[], actor: string): Promise<Open311List> => {
    const last = await storage.read.orders.lastEventAt(found.map(({ order }) => order.id));
    const items: Open311Object[] = [];
    for (const one of found) {
      const isOwn = one.order.seat === NO_SEAT && one.order.operator === actor;
      const text = isOwn && one.standing.answeredAt !== null ? await answerTo(storage.read, one) : '';
      const updatedAt = Math.max(one.order.receivedAt, last.get(one.order.id) ?? 0);
      items.push(requestEntry({ one, standing: desk.standingNow(one), isOwn, updatedAt, answer: text }));
    }
    return { item: 'request', items };
  };
  /** A confidential order is nobody's affair but that of the platform that handed it in. */
  const mayTell = (actor: string) => (one: OrderWithStanding) =>
    !one.order.fields.confidential || (one.order.seat === NO_SEAT && one.order.operator === actor);

  return [
    defineRoute({
      method: 'GET',
      url: '/open311/v2/services.:format',
      summary: 'Open311: every service, a leaf of the category tree.',
      access: ['anyone'],
      params: z.object({ format }),
      answerType: 'application/json',
      dialect: openDialect,
      handle: async ({ params, reply }) => {
        const items = [...(await current()).values()].map(serviceEntry);
        return answer(reply, params.format, 'services', { item: 'service', items });
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/open311/v2/services/:code.:format',
      summary: 'Open311: the attributes of a service.',
      access: ['anyone'],
      params: z.object({ code: z.string().max(64), format }),
      answerType: 'application/json',
      dialect: openDialect,
      handle: async ({ params, reply }) => {
        const service = (await current()).get(params.code);
        if (service === undefined) {
          return refuse(reply, params.format, [{ code: 404, description: 'service_code was not found' }]);
        }
        return answer(reply, params.format, 'service_definition', serviceDefinition(service));
      },
    }),
    defineRoute({
      method: 'POST',
      url: '/open311/v2/requests.:format',
      summary: 'Open311: hands a request in; it becomes an order that waits to be dispatched.',
      access: ['open311'],
      params: z.object({ format }),
      body: z.record(z.string(), z.unknown()),
      answerType: 'application/json',
      dialect,
      handle: async ({ actor, params, body, request, reply }) => {
        const read = readRequest(body, await current());
        if ('problems' in read) return refuse(reply, params.format, read.problems);
        const once = z.string().min(8).max(100).safeParse(request.headers['idempotency-key']);
        const key = once.success ? `open311.once.${actor}.${once.data}` : undefined;
        const number = await storage.transaction(async (unit) => {
          const known = key === undefined ? undefined : await unit.values.get(key);
          if (known !== undefined) return known;
          const now = clock.wall();
          const date = localDateAt(now);
          const made = formatOrderNumber(date, NO_SEAT, await unit.values.next(`open311.count.${date}`));
          const order: HubWorkOrder = {
            id: newId(),
            number: made,
            seat: NO_SEAT,
            operator: actor,
            submittedAt: now,
            receivedAt: now,
            fields: read.taken.fields,
            call: null,
          };
          await book.submit(unit, order);
          const history = read.taken.more === '' ? undefined : await book.open(unit, order.id);
          if (history !== undefined) {
            const event = { id: newId(), kind: 'follow-up', at: now, receivedAt: now, actor };
            await book.append(unit, history, { ...event, body: { text: read.taken.more, callId: null } });
          }
          if (key !== undefined) await unit.values.set(key, made);
          await unit.audit.append({
            at: now,
            actor,
            action: 'order-handed-in',
            target: order.id,
            detail: {},
          });
          return made;
        });
        const items = [
          { service_request_id: number, service_notice: '已受理,由 12345 中心派单办理', account_id: null },
        ];
        return answer(reply, params.format, 'service_requests', { item: 'request', items }, 201);
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/open311/v2/requests.:format',
      summary: 'Open311: requests by id, service, time and status; at most 1,000, within 90 days.',
      access: ['open311'],
      params: z.object({ format }),
      query: querySchema,
      answerType: 'application/json',
      dialect,
      handle: async ({ actor, params, query, reply }) => {
        const found: OrderWithStanding[] = [];
        if (query.service_request_id !== undefined) {
          for (const number of query.service_request_id.slice(0, MOST_REQUESTS)) {
            found.push(...(await storage.read.orders.list({ number, limit: 5 })));
          }
        } else {
          const until = query.end_date ?? clock.wall() + 1;
          const from = Math.max(query.start_date ?? until - MOST_DAYS * DAY, until - MOST_DAYS * DAY);
          const known = query.service_code === undefined ? undefined : await current();
          const categories = query.service_code?.flatMap((code) => known?.get(code)?.category ?? []);
          const asked = { receivedFrom: from, receivedTo: until, categories, limit: PAGE };
          const wanted = new Set(query.status ?? ['open', 'closed']);
          const isWanted = ({ standing }: OrderWithStanding) =>
            wanted.has(isOpen(orderStateSchema.parse(standing.state)) ? 'open' : 'closed');
          let page = await storage.read.orders.list(asked);
          while (page.length > 0 && found.length < MOST_REQUESTS) {
            found.push(...page.filter(isWanted).filter(mayTell(actor)));
            const last = page.at(-1)?.order;
            page =
              page.length === PAGE && last ? await storage.read.orders.list({ ...asked, before: last }) : [];
          }
        }
        const shown = found.filter(mayTell(actor)).slice(0, MOST_REQUESTS);
        return answer(reply, params.format, 'service_requests', await told(shown, actor));
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/open311/v2/requests/:id.:format',
      summary: 'Open311: one request by its id, the number that the citizen was told.',
      access: ['open311'],
      params: z.object({ id: z.string().max(64), format }),
      answerType: 'application/json',
      dialect,
      handle: async ({ actor, params, reply }) => {
        const found = (await storage.read.orders.list({ number: params.id, limit: 5 })).filter(
          mayTell(actor),
        );
        if (found.length === 0) {
          return refuse(reply, params.format, [
            { code: 404, description: 'service_request_id was not found' },
          ]);
        }
        return answer(reply, params.format, 'service_requests', await told(found, actor));
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/open311/v2/tokens/:id.:format',
      summary:
        'Open311: the id for a token; here a token is the Idempotency-Key that a request was handed in with.',
      access: ['open311'],
      params: z.object({ id: z.string().max(100), format }),
      answerType: 'application/json',
      dialect,
      handle: async ({ actor, params, reply }) => {
        const number = await storage.read.values.get(`open311.once.${actor}.${params.id}`);
        if (number === undefined) {
          return refuse(reply, params.format, [{ code: 404, description: 'token was not found' }]);
        }
        const items = [{ service_request_id: number, token: params.id }];
        return answer(reply, params.format, 'service_requests', { item: 'request', items });
      },
    }),
  ];
}

/** The last answer to an order. */
async function answerTo(read: HubStores, { order }: OrderWithStanding): Promise<string> {
  const events = await read.orders.events(order.id);
  const body = events.findLast(({ kind }) => kind === 'answer')?.body;
  return z.object({ text: z.string() }).safeParse(body).data?.text ?? order.fields.replyText;
}

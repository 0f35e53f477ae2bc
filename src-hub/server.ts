import { createGunzip } from 'node:zlib';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type BoardLayout, type Clock, CodedError, messageOf } from '#shared/domain/index.ts';
import {
  HUB_ERROR_STATUS,
  HUB_PROTOCOL_VERSION,
  type HubError,
  type HubErrorCode,
} from '#shared/hub-protocol/index.ts';
import { createAccounts, createBrake, type PasswordCost } from './accounts/index.ts';
import { createBoard, readLayout } from './board/index.ts';
import { createEventLines } from './events.ts';
import { identify } from './identify.ts';
import type { HubLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { describeIssues } from './operations/index.ts';
import { createOrderBook, createOrderDesk, followYears, type OrderRules } from './orders/index.ts';
import { actorOf, createRoutes, mayUse, type Principal, type Route } from './routes/index.ts';
import type { HubStorage } from './storage/index.ts';
import { MOST_SHEET_BYTES } from './tables/index.ts';

/** A full batch of the longest Chinese orders, each character escaped, stays below this. */
const MAXIMUM_BODY_BYTES = 8 * 1024 * 1024;
/** A form of a page: the longest answer, each character escaped, stays below it. */
const MAXIMUM_FORM_BYTES = 128 * 1024;
const REQUEST_TIMEOUT_MILLISECONDS = 30_000;
/** Requests of one principal in a minute; a seat that drains three days of orders stays far below it. */
const MOST_REQUESTS = 1_200;

const protocolSchema = z.looseObject({ protocol: z.number() });

export interface HubServerOptions {
  readonly storage: HubStorage;
  /** What every seat may send as its bearer token; undefined where each has its own. */
  readonly token: string | undefined;
  readonly rules: OrderRules;
  readonly clock: Clock;
  readonly log: HubLog;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  readonly randomBytes: (count: number) => Buffer;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly passwordCost?: PasswordCost;
  /** Public key that seats seal exports with, SPKI in base64. */
  readonly sealingKey?: string | undefined;
  /** Names of the connectors that run beside the server. */
  readonly connectorNames?: readonly string[];
  /** Codes of the category tree that ships. */
  readonly categories?: readonly string[];
  /** Requests of one principal in a minute. */
  readonly mostRequestsAMinute?: number;
  /** PEM texts; without them the hub speaks plain HTTP, for loopback or behind a proxy. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
  /** The hall as the wallboard shows it; the shipped one where it is absent. */
  readonly layout?: BoardLayout;
  /** Folder of the pages that the build made. */
  readonly pages?: string | undefined;
  /** Whether a proxy before the hub names the real addresses (`X-Forwarded-For`). */
  readonly behindProxy?: boolean;
}

/** The hub's routes, not yet listening (docs/spec/hub-protocol.md). The storage stays the caller's to close. */
export function createHubServer(options: HubServerOptions): FastifyInstance {
  const { storage, token, clock, log, newId, randomBytes, rules } = options;
  const server = Fastify({
    logger: false,
    bodyLimit: MAXIMUM_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    // What has arrived when the hub is told to end is answered; every answer is one of the protocol's.
    return503OnClosing: false,
    // A hostile key in one operation must not refuse its neighbours with it; no schema knows these keys.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    trustProxy: options.behindProxy ?? false,
    routerOptions: { maxParamLength: 64 },
    ...(options.tls && {
      https: { cert: options.tls.certificate, key: options.tls.key, minVersion: 'TLSv1.2' as const },
    }),
  }) as unknown as FastifyInstance;

  const events = createEventLines(storage, options.schedule);
  const metrics = createMetrics(() => events.count());
  const book = createOrderBook(rules);
  const board = createBoard({
    storage,
    clock,
    schedule: options.schedule,
    events,
    layout: options.layout ?? readLayout(undefined),
    onFault: (error) => log.warn('board-not-computed', { message: messageOf(error) }),
  });
  const services = {
    storage,
    clock,
    log,
    newId,
    randomBytes,
    rules,
    book,
    desk: createOrderDesk({ storage, clock, book, rules, newId }),
    accounts: createAccounts({
      storage,
      clock,
      newId,
      randomBytes,
      ...(options.passwordCost && { passwordCost: options.passwordCost }),
    }),
    events,
    metrics,
    board,
    schedule: options.schedule,
    pages: options.pages,
    categories: options.categories ?? [],
    connectorNames: options.connectorNames ?? [],
    sealingKey: options.sealingKey,
  };
  const brake = createBrake(options.mostRequestsAMinute ?? MOST_REQUESTS, 60_000, clock);
  const principals = new WeakMap<FastifyRequest, Principal>();
  let endYears: () => void = () => undefined;
  server.addHook('onReady', async () => {
    const onFault = (error: unknown) => log.error('calendar-not-read', { message: messageOf(error) });
    endYears = await followYears(storage, rules, onFault);
  });
  server.addHook('preClose', async () => {
    endYears();
    board.stop();
    events.close();
  });

  // Tables come as they are; the routes that take them say so by their body.
  server.addContentTypeParser(
    [
      'text/csv',
      'application/octet-stream',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
    { parseAs: 'buffer', bodyLimit: MOST_SHEET_BYTES },
    (_request, bytes, done) => done(null, bytes),
  );

  const routeOf = (request: FastifyRequest) => (request.routeOptions.config as { route?: Route }).route;

  /** @throws CodedError `unauthorized`, `token-expired`, `revoked`, `not-allowed`, `too-many` */
  const admit = async (request: FastifyRequest, authorization: string | undefined) => {
    const route = routeOf(request);
    const open = route?.access.includes('anyone') ?? false;
    const principal = await identify(storage, token, authorization, clock.wall());
    if (principal.kind === 'none' && !open) {
      throw new CodedError('unauthorized', 'The token is missing or wrong.');
    }
    if (route !== undefined && !mayUse(route, principal)) {
      throw new CodedError('not-allowed', 'This is not yours to do.');
    }
    if (!brake.allows(principal.kind === 'none' ? request.ip : actorOf(principal))) {
      throw new CodedError('too-many', 'Too many requests. Try again in a minute.');
    }
    principals.set(request, principal);
  };

  // Who asks is found out before anything is said, for unknown addresses too: nobody learns which exist.
  server.addHook('onRequest', async (request, reply) => {
    reply.header('Cache-Control', 'no-store').header('X-Content-Type-Options', 'nosniff');
    if (routeOf(request)?.dialect === undefined) return admit(request, request.headers.authorization);
    // A form may carry its key in its body, which has to be read first; so the address is held back by itself.
    if (!brake.allows(`address:${request.ip}`)) {
      throw new CodedError('too-many', 'Too many requests. Try again in a minute.');
    }
  });
  server.addHook('preHandler', async (request) => {
    const dialect = routeOf(request)?.dialect;
    if (dialect !== undefined) await admit(request, dialect.authorizationOf(request));
  });

  // Forms are for pages and for protocols that speak in them; no route of our own protocol takes one.
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MAXIMUM_FORM_BYTES },
    (request, text, done) => {
      if (routeOf(request)?.dialect !== undefined) return done(null, formOf(String(text)));
      done(Object.assign(new Error('A form is not taken here.'), { statusCode: 415 }));
    },
  );

  // The route's pattern, never the address itself: identifiers and queries stay out of the log.
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? '(none)';
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    metrics.request(route, request.method, reply.statusCode, milliseconds);
    log.info('request', { method: request.method, route, status: reply.statusCode, milliseconds });
  });

  // A seat's batches come compressed. The limit holds for what comes out: a small bomb is no way around it.
  server.addHook('preParsing', async (request, _reply, payload) => {
    if (request.headers['content-encoding'] !== 'gzip') return payload;
    const inflated = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
    payload.on('data', (chunk: Buffer) => {
      inflated.receivedEncodedLength += chunk.length;
    });
    payload.on('error', (error) => inflated.destroy(error));
    inflated.on('error', (error) => Object.assign(error, { statusCode: 400 }));
    return payload.pipe(inflated);
  });

  server.setNotFoundHandler((_request, reply) => refuseAsJson(reply, 'not-found', 'There is nothing here.'));

  server.setErrorHandler((error, request: FastifyRequest, reply) => {
    const refuse = (
      ...[to, code, message, status = HUB_ERROR_STATUS[code]]: Parameters<typeof refuseAsJson>
    ) =>
      routeOf(request)?.dialect?.refuse({ status, code, message }, request, to) ??
      refuseAsJson(to, code, message, status);
    if (error instanceof CodedError && error.code in HUB_ERROR_STATUS) {
      if (error.code === 'unauthorized') reply.header('WWW-Authenticate', 'Bearer');
      return refuse(reply, error.code as HubErrorCode, error.message);
    }
    const { code, statusCode } = frameworkErrorSchema.parse(error);
    if (statusCode === 413) return refuse(reply, 'too-large', `At most ${MAXIMUM_BODY_BYTES} bytes at once.`);
    if (statusCode < 500) return refuse(reply, 'invalid', 'The request could not be read.', statusCode);
    log.error('request-failed', { name: error instanceof Error ? error.name : typeof error, code });
    return refuse(reply, 'internal', 'The hub could not do this. It can be tried again.');
  });

  for (const route of createRoutes(services)) {
    server.route({
      method: route.method,
      url: route.url,
      config: { route },
      handler: async (request, reply) => {
        const principal = principals.get(request) ?? { kind: 'none' };
        const given = readRequest(route, request);
        const answer = await route.handle({ ...given, principal, actor: actorOf(principal), request, reply });
        if (route.answer === undefined || answer === reply) return answer;
        return route.answer.parse(answer);
      },
    });
  }
  return server;
}

/** Fields of a form (WHATWG URL, «application/x-www-form-urlencoded»); of a name that comes twice, the last one. */
function formOf(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** @throws CodedError `protocol-mismatch`, `invalid` */
function readRequest(route: Route, request: FastifyRequest) {
  const protocol = protocolSchema.safeParse(request.body);
  if (route.body && protocol.success && protocol.data.protocol !== HUB_PROTOCOL_VERSION) {
    throw new CodedError('protocol-mismatch', `This hub speaks protocol version ${HUB_PROTOCOL_VERSION}.`);
  }
  const read = (schema: z.ZodType | undefined, value: unknown, code: HubErrorCode): unknown => {
    const parsed = schema?.safeParse(value);
    if (parsed?.success === false) throw new CodedError(code, describeIssues(parsed.error).slice(0, 500));
    return parsed?.data;
  };
  return {
    params: read(route.params, request.params, 'not-found'),
    query: read(route.query, request.query, 'invalid'),
    body: read(route.body, request.body, 'invalid'),
  };
}

/**
 * Listens. A port or address that can't be had is told, not waited for.
 *
 * @returns the address it listens on, and its end; resolves when what was under way is answered
 * @throws CodedError `port-busy`
 */
export async function startHub(
  options: HubServerOptions & { readonly port: number; readonly host: string },
): Promise<{ url: string; stop: () => Promise<void> }> {
  const { port, host } = options;
  const server = createHubServer(options);
  try {
    const url = await server.listen({ port, host });
    return { url, stop: () => server.close() };
  } catch (error) {
    await server.close();
    if (isErrorWithCode(error, 'EADDRINUSE') || isErrorWithCode(error, 'EACCES')) {
      throw new CodedError(
        'port-busy',
        `Port ${port} of ${host} is in use by another program or not allowed. Choose another with --port N.`,
        { cause: error },
      );
    }
    throw error;
  }
}

const frameworkErrorSchema = z.object({
  code: z.string().catch(''),
  statusCode: z.number().catch(500),
});

function refuseAsJson(
  reply: FastifyReply,
  code: HubErrorCode,
  message: string,
  status: number = HUB_ERROR_STATUS[code],
): FastifyReply {
  return reply.status(status).send({ code, message } satisfies HubError);
}

function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

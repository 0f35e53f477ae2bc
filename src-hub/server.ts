import { createHash, timingSafeEqual } from 'node:crypto';
import { createGunzip } from 'node:zlib';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Clock, CodedError, orderIdSchema } from '#shared/domain/index.ts';
import {
  HUB_ERROR_STATUS,
  HUB_PROTOCOL_VERSION,
  type HubError,
  hubWorkOrderListSchema,
  hubWorkOrderSchema,
  operationBatchSchema,
  operationResultsSchema,
} from '#shared/hub-protocol/index.ts';
import type { HubLog } from './log.ts';
import { applyBatch, describeIssues } from './operations.ts';
import type { HubStorage } from './storage/index.ts';

/** A full batch of the longest Chinese orders, each character escaped, stays below this. */
const MAXIMUM_BODY_BYTES = 8 * 1024 * 1024;
const REQUEST_TIMEOUT_MILLISECONDS = 30_000;

const protocolSchema = z.looseObject({ protocol: z.number() });
const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
});

export interface HubServerOptions {
  readonly storage: HubStorage;
  /** What seats send as their bearer token. */
  readonly token: string;
  readonly clock: Clock;
  readonly log: HubLog;
}

/** The hub's routes, not yet listening (docs/spec/hub-protocol.md). The storage stays the caller's to close. */
export function createHubServer({ storage, token, clock, log }: HubServerOptions): FastifyInstance {
  const server = Fastify({
    logger: false,
    bodyLimit: MAXIMUM_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    // What has arrived when the hub is told to end is answered; every answer is one of the protocol's.
    return503OnClosing: false,
    // A hostile key in one operation must not refuse its neighbours with it; no schema knows these keys.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    routerOptions: { maxParamLength: 64 },
  });
  const mayEnter = bearerCheck(token);

  server.addHook('onRequest', async (request, reply) => {
    reply.header('Cache-Control', 'no-store').header('X-Content-Type-Options', 'nosniff');
    if (request.routeOptions.url === '/healthz' || mayEnter(request.headers.authorization)) return;
    return refuse(
      reply.header('WWW-Authenticate', 'Bearer'),
      'unauthorized',
      'The token is missing or wrong.',
    );
  });

  // The route's pattern, never the address itself: identifiers and queries stay out of the log.
  server.addHook('onResponse', async (request, reply) => {
    log.info('request', {
      method: request.method,
      route: request.routeOptions.url ?? '(none)',
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    });
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

  server.setNotFoundHandler((_request, reply) => refuse(reply, 'not-found', 'There is nothing here.'));

  server.setErrorHandler((error, _request: FastifyRequest, reply) => {
    const { code, statusCode } = frameworkErrorSchema.parse(error);
    if (statusCode === 413) return refuse(reply, 'too-large', `At most ${MAXIMUM_BODY_BYTES} bytes at once.`);
    if (statusCode < 500) return refuse(reply, 'invalid', 'The request could not be read.', statusCode);
    log.error('request-failed', { name: error instanceof Error ? error.name : typeof error, code });
    return refuse(reply, 'internal', 'The hub could not do this. It can be tried again.');
  });

  server.get('/healthz', async () => ({ status: 'ok', protocol: HUB_PROTOCOL_VERSION }));

  server.post('/v1/operations', async (request, reply) => {
    const protocol = protocolSchema.safeParse(request.body);
    if (protocol.success && protocol.data.protocol !== HUB_PROTOCOL_VERSION) {
      return refuse(reply, 'protocol-mismatch', `This hub speaks protocol version ${HUB_PROTOCOL_VERSION}.`);
    }
    const batch = operationBatchSchema.safeParse(request.body);
    if (!batch.success) return refuse(reply, 'invalid', describeIssues(batch.error).slice(0, 500));
    const results = await applyBatch(storage, batch.data, clock.wall());
    for (const result of results) {
      if (result.outcome === 'refused') {
        log.warn('operation-refused', { operation: result.id, seat: batch.data.seat, reason: result.reason });
      }
    }
    return operationResultsSchema.parse({ protocol: HUB_PROTOCOL_VERSION, results });
  });

  server.get('/v1/work-orders', async (request, reply) => {
    const page = pageSchema.safeParse(request.query);
    if (!page.success) return refuse(reply, 'invalid', describeIssues(page.error));
    return hubWorkOrderListSchema.parse(await storage.listWorkOrders(page.data));
  });

  server.get<{ Params: { id: string } }>('/v1/work-orders/:id', async (request, reply) => {
    const id = orderIdSchema.safeParse(request.params.id);
    const order = id.success ? await storage.findWorkOrder(id.data) : undefined;
    return order ? hubWorkOrderSchema.parse(order) : refuse(reply, 'not-found', 'There is no such order.');
  });

  return server;
}

/**
 * Starts the hub on an address.
 *
 * @param options.port 0 for any free one
 * @returns where it listens, and what ends it once running requests have been answered
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

function refuse(
  reply: FastifyReply,
  code: HubError['code'],
  message: string,
  status: number = HUB_ERROR_STATUS[code],
): FastifyReply {
  return reply.status(status).send({ code, message } satisfies HubError);
}

/** Compares digests, so that neither content nor length of the token shows in the time it takes. */
function bearerCheck(token: string): (authorization: string | undefined) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(`Bearer ${token}`);
  return (authorization) => timingSafeEqual(digest(authorization ?? ''), wanted);
}

function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  hubErrorSchema,
  hubWorkOrderListSchema,
  hubWorkOrderSchema,
  MAXIMUM_BATCH,
  type OperationResult,
  operationResultsSchema,
} from '#shared/hub-protocol/index.ts';
import { type HubStorage, openSqliteStorage } from './index.ts';
import type { HubLogData } from './log.ts';
import { createHubServer, startHub } from './server.ts';
import { CITIZEN, serverParts, submission } from './testing/index.ts';

const TOKEN = 'a-token-of-the-test';
const NOW = 1_790_000_005_000;
let directory: string;
let storage: HubStorage;
let server: FastifyInstance;
let now: number;
let lines: Array<{ event: string; data: HubLogData | undefined }>;
const log = Object.fromEntries(
  (['info', 'warn', 'error'] as const).map((level) => [
    level,
    (event: string, data?: HubLogData) => void lines.push({ event, data }),
  ]),
) as Record<'info' | 'warn' | 'error', (event: string, data?: HubLogData) => void>;
const clock = { wall: () => now, monotonic: () => now };

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hub-server-'));
  storage = await openSqliteStorage({ file: join(directory, 'hub.db'), key: Buffer.alloc(32, 7) });
  now = NOW;
  lines = [];
  server = createHubServer({ ...serverParts, storage, token: TOKEN, clock, log });
});
afterEach(async () => {
  await server.close();
  await storage.close();
  rmSync(directory, { recursive: true, force: true });
});

const authorization = { authorization: `Bearer ${TOKEN}` };
const inject = (options: InjectOptions) =>
  server.inject({ ...options, headers: { ...authorization, ...options.headers } });
const post = (body: unknown) =>
  inject({ method: 'POST', url: '/v1/operations', payload: body as Record<string, unknown> });
const send = async (...operations: unknown[]): Promise<OperationResult[]> => {
  const answer = await post({ protocol: 1, seat: 7, operations });
  expect(answer.statusCode).toBe(200);
  return operationResultsSchema.parse(answer.json()).results;
};
const stored = async () =>
  hubWorkOrderListSchema.parse((await inject({ url: '/v1/work-orders?limit=200' })).json());

describe('hub: who may ask', () => {
  it('HP-1 every route but the liveness one wants the token, unknown ones too', async () => {
    const wrong = [
      undefined,
      '',
      TOKEN,
      `Basic ${TOKEN}`,
      'Bearer ',
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
    ];
    for (const url of ['/v1/work-orders', `/v1/work-orders/${uuid()}`, '/nothing', '/v1/operations']) {
      for (const given of wrong) {
        const answer = await server.inject({
          url,
          headers: given === undefined ? {} : { authorization: given },
        });
        expect(answer.statusCode).toBe(401);
        expect(hubErrorSchema.parse(answer.json()).code).toBe('unauthorized');
        expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
    }
    const healthy = await server.inject({ url: '/healthz' });
    expect(healthy.json()).toMatchObject({ status: 'ok', protocol: 1, epoch: '0' });
    expect((await inject({ url: '/v1/work-orders' })).statusCode).toBe(200);
  });
});

describe('hub: operations', () => {
  it('HP-2 another protocol version is refused with ours, before anything else is looked at', async () => {
    for (const body of [
      { protocol: 2, anything: 'new' },
      { protocol: 0, seat: 7, operations: [submission()] },
    ]) {
      const answer = await post(body);
      expect(answer.statusCode).toBe(409);
      expect(hubErrorSchema.parse(answer.json())).toMatchObject({
        code: 'protocol-mismatch',
        message: expect.stringContaining('version 1'),
      });
    }
    expect((await stored()).orders.length).toBe(0);
  });

  it('HP-3 a repeated operation gets its first outcome and has no second effect', async () => {
    const operation = submission();
    const first = await send(operation);
    expect(first).toEqual([{ id: operation.id, outcome: 'accepted', receivedAt: NOW }]);
    now += 60_000;
    expect(await send(operation)).toEqual(first);
    expect(await send(operation, operation)).toEqual([first[0], first[0]]);
    const bad = { id: uuid(), kind: 'work-order.submit' };
    const refusal = await send(bad);
    expect(await send({ ...submission(), id: bad.id })).toEqual(refusal);
    expect((await stored()).orders.length).toBe(1);
  });

  it('HP-4 a bad operation is refused by id, and its neighbours are taken', async () => {
    const good = [submission(), submission()];
    const invalid = {
      ...submission(),
      payload: { ...submission().payload, fields: { title: CITIZEN.name.repeat(20) } },
    };
    const unknown = { id: uuid(), kind: 'work-order.recall', payload: {} };
    const withoutKind = { id: uuid() };
    const results = await send(good[0], invalid, unknown, withoutKind, good[1]);
    expect(
      results.map((result) => [result.id, result.outcome === 'refused' ? result.reason : 'accepted']),
    ).toEqual([
      [good[0]?.id, 'accepted'],
      [invalid.id, 'invalid'],
      [unknown.id, 'unknown-kind'],
      [withoutKind.id, 'invalid'],
      [good[1]?.id, 'accepted'],
    ]);
    const [, refused] = results;
    expect(refused).toMatchObject({ message: expect.stringContaining('payload.fields.title') });
    expect(JSON.stringify(results)).not.toContain(CITIZEN.name);
    expect((await stored()).orders.length).toBe(2);
  });

  it('HP-5 the same order under another operation is accepted when it is the same, else a conflict', async () => {
    const operation = submission();
    const again = { ...operation, id: uuid(), createdAt: operation.createdAt + 1 };
    const changed = submission({ orderId: operation.payload.orderId, title: '别的内容' });
    await send(operation);
    now += 1000;
    expect(await send(again, changed)).toEqual([
      { id: again.id, outcome: 'accepted', receivedAt: NOW },
      { id: changed.id, outcome: 'refused', reason: 'conflict', message: expect.any(String) },
    ]);
    expect((await stored()).orders).toEqual([
      expect.objectContaining({ receivedAt: NOW, fields: operation.payload.fields }),
    ]);
  });

  it('HP-6 when the storage fails nothing of the batch has happened, and it can be sent again', async () => {
    const operations = [submission(), submission()];
    const transaction = storage.transaction;
    storage.transaction = (work) =>
      transaction((unit) =>
        work({
          ...unit,
          orders: {
            ...unit.orders,
            insert: async (order, standing) => {
              await unit.orders.insert(order, standing);
              if (order.id === operations[1]?.payload.orderId)
                throw new Error(`disk full near ${CITIZEN.number}`);
            },
          },
        }),
      );
    const failed = await post({ protocol: 1, seat: 7, operations });
    expect(failed.statusCode).toBe(500);
    expect(hubErrorSchema.parse(failed.json()).code).toBe('internal');
    expect(failed.body).not.toContain(CITIZEN.number);
    expect((await stored()).orders.length).toBe(0);
    storage.transaction = transaction;
    expect((await send(...operations)).map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
  });

  it('HP-7 a batch has 1 to 100 operations with ids, and a body below the limit', async () => {
    const full = Array.from({ length: MAXIMUM_BATCH }, () => submission());
    expect(await send(...full)).toHaveLength(MAXIMUM_BATCH);
    for (const operations of [
      [],
      [...full, submission()],
      [{ kind: 'work-order.submit' }],
      [{ id: 'x' }],
      'x',
    ]) {
      const answer = await post({ protocol: 1, seat: 7, operations });
      expect(answer.statusCode).toBe(400);
      expect(hubErrorSchema.parse(answer.json()).code).toBe('invalid');
    }
    const large = await post({ protocol: 1, seat: 7, padding: 'x'.repeat(9 * 1024 * 1024) });
    expect(large.statusCode).toBe(413);
    expect(hubErrorSchema.parse(large.json()).code).toBe('too-large');
  });

  it('HP-7 a full batch of the longest orders is below the limit, each character escaped', async () => {
    const longest = (size: number) => '\u0001'.repeat(size);
    const one = submission();
    const operations = Array.from({ length: MAXIMUM_BATCH }, () => ({
      ...one,
      id: uuid(),
      payload: {
        ...one.payload,
        orderId: uuid(),
        fields: {
          ...one.payload.fields,
          content: longest(2000),
          replyText: longest(2000),
          aim: longest(200),
        },
      },
    }));
    expect((await send(...operations)).every(({ outcome }) => outcome === 'accepted')).toBe(true);
  });

  it('HP-8 keys that poison prototypes in one operation harm nobody', async () => {
    const good = submission();
    const bad = submission();
    const text = JSON.stringify({ protocol: 1, seat: 7, operations: [{ ...bad, payload: 0 }, good] }).replace(
      '"payload":0',
      '"payload":{"__proto__":{"seat":1},"constructor":{"prototype":{"seat":1}}}',
    );
    const headers = { 'content-type': 'application/json' };
    const answer = await inject({ method: 'POST', url: '/v1/operations', payload: text, headers });
    expect(operationResultsSchema.parse(answer.json()).results).toMatchObject([
      { id: bad.id, outcome: 'refused', reason: 'invalid' },
      { id: good.id, outcome: 'accepted' },
    ]);
  });

  it('HP-13 what comes behind a refused operation of its subject has no result and no effect', async () => {
    const first = submission({ title: '长'.repeat(31) });
    const [second, other] = [{ ...submission(), subject: first.subject }, submission()];
    expect((await send(first, second, other)).map(({ id }) => id)).toEqual([first.id, other.id]);
    expect((await stored()).orders.length).toBe(1);
    expect(await send(second)).toMatchObject([{ outcome: 'accepted' }]);
  });

  it('HP-7 takes what is compressed, and nothing that grows beyond the limit', async () => {
    const post = async (body: Buffer) =>
      inject({
        method: 'POST',
        url: '/v1/operations',
        payload: body,
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      });
    const batch = JSON.stringify({ protocol: 1, seat: 7, operations: [submission()] });
    expect(operationResultsSchema.parse((await post(gzipSync(batch))).json()).results).toHaveLength(1);
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 32));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await post(bomb)).statusCode).toBe(413);
    expect((await post(Buffer.from('no gzip at all'))).statusCode).toBe(400);
    expect((await post(gzipSync(batch).subarray(0, 60))).statusCode).toBe(400);
  });

  it('HP-8 whatever is sent, each operation that is not held gets one answer in order and the hub stays up', async () => {
    const ids = Array.from({ length: 4 }, () => uuid());
    const uniqueById = { minLength: 1, maxLength: 4, selector: (one: { id: string }) => one.id };
    const operation = fc.record(
      {
        id: fc.constantFrom(...ids),
        kind: fc.oneof(fc.constant('work-order.submit'), fc.jsonValue()),
        payload: fc.oneof(fc.constant(submission().payload), fc.jsonValue()),
        subject: fc.oneof(fc.constantFrom('a', 'b'), fc.jsonValue()),
        createdAt: fc.oneof(fc.constant(1), fc.jsonValue()),
      },
      { requiredKeys: ['id'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(operation, uniqueById), async (operations) => {
        const results = await send(...operations);
        const refused = new Set(results.filter((one) => one.outcome === 'refused').map(({ id }) => id));
        const behind = (index: number) =>
          typeof operations[index]?.subject === 'string' &&
          operations
            .slice(0, index)
            .some(({ id, subject }) => refused.has(id) && subject === operations[index]?.subject);
        expect(results.map(({ id }) => id)).toEqual(
          operations.filter((_, index) => !behind(index)).map(({ id }) => id),
        );
        expect(await send(...operations)).toEqual(results);
      }),
      { numRuns: 100 },
    );
  });
});

describe('hub: what it has', () => {
  it('HP-9 answers one order and pages of orders, last received first', async () => {
    const operations = [submission(), submission(), submission()];
    for (const operation of operations) {
      await send(operation);
      now += 1;
    }
    const ids = operations.map(({ payload }) => payload.orderId);
    const pageOf = async (query: string) =>
      hubWorkOrderListSchema.parse((await inject({ url: `/v1/work-orders?limit=2${query}` })).json());
    const page = await pageOf('');
    expect(page.orders.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    await send(submission()); // what arrives meanwhile shifts no page
    const rest = await pageOf(`&before=${page.next}`);
    expect(rest).toMatchObject({ orders: [{ id: ids[0] }], next: null });
    const one = await inject({ url: `/v1/work-orders/${ids[2]}` });
    const { orderId, ...payload } = operations[2]?.payload ?? {};
    expect(hubWorkOrderSchema.parse(one.json())).toEqual({ id: orderId, ...payload, receivedAt: NOW + 2 });
  });

  it('HP-10 every error has a code of the protocol', async () => {
    const cases: Array<[InjectOptions, number, string]> = [
      [{ url: `/v1/work-orders/${uuid()}` }, 404, 'not-found'],
      [{ url: '/v1/work-orders/1' }, 404, 'not-found'],
      [{ url: '/v2/anything' }, 404, 'not-found'],
      [{ url: '/v1/work-orders?limit=0' }, 400, 'invalid'],
      [{ url: '/v1/work-orders?limit=201' }, 400, 'invalid'],
      [{ url: '/v1/work-orders?before=x' }, 400, 'invalid'],
      [{ url: '/v1/work-orders?state=nowhere' }, 400, 'invalid'],
      [
        {
          method: 'POST',
          url: '/v1/operations',
          payload: '{',
          headers: { 'content-type': 'application/json' },
        },
        400,
        'invalid',
      ],
      [
        { method: 'POST', url: '/v1/operations', payload: 'x', headers: { 'content-type': 'text/html' } },
        415,
        'invalid',
      ],
      [{ method: 'POST', url: '/v1/operations' }, 400, 'invalid'],
    ];
    for (const [options, status, code] of cases) {
      const answer = await inject(options);
      expect([options.url, answer.statusCode, hubErrorSchema.parse(answer.json()).code]).toEqual([
        options.url,
        status,
        code,
      ]);
    }
  });

  it('HP-11 nothing personal reaches the log, and no address does', async () => {
    const operation = submission();
    await send(operation, { ...submission(), payload: { number: CITIZEN.number } });
    await inject({ url: `/v1/work-orders?phone=${CITIZEN.number}` });
    await inject({ url: `/v1/work-orders/${CITIZEN.number}` });
    await inject({ url: `/${encodeURIComponent(CITIZEN.name)}` });
    const text = JSON.stringify(lines);
    for (const secret of [CITIZEN.number, CITIZEN.name, encodeURIComponent(CITIZEN.name), TOKEN]) {
      expect(text).not.toContain(secret);
    }
    expect(lines.map(({ event }) => event)).toContain('operation-refused');
    expect(lines.filter(({ event }) => event === 'request')).toHaveLength(4);
  });
});

describe('hub: on a real socket', () => {
  it('HP-12 listens on loopback, answers, tells a busy port, and ends with what runs answered', async () => {
    const hub = await startHub({
      ...serverParts,
      storage,
      token: TOKEN,
      clock,
      log,
      host: '127.0.0.1',
      port: 0,
    });
    const port = Number(new URL(hub.url).port);
    expect(hub.url).toBe(`http://127.0.0.1:${port}`);
    await expect(
      startHub({ ...serverParts, storage, token: TOKEN, clock, log, host: '127.0.0.1', port }),
    ).rejects.toMatchObject({ code: 'port-busy', message: expect.stringContaining(String(port)) });

    const transaction = storage.transaction;
    let release: () => void = () => undefined;
    const entered = new Promise<void>((resolve) => {
      storage.transaction = async (work) => {
        resolve();
        await new Promise<void>((go) => {
          release = go;
        });
        return transaction(work);
      };
    });
    const answered = fetch(`${hub.url}/v1/operations`, {
      method: 'POST',
      headers: { ...authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ protocol: 1, seat: 7, operations: [submission()] }),
    });
    await entered;
    const stopped = hub.stop();
    release();
    const answer = await answered;
    expect(answer.status).toBe(200);
    expect(operationResultsSchema.parse(await answer.json()).results).toHaveLength(1);
    await stopped;
    expect((await stored()).orders.length).toBe(1);
    await expect(fetch(`${hub.url}/healthz`)).rejects.toThrow();
  });
});

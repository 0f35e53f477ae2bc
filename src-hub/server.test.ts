import type { InjectOptions } from 'fastify';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  hubErrorSchema,
  hubWorkOrderListSchema,
  hubWorkOrderSchema,
  operationResultsSchema,
} from '#shared/hub-protocol/index.ts';
import { startHub } from './server.ts';
import { bareHub, CITIZEN, NOW, serverParts, submission } from './testing/index.ts';

const bare = bareHub({ beforeEach, afterEach });
const { authorization, clock, inject, log, send, stored, token } = bare;

describe('hub: who may ask', () => {
  it('HP-1 every route but the liveness one wants the token, unknown ones too', async () => {
    const wrong = [
      undefined,
      '',
      token,
      `Basic ${token}`,
      'Bearer ',
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
    ];
    for (const url of ['/v1/work-orders', `/v1/work-orders/${uuid()}`, '/nothing', '/v1/operations']) {
      for (const given of wrong) {
        const answer = await bare.server.inject({
          url,
          headers: given === undefined ? {} : { authorization: given },
        });
        expect(answer.statusCode).toBe(401);
        expect(hubErrorSchema.parse(answer.json()).code).toBe('unauthorized');
        expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
    }
    const healthy = await bare.server.inject({ url: '/healthz' });
    expect(healthy.json()).toMatchObject({ status: 'ok', protocol: 1, epoch: '0' });
    expect((await inject({ url: '/v1/work-orders' })).statusCode).toBe(200);
  });
});

describe('hub: what it has', () => {
  it('HP-9 answers one order and pages of orders, last received first', async () => {
    const operations = [submission(), submission(), submission()];
    for (const operation of operations) {
      await send(operation);
      bare.pass(1);
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
    expect(hubWorkOrderSchema.parse(one.json())).toEqual({
      id: orderId,
      ...payload,
      receivedAt: NOW + 2,
    });
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
    const text = JSON.stringify(bare.lines);
    for (const secret of [CITIZEN.number, CITIZEN.name, encodeURIComponent(CITIZEN.name), token]) {
      expect(text).not.toContain(secret);
    }
    expect(bare.lines.map(({ event }) => event)).toContain('operation-refused');
    expect(bare.lines.filter(({ event }) => event === 'request')).toHaveLength(4);
  });
});

describe('hub: on a real socket', () => {
  it('HP-12 listens on loopback, answers, tells a busy port, and ends with what runs answered', async () => {
    const hub = await startHub({
      ...serverParts,
      storage: bare.storage,
      token,
      clock,
      log,
      host: '127.0.0.1',
      port: 0,
    });
    const port = Number(new URL(hub.url).port);
    expect(hub.url).toBe(`http://127.0.0.1:${port}`);
    await expect(
      startHub({ ...serverParts, storage: bare.storage, token, clock, log, host: '127.0.0.1', port }),
    ).rejects.toMatchObject({ code: 'port-busy', message: expect.stringContaining(String(port)) });

    const transaction = bare.storage.transaction;
    let release: () => void = () => undefined;
    const entered = new Promise<void>((resolve) => {
      bare.storage.transaction = async (work) => {
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

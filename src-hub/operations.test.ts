import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hubErrorSchema, MAXIMUM_BATCH, operationResultsSchema } from '#shared/hub-protocol/index.ts';
import { bareHub, CITIZEN, NOW, submission } from './testing/index.ts';

const bare = bareHub({ beforeEach, afterEach });
const { inject, post, send, stored } = bare;

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
    bare.pass(60_000);
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
    bare.pass(1000);
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
    const transaction = bare.storage.transaction;
    bare.storage.transaction = (work) =>
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
    bare.storage.transaction = transaction;
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

import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SyncState } from '#shared/contract/index.ts';
import { sealedExportSchema } from '#shared/hub-protocol/index.ts';
import { id, START, sentText, settleDown } from './testing/fake-hub.ts';
import { type Answer, setUp } from './testing/seat-sync.ts';

let one: ReturnType<typeof setUp>;
beforeEach(() => {
  one = setUp();
});
afterEach(async () => {
  await one.sync.stop();
  one.remove();
});

async function started(): Promise<void> {
  one.sync.start();
  await settleDown();
}

async function next(): Promise<void> {
  one.time.advance();
  await settleDown();
}

const error = (status: number, code: string) => () => Response.json({ code, message: 'no' }, { status });

describe('sync', () => {
  it('SY-1 sends what waits, in order and in batches, and says so', async () => {
    for (let n = 1; n <= 120; n += 1) one.submit(n);
    expect(one.sync.state()).toEqual({
      hub: 'unknown',
      since: START,
      waiting: 120,
      waitingSince: START,
      refused: 0,
    });
    await started();
    expect(one.hub.effects).toEqual(Array.from({ length: 120 }, (_, n) => id(0x10001 + n)));
    expect(one.requests).toHaveLength(2);
    expect(one.requests[0]).toMatchObject({
      url: 'http://127.0.0.1:1/v1/operations',
      init: { method: 'POST', redirect: 'error', headers: { authorization: 'Bearer secret' } },
    });
    expect(one.settled).toBe(2);
    expect(one.states.at(-1)).toMatchObject({ hub: 'reachable', waiting: 0, waitingSince: null });
    expect(one.cache.orders.get(id(1))?.delivery).toBe('received');
  });

  it('SY-3 sends at once what is submitted, even between two attempts or during one', async () => {
    await started();
    one.submit(1);
    one.sync.submitted();
    one.submit(2);
    one.sync.submitted();
    await settleDown();
    expect(one.hub.effects).toHaveLength(2);
    one.answer = () => Promise.reject(new TypeError('fetch failed'));
    one.submit(3);
    one.sync.submitted();
    await settleDown();
    expect(one.sync.state()).toMatchObject({ hub: 'unreachable', waiting: 1 });
    one.answer = one.hub.answer;
    one.submit(4);
    one.sync.submitted();
    await settleDown();
    expect(one.hub.effects).toHaveLength(4);
  });

  it('SY-4 probes an idle hub, so that its absence is seen before a submit', async () => {
    await started();
    expect(one.requests.at(-1)?.url).toBe('http://127.0.0.1:1/healthz');
    expect(one.sync.state().hub).toBe('reachable');
    expect(one.time.waits()).toEqual([30_000]);
    one.answer = () => new Response('<html>log in</html>');
    await next();
    expect(one.states.at(-1)).toMatchObject({ hub: 'unreachable', since: START + 30_000 });
    one.answer = one.hub.answer;
    await next();
    expect(one.sync.state().hub).toBe('reachable');
  });

  it('SY-4 sees at rest already that the hub speaks another protocol', async () => {
    one.answer = () => Response.json({ status: 'ok', protocol: 2 });
    await started();
    expect(one.sync.state().hub).toBe('refused');
    one.answer = one.hub.answer;
    await next();
    expect(one.sync.state().hub).toBe('reachable');
  });

  it('SY-5 backs off with full jitter from 1 s to 60 s, and begins anew after a success', async () => {
    one.answer = () => new Response('', { status: 503 });
    one.submit(1);
    await started();
    const waits: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      waits.push(...one.time.waits());
      await next();
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    one.random = 0.25;
    await next();
    expect(one.time.waits()).toEqual([15_000]);
    one.answer = one.hub.answer;
    await next();
    expect(one.hub.effects).toHaveLength(1);
    one.answer = () => new Response('', { status: 503 });
    await next();
    expect(one.time.waits()).toEqual([250]);
  });

  it('SY-5 gives a silent hub ten seconds', async () => {
    one.submit(1);
    one.answer = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    await started();
    expect(one.time.waits()).toEqual([10_000]);
    await next();
    expect(one.sync.state()).toMatchObject({ hub: 'unreachable', waiting: 1 });
  });

  it.each([
    ['401', error(401, 'unauthorized'), 'refused'],
    ['a seat that was revoked', error(403, 'revoked'), 'revoked'],
    ['403 of a proxy', () => new Response('forbidden', { status: 403 }), 'refused'],
    ['protocol mismatch', error(400, 'protocol-mismatch'), 'refused'],
    ['another protocol', () => Response.json({ protocol: 2, outcomes: [] }), 'refused'],
    ['a batch it finds invalid', error(400, 'invalid'), 'refused'],
    ['one operation too large', error(413, 'too-large'), 'refused'],
    ['404 of another server', () => new Response('not found', { status: 404 }), 'unreachable'],
    ['429', error(429, 'invalid'), 'unreachable'],
    ['500', error(500, 'internal'), 'unreachable'],
    ['502', () => new Response('<html>bad gateway', { status: 502 }), 'unreachable'],
    ['garbage', () => new Response('{"protocol":1,"resul'), 'unreachable'],
    ['no results', () => Response.json({ protocol: 1 }), 'unreachable'],
    ['no connection', () => Promise.reject(new TypeError('fetch failed')), 'unreachable'],
  ] satisfies Array<[string, Answer, SyncState['hub']]>)(
    'SY-6 %s: nothing is dropped',
    async (_name, answer, hub) => {
      one.submit(1);
      one.answer = answer;
      await started();
      expect(one.sync.state()).toMatchObject({ hub, waiting: 1, refused: 0 });
      one.answer = one.hub.answer;
      await next();
      expect(one.sync.state()).toMatchObject({ hub: 'reachable', waiting: 0 });
      expect(one.hub.effects).toHaveLength(1);
    },
  );

  it('SY-7 an operation without a result waits, and one that was not sent is ignored', async () => {
    for (const n of [1, 2, 3]) one.submit(n);
    const accepted = (n: number) => ({ id: id(n), outcome: 'accepted', receivedAt: START });
    one.answer = () => Response.json({ protocol: 1, results: [accepted(0x10002), accepted(0x99)] });
    await started();
    expect(one.cache.outbox.next(9).map((operation) => operation.id)).toEqual([id(0x10001), id(0x10003)]);
    expect(one.sync.state()).toMatchObject({ hub: 'reachable', waiting: 2 });
    expect(one.requests).toHaveLength(2);
    expect(one.time.waits()).toEqual([500]);
  });

  it('SY-8 a refused operation leaves the queue, is counted, and does not hold up its neighbours', async () => {
    for (const n of [1, 2]) one.submit(n);
    one.hub.refuses.add(id(0x10001));
    await started();
    expect(one.sync.state()).toMatchObject({ hub: 'reachable', waiting: 0, refused: 1 });
    expect(one.cache.orders.get(id(1))).toMatchObject({ delivery: 'refused', refusal: 'invalid: title' });
    expect(one.cache.orders.get(id(2))).toMatchObject({ delivery: 'received' });
  });

  it('SY-10 what a refusal points to is mended and sent again; what is dealt with elsewhere is closed', async () => {
    const { handlers } = one.sync;
    one.submit(1);
    one.submit(2);
    one.hub.refuses.add(id(0x10001)).add(id(0x10002));
    one.hub.message = 'payload.fields.title too_big; payload.seat invalid';
    await started();
    const list = await handlers.list(null);
    expect(list.refused).toMatchObject([
      { id: id(0x10001), kind: 'work-order.submit', number: '261122-001-1', reason: 'invalid', heldBack: 0 },
      { id: id(0x10002) },
    ]);
    expect(JSON.stringify(list)).not.toContain('第1件');
    const path = 'payload.fields.title';
    expect(await handlers.mendable({ id: id(0x10001) })).toEqual([{ path, value: '第1件' }]);
    await handlers.resend({ id: id(0x10001), texts: [{ path, value: '改过' }] });
    await settleDown();
    expect(one.hub.effects).toEqual([id(0x90001)]);
    const sent = JSON.parse(sentText(one.requests.at(-1)?.init)) as { operations: unknown[] };
    expect(sent.operations).toMatchObject([{ payload: { seat: 1, fields: { title: '改过' } } }]);
    await handlers.close({ id: id(0x10002) });
    expect(one.sync.state()).toMatchObject({ waiting: 0, refused: 0 });
    await expect(async () => handlers.resend({ id: id(0x10002), texts: [] })).rejects.toMatchObject({
      code: 'no-such-operation',
    });
  });

  it('SY-16 a hub that was put back is given again what it had accepted', async () => {
    one.hub.epoch = 'monday';
    for (const n of [1, 2]) one.submit(n);
    await started();
    await next();
    expect(one.hub.effects).toHaveLength(2);
    one.hub.effects.length = 0;
    one.hub.forget();
    one.hub.epoch = 'put back';
    await next();
    expect(one.hub.effects).toEqual([id(0x10001), id(0x10002)]);
    await next();
    expect(one.hub.effects).toHaveLength(2);
  });

  it('SY-17 what waits goes into a file that says nothing to anybody but the hub', async () => {
    const { handlers } = one.sync;
    await expect(async () => handlers.exportWaiting(null)).rejects.toMatchObject({ code: 'export-no-key' });
    const { publicKey } = generateKeyPairSync('x25519');
    one.hub.sealingKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    await started();
    await expect(async () => handlers.exportWaiting(null)).rejects.toMatchObject({ code: 'export-empty' });
    one.submit(1);
    expect(await handlers.exportWaiting(null)).toMatchObject({ count: 1 });
    const text = one.written[0]?.text ?? '';
    expect(sealedExportSchema.parse(JSON.parse(text))).toMatchObject({ seat: 1, count: 1 });
    expect(text).not.toContain('第1件');
    expect(text).not.toContain('secret');
  });

  it('SY-9 what is too large together is sent in parts', async () => {
    for (let n = 1; n <= 9; n += 1) one.submit(n);
    one.answer = (url, init) => {
      const sent: unknown = JSON.parse(init?.body == null ? '{}' : sentText(init));
      const { operations } = sent as { operations?: unknown[] };
      return (operations?.length ?? 0) > 2 ? error(413, 'too-large')() : one.hub.answer(url, init);
    };
    await started();
    expect(one.hub.effects).toHaveLength(9);
    expect(one.sync.state().hub).toBe('reachable');
  });

  it('waits for a hub that is still starting without alarm, but not for ever', async () => {
    const address = one.address;
    one.address = undefined;
    await started();
    await next();
    expect(one.sync.state().hub).toBe('unknown');
    await next();
    expect(one.sync.state().hub).toBe('unreachable');
    one.address = address;
    await one.sync.handlers.retryNow(null);
    await settleDown();
    expect(one.sync.state().hub).toBe('reachable');
    one.address = undefined;
    await next();
    expect(one.sync.state().hub).toBe('unreachable');
  });

  it('a cache that fails in settling is tried again', async () => {
    one.submit(1);
    const { settle } = one.cache.outbox;
    let full = true;
    one.cache.outbox.settle = (results, at) => {
      if (full) throw new Error('disk full');
      settle(results, at);
    };
    await started();
    expect(one.sync.state()).toMatchObject({ hub: 'reachable', waiting: 1 });
    expect(one.log.lines).toContainEqual(expect.objectContaining({ event: 'sync-failed' }));
    full = false;
    await next();
    expect(one.sync.state().waiting).toBe(0);
    expect(one.hub.effects).toHaveLength(1);
  });

  it('stopping ends what is under way and leaves no timer', async () => {
    one.submit(1);
    one.answer = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    await started();
    await one.sync.stop();
    one.sync.submitted();
    await settleDown();
    expect(one.time.waits()).toEqual([]);
    expect(one.requests).toHaveLength(1);
    expect(one.cache.outbox.counts().waiting).toBe(1);
  });

  it('SY-2 whatever a bad line does, every operation is in effect exactly once and none is lost', async () => {
    const faults = ['none', 'drop request', 'drop answer', 'twice', '500', 'cut', 'less', '413'] as const;
    const step = fc.record({ submit: fc.nat(3), fault: fc.constantFrom(...faults) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const line = setUp();
        let submitted = 0;
        line.sync.start();
        for (const { submit, fault } of steps) {
          line.answer = async (url, init) => {
            if (fault === 'drop request') throw new TypeError('fetch failed');
            if (fault === '500' || fault === '413') return new Response('', { status: Number(fault) });
            const response = line.hub.answer(url, init);
            if (fault === 'twice') return line.hub.answer(url, init);
            if (fault === 'drop answer') throw new TypeError('terminated');
            if (fault === 'cut') return new Response((await response.text()).slice(0, -9));
            if (fault === 'less' && !url.endsWith('/healthz')) {
              const body = (await response.json()) as { results: unknown[] };
              return Response.json({ ...body, results: body.results.slice(1) });
            }
            return response;
          };
          for (let n = 0; n < submit; n += 1) {
            submitted += 1;
            line.submit(submitted);
            line.sync.submitted();
          }
          await settleDown();
          line.time.advance();
          await settleDown();
        }
        line.answer = line.hub.answer;
        for (let n = 0; n < 3; n += 1) {
          line.time.advance();
          await settleDown();
        }
        const all = Array.from({ length: submitted }, (_, n) => id(0x10001 + n));
        expect(line.hub.effects.toSorted()).toEqual(all);
        expect(line.sync.state()).toMatchObject({ hub: 'reachable', waiting: 0, refused: 0 });
        await line.sync.stop();
        line.remove();
      }),
      { numRuns: 40 },
    );
  });
});

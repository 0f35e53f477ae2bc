import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CodedError } from '../domain/index.ts';
import { type Channel, createChannelPair } from './channel.ts';
import { defineArea } from './define.ts';
import { createEndpoint, type Handlers } from './endpoint.ts';

const greeterArea = defineArea({
  calls: {
    greet: { input: z.object({ name: z.string().min(1) }), output: z.string(), callers: ['ui'] },
    shutDown: { input: z.null(), output: z.null(), callers: ['main'] },
    fail: { input: z.null(), output: z.null(), callers: ['ui'] },
    lie: { input: z.null(), output: z.object({ count: z.number() }), callers: ['ui'] },
  },
  events: {
    greeted: { payload: z.object({ count: z.number() }), emitters: ['main'] },
  },
});
const contract = { greeter: greeterArea, absent: greeterArea } as const;

function joined(handlers: Handlers<typeof contract> = {}) {
  const [mainChannel, pageChannel] = createChannelPair();
  const faults: CodedError[] = [];
  const main = createEndpoint({
    contract,
    channel: mainChannel,
    self: 'main',
    peer: 'ui',
    onFault: (fault) => faults.push(fault),
    handlers: {
      greeter: {
        greet: ({ name }) => `你好,${name}`,
        shutDown: () => null,
        fail: () => {
          throw new CodedError('disk-full', 'The disk is full.');
        },
        // @ts-expect-error the schema wants an object: main's own mistake must not cross
        lie: () => 'not an object',
      },
      ...handlers,
    },
  });
  const page = createEndpoint({
    contract,
    channel: pageChannel,
    self: 'ui',
    peer: 'main',
    handlers: {},
    onFault: () => undefined,
  });
  return { main, page, faults, mainChannel, pageChannel };
}

/** Sends raw messages as a hostile page would, and collects what comes back. */
function rawPage(pageChannel: Channel) {
  const received: unknown[] = [];
  pageChannel.onMessage((message) => received.push(message));
  const settle = async () => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return {
    received,
    send: async (message: unknown) => {
      pageChannel.send(message);
      await settle();
    },
  };
}

describe('contract endpoint', () => {
  it('CT-1 carries a call and its answer', async () => {
    const { page } = joined();
    await expect(page.client('greeter').greet({ name: '王女士' })).resolves.toBe('你好,王女士');
  });

  it('CT-2 refuses an unknown call with a code', async () => {
    const { pageChannel, faults } = joined();
    const raw = rawPage(pageChannel);
    for (const call of [
      'greeter.nothing',
      'nowhere.greet',
      'greet',
      'greeter.greet.x',
      '__proto__.toString',
      'greeter.constructor',
    ]) {
      await raw.send({ kind: 'request', id: 1, call, input: null });
    }
    expect(raw.received).toHaveLength(6);
    for (const answer of raw.received)
      expect(answer).toMatchObject({ kind: 'failure', error: { code: 'unknown-call' } });
    expect(faults.map((fault) => fault.code)).toEqual(Array(6).fill('unknown-call'));
  });

  it('CT-3 refuses wrong arguments, names the path and never repeats the value', async () => {
    const { page, pageChannel } = joined();
    await expect(page.client('greeter').greet({ name: '' })).rejects.toMatchObject({
      code: 'wrong-arguments',
    });
    const raw = rawPage(pageChannel);
    await raw.send({
      kind: 'request',
      id: 9,
      call: 'greeter.greet',
      input: { name: { secret: '13812345678' } },
    });
    expect(raw.received[0]).toMatchObject({
      error: { code: 'wrong-arguments', message: expect.stringContaining('name') },
    });
    expect(JSON.stringify(raw.received)).not.toContain('13812345678');
  });

  it('CT-4 refuses a caller whose role is not in the list', async () => {
    const { page, faults } = joined();
    await expect(page.client('greeter').shutDown(null)).rejects.toMatchObject({ code: 'wrong-sender' });
    expect(faults).toHaveLength(1);
  });

  it('CT-5 refuses a known call that this side does not serve', async () => {
    const { page } = joined();
    await expect(page.client('absent').greet({ name: 'x' })).rejects.toMatchObject({ code: 'not-served' });
  });

  it("CT-6 carries a handler's error as code and message", async () => {
    const { page } = joined();
    await expect(page.client('greeter').fail(null)).rejects.toMatchObject({
      code: 'disk-full',
      message: 'The disk is full.',
    });
  });

  it('CT-7 answers «internal» for what a handler got wrong, and reports it', async () => {
    const { page, faults } = joined();
    await expect(page.client('greeter').lie(null)).rejects.toMatchObject({ code: 'internal' });
    expect(faults.map((fault) => fault.code)).toEqual(['internal']);
  });

  it('CT-8 carries events one way only', async () => {
    const { main, page, faults } = joined();
    const counts: number[] = [];
    const stop = page.on('greeter', 'greeted', ({ count }) => counts.push(count));
    main.emit('greeter', 'greeted', { count: 1 });
    await expect(page.client('greeter').greet({ name: 'x' })).resolves.toBeDefined();
    stop();
    main.emit('greeter', 'greeted', { count: 2 });
    page.emit('greeter', 'greeted', { count: 3 });
    await expect(page.client('greeter').greet({ name: 'x' })).resolves.toBeDefined();
    expect(counts).toEqual([1]);
    expect(faults.map((fault) => fault.code)).toEqual(['wrong-sender']);
  });

  it('CT-9 fails pending and later calls with «disconnected» when the channel closes', async () => {
    const { page } = joined({
      greeter: {
        greet: () => new Promise<string>(() => undefined),
        shutDown: () => null,
        fail: () => null,
        lie: () => ({ count: 1 }),
      },
    });
    const pending = page.client('greeter').greet({ name: 'x' });
    page.close();
    await expect(pending).rejects.toMatchObject({ code: 'disconnected' });
    await expect(page.client('greeter').greet({ name: 'x' })).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('CT-10 survives anything that is sent to it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.jsonValue(),
            fc.record({
              kind: fc.constantFrom('request', 'answer', 'event', 'failure'),
              id: fc.jsonValue(),
              call: fc.string(),
              event: fc.string(),
              input: fc.jsonValue(),
            }),
          ),
        ),
        async (messages) => {
          const { pageChannel, page } = joined();
          for (const message of messages) pageChannel.send(message);
          await expect(page.client('greeter').greet({ name: 'x' })).resolves.toBe('你好,x');
        },
      ),
      { numRuns: 200 },
    );
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FEED_NAMES, type FeedItem } from '#shared/hub-protocol/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createFeeds } from './index.ts';
import { createOutbox, createTime, settleDown } from './testing/fake-hub.ts';

/** A hub with feeds in memory and an event line that the test speaks on. */
function setUp() {
  const time = createTime();
  const outbox = createOutbox(time.clock);
  const feeds = new Map<string, FeedItem[]>(FEED_NAMES.map((name) => [name, []]));
  const one = {
    time,
    outbox,
    feeds,
    pulls: [] as string[],
    epoch: 'a',
    pageSize: 2,
    down: false,
    /** Status that the event line is answered with. */
    lineStatus: 200,
    line: undefined as ReadableStreamDefaultController<Uint8Array> | undefined,
    heard: [] as string[],
    say: (text: string) => one.line?.enqueue(new TextEncoder().encode(text)),
  };
  const page = (url: URL) => {
    const name = url.pathname.split('/').at(-1) ?? '';
    one.pulls.push(name);
    const items = feeds.get(name);
    if (items === undefined)
      return Response.json({ code: 'not-found', message: 'no such feed' }, { status: 404 });
    const [epoch, given] = (url.searchParams.get('cursor') ?? '').split('.');
    const reset = epoch !== one.epoch;
    const from = reset ? 0 : Number(given);
    const part = items.slice(from, from + one.pageSize);
    const to = from + part.length;
    return Response.json({
      feed: name,
      reset,
      items: part,
      cursor: `${one.epoch}.${to}`,
      more: to < items.length,
    });
  };
  const puller = createFeeds({
    cache: outbox.cache,
    clock: time.clock,
    seat: 1,
    hub: () => ({ url: 'http://127.0.0.1:1', token: 'secret' }),
    fetch: async (input, init) => {
      if (one.down) throw new TypeError('fetch failed');
      const url = new URL(String(input));
      if (!url.pathname.endsWith('/events')) return page(url);
      if (one.lineStatus !== 200) return new Response('', { status: one.lineStatus });
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          one.line = controller;
          init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    },
    schedule: time.schedule,
    random: () => 0.5,
    log: createMemoryLog(),
  });
  puller.onChanged('units', () => one.heard.push('units'));
  return { ...one, one, puller };
}

let test: ReturnType<typeof setUp>;
beforeEach(() => {
  end = 0;
  test = setUp();
});
afterEach(async () => {
  await test.puller.stop();
  test.outbox.remove();
});

const started = async () => {
  test.puller.start();
  await settled();
};
/** Everything that waits for no timer; streams take a few turns more. */
const settled = async () => {
  for (let turn = 0; turn < 8; turn += 1) await settleDown();
};
let end = 0;
/** Lets `milliseconds` pass since the last call's end: the clock itself stands at the last timer that ran. */
const pass = async (milliseconds: number) => {
  end += milliseconds;
  while ((test.time.waits()[0] ?? Number.POSITIVE_INFINITY) <= end - test.time.clock.monotonic()) {
    test.time.advance();
    await settled();
  }
};
const keys = () => test.puller.list('units').map((item) => item.key);
const unit = (key: string, body: unknown = { name: key }) => ({ key, body });

describe('feeds of a seat', () => {
  it('SY-12 pulls every feed to its end, keeps it, and goes on from there', async () => {
    test.feeds.set(
      'units',
      ['a', 'b', 'c', 'd', 'e'].map((key) => unit(key)),
    );
    await started();
    expect(keys()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(new Set(test.one.pulls)).toEqual(new Set(FEED_NAMES));
    expect(test.heard).toEqual(['units']);
    test.feeds.get('units')?.push(unit('b', null), unit('f'));
    await pass(30_000);
    expect(keys()).toEqual(['a', 'c', 'd', 'e', 'f']);
    expect(test.outbox.cache.feeds.position('units')?.cursor).toBe('a.7');
  });

  it('SY-13 a hub that knows the cursor no more gives all anew, and it takes the place of all at once', async () => {
    test.feeds.set(
      'units',
      ['a', 'b', 'c'].map((key) => unit(key)),
    );
    await started();
    test.one.epoch = 'b';
    test.feeds.set(
      'units',
      ['c', 'x', 'y'].map((key) => unit(key)),
    );
    const seen: string[][] = [];
    test.puller.onChanged('units', () => seen.push(keys()));
    await pass(30_000);
    expect(seen).toEqual([['c', 'x', 'y']]);
  });

  it('SY-14 hears of a change and pulls that feed alone, a random moment later', async () => {
    await started();
    test.one.say('event: hello\ndata: {}\n\n');
    await settled();
    await pass(500);
    test.one.pulls.length = 0;
    test.feeds.get('units')?.push(unit('n'));
    test.one.say('event: changed\ndata: {"feed":"uni');
    test.one.say(
      'ts"}\n\nevent: changed\ndata: {"feed":"of-a-newer-hub"}\n\nevent: changed\ndata: no JSON\n\n',
    );
    await settled();
    expect(test.one.pulls).toEqual([]);
    await pass(500);
    expect(test.one.pulls).toEqual(['units']);
    expect(keys()).toEqual(['n']);
  });

  it('SY-14 a line that falls silent is opened again, and what was missed is pulled', async () => {
    await started();
    test.one.say('event: hello\ndata: {}\n\n');
    await settled();
    await pass(500);
    const first = test.one.line;
    test.feeds.get('units')?.push(unit('missed'));
    await pass(44_000);
    expect(keys()).toEqual([]);
    await pass(1_000 + 15_000);
    expect(test.one.line).not.toBe(first);
    expect(keys()).toEqual(['missed']);
  });

  it('SY-15 without an event line it asks every half minute', async () => {
    test.one.lineStatus = 404;
    await started();
    test.feeds.get('units')?.push(unit('late'));
    await pass(29_000);
    expect(keys()).toEqual([]);
    await pass(1_000);
    expect(keys()).toEqual(['late']);
  });

  it('SY-15 without a hub it keeps what it has, and pulls as soon as there is one again', async () => {
    test.feeds.set('units', [unit('a')]);
    await started();
    test.one.down = true;
    await pass(120_000);
    expect(keys()).toEqual(['a']);
    test.one.down = false;
    test.feeds.get('units')?.push(unit('b'));
    test.puller.hubIsBack();
    await settled();
    expect(keys()).toEqual(['a', 'b']);
  });

  it('SY-15 a feed that the hub does not have holds up no other', async () => {
    test.feeds.delete('scripts');
    test.feeds.set('units', [unit('a')]);
    await started();
    expect(keys()).toEqual(['a']);
    await pass(30_000);
    expect(test.one.pulls.filter((name) => name === 'scripts')).toHaveLength(1);
  });
});

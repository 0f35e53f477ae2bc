import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { v7 as uuid } from 'uuid';
import { createHubServer, type HubStorage, openSqliteStorage } from '#hub/index.ts';
import { serverParts } from '#hub/testing/index.ts';
import { openCache } from '#main/cache/index.ts';
import { createMemoryLog } from '#main/log/index.ts';
import { createSync } from '#main/sync/index.ts';
import { emptyFields } from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';

const START = Date.UTC(2026, 10, 22, 2);
const TOKEN = 'a-token-of-the-test';
const KEY = Buffer.alloc(32, 3);

/** A seat with its cache on disk and its way to the hub. */
export interface WorldSeat {
  readonly number: number;
  readonly directory: string;
  start(): void;
  /** Lets the files go; what was on disk stays. */
  stop(): Promise<void>;
  append(operation: Operation): void;
  waiting(): number;
  refused(): number;
  /** Milliseconds that this seat's wall clock is wrong by. */
  skew: number;
}

export interface World {
  seats(): readonly WorldSeat[];
  addSeat(number: number, directory: string): WorldSeat;
  /** Operations at seats by chance: new orders, and follow-ups to those of the same seat. */
  write(count: number): void;
  pass(milliseconds: number): Promise<void>;
  /** A seat's program, by chance, ends while it waits for an answer, and starts again from its disk. */
  kill(): Promise<void>;
  skewClock(): void;
  backUp(): Promise<void>;
  putBack(): Promise<void>;
  /** From here on nothing goes wrong any more. */
  calm(): void;
  drain(): Promise<void>;
  findings(): Promise<Record<string, number>>;
  /** How often each thing went wrong. */
  readonly happened: Record<string, number>;
  close(): Promise<void>;
}

/** mulberry32: a small generator whose whole state is its seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export async function createWorld(directory: string, seed: number): Promise<World> {
  const random = createRandom(seed);
  const happened: Record<string, number> = {};
  const note = (what: string) => {
    happened[what] = (happened[what] ?? 0) + 1;
  };
  let now = 0;
  let timers: Array<{ at: number; run: () => void }> = [];
  let inFlight = 0;
  let calm = false;
  const schedule = (milliseconds: number, run: () => void) => {
    const timer = { at: now + milliseconds, run };
    timers.push(timer);
    return () => {
      timers = timers.filter((one) => one !== timer);
    };
  };

  const file = join(directory, 'hub.db');
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  let storage: HubStorage;
  let server: FastifyInstance;
  const openHub = async () => {
    storage = await openSqliteStorage({ file, key: KEY });
    const clock = { wall: () => START + now, monotonic: () => now };
    server = createHubServer({
      ...serverParts,
      schedule: () => () => undefined,
      storage,
      token: TOKEN,
      clock,
      log,
    });
  };
  const closeHub = async () => {
    await server.close();
    await storage.close();
  };
  await openHub();

  /** One request that reaches the hub and is answered. */
  const reach = async (url: string, init: RequestInit | undefined): Promise<Response> => {
    inFlight += 1;
    try {
      const body = init?.body instanceof Uint8Array ? gunzipSync(init.body).toString('utf8') : init?.body;
      const answer = await server.inject({
        method: init?.method === 'POST' ? 'POST' : 'GET',
        url: new URL(url).pathname,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        ...(typeof body === 'string' && { payload: body }),
      });
      return new Response(answer.payload, { status: answer.statusCode });
    } finally {
      inFlight -= 1;
    }
  };

  /** The line between a seat and the hub. */
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = String(input);
    const signal = init?.signal;
    const gone = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
    gone.catch(() => undefined);
    const away = (what: string): never => {
      note(what);
      throw new TypeError('fetch failed');
    };
    const chance = calm ? 1 : random();
    if (chance < 0.06) return away('request dropped');
    if (chance < 0.08) return error(note, 'error before', 500, 'internal');
    if (chance < 0.1) return error(note, 'token over', 401, 'token-expired');
    if (chance < 0.11) return error(note, 'too many', 429, 'too-many');
    if (chance < 0.13) {
      note('a proxy answered');
      return new Response('<html>please wait</html>');
    }
    if (chance < 0.25) {
      note('late');
      const wait = random() * 20_000;
      await Promise.race([new Promise<void>((resolve) => void schedule(wait, resolve)), gone]);
    }
    if (chance > 0.93 && !calm) {
      note('doubled');
      await reach(url, init);
    }
    const answer = await Promise.race([reach(url, init), gone]);
    const after = calm ? 1 : random();
    if (after < 0.08) return away('answer dropped');
    if (after < 0.12) {
      note('answer cut short');
      const text = await answer.text();
      return new Response(text.slice(0, Math.floor(text.length * random())));
    }
    if (after < 0.14) return error(note, 'error after', 502, 'internal');
    if (after < 0.2) {
      note('results out of order');
      return reversed(await answer.text());
    }
    return answer;
  };

  const seats: WorldSeat[] = [];
  const addSeat: World['addSeat'] = (number, folder) => {
    const open = () => {
      const clock = { wall: () => START + now + seat.skew, monotonic: () => now };
      const { cache } = openCache({ directory: folder, key: KEY, clock, log: createMemoryLog() });
      const sync = createSync({
        cache,
        clock,
        seat: number,
        hub: () => ({ url: 'http://hub.invalid', token: TOKEN }),
        fetch,
        compress: async (text) => new Uint8Array(gzipSync(text)),
        newId: () => uuid(),
        writeExport: () => '',
        onReachable: () => undefined,
        schedule,
        random,
        log: createMemoryLog(),
      });
      return { cache, sync };
    };
    let running: ReturnType<typeof open> | undefined;
    const alive = () => {
      if (running === undefined) throw new Error('This seat is not running.');
      return running;
    };
    const seat: WorldSeat = {
      number,
      directory: folder,
      skew: 0,
      start: () => {
        running = open();
        running.sync.start();
      },
      stop: async () => {
        await running?.sync.stop();
        running?.cache.close();
        running = undefined;
      },
      append: (operation) => {
        alive().cache.outbox.append(operation);
        alive().sync.submitted();
      },
      waiting: () => alive().cache.outbox.counts().waiting,
      refused: () => alive().cache.outbox.counts().refused,
    };
    seat.start();
    seats.push(seat);
    return seat;
  };

  const settle = async () => {
    do {
      for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    } while (inFlight > 0);
  };
  const pass = async (milliseconds: number) => {
    const end = now + milliseconds;
    for (;;) {
      await settle();
      const next = timers.toSorted((one, other) => one.at - other.at)[0];
      if (next === undefined || next.at > end) break;
      timers = timers.filter((one) => one !== next);
      now = Math.max(now, next.at);
      next.run();
    }
    now = end;
  };

  const written = new Map<string, string[]>();
  const ownOrders = new Map<number, string[]>();
  const ids: string[] = [];
  let copies = 0;
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const writeOne = () => {
    const seat = pick(seats);
    if (seat === undefined) return;
    const own = ownOrders.get(seat.number) ?? [];
    const subject = { seat: seat.number, operator: '007', number: `261122-${seat.number}-${ids.length}` };
    const id = uuid();
    const createdAt = START + now + seat.skew;
    const existing = random() < 0.4 ? pick(own.slice(-20)) : undefined;
    // A copy of a seat has only the orders that were on its disk; follow-ups to others' would be refused by right.
    if (existing === undefined || seat.directory.endsWith('copy')) {
      const orderId = uuid();
      const fields = { ...emptyFields, title: `第${ids.length}件` };
      const payload = { ...subject, orderId, submittedAt: createdAt, fields, call: null };
      seat.append({ id, kind: 'work-order.submit', subject: orderId, createdAt, payload });
      if (!seat.directory.endsWith('copy')) ownOrders.set(seat.number, [...own, orderId]);
      else copies += 1;
      written.set(orderId, []);
    } else {
      const payload = { ...subject, orderId: existing, text: '催办', callId: null, call: null };
      seat.append({ id, kind: 'work-order.follow-up', subject: existing, createdAt, payload });
      written.get(existing)?.push(id);
    }
    ids.push(id);
  };

  return {
    happened,
    seats: () => seats,
    addSeat,
    write: (count) => {
      for (let n = 0; n < count; n += 1) writeOne();
    },
    pass,
    kill: async () => {
      const seat = pick(seats);
      note('killed');
      await seat?.stop();
      seat?.start();
    },
    skewClock: () => {
      const seat = pick(seats);
      note('clock jumped');
      if (seat) seat.skew = (random() - 0.5) * 7_200_000;
    },
    backUp: async () => {
      note('backed up');
      rmSync(`${file}.backup`, { force: true });
      await storage.backup(`${file}.backup`);
    },
    putBack: async () => {
      note('put back');
      await settle();
      await closeHub();
      copyFileSync(`${file}.backup`, file);
      for (const ending of ['-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
      await openHub();
      await storage.transaction((unit) => unit.newFeedEpoch(`put-back-${seed}`));
    },
    calm: () => {
      calm = true;
    },
    drain: async () => {
      // Half a minute of rest brings the probe by which seats learn that a hub was put back.
      for (let tries = 0; tries < 400; tries += 1) {
        await pass(30_000);
        if (tries > 4 && seats.every((seat) => seat.waiting() === 0)) return;
      }
    },
    findings: async () => {
      const outcomes = new Set<string>();
      for (let from = 0; from < ids.length; from += 500) {
        for (const id of (await storage.read.outcomes.find(ids.slice(from, from + 500))).keys())
          outcomes.add(id);
      }
      let [orders, events, outOfOrder] = [0, 0, 0];
      for (const [orderId, followUps] of written) {
        if ((await storage.read.orders.find(orderId)) !== undefined) orders += 1;
        const told = (await storage.read.orders.events(orderId)).map(({ id }) => id);
        events += told.length;
        if (told.join() !== followUps.join()) outOfOrder += 1;
      }
      return {
        written: ids.length,
        missing: ids.filter((id) => !outcomes.has(id)).length,
        waiting: seats.reduce((sum, seat) => sum + seat.waiting(), 0),
        refused: seats.reduce((sum, seat) => sum + seat.refused(), 0),
        writtenOrders: written.size,
        writtenEvents: [...written.values()].reduce((sum, one) => sum + one.length, 0),
        orders,
        events,
        outOfOrder,
        copies,
      };
    },
    close: async () => {
      for (const seat of seats) await seat.stop();
      await closeHub();
    },
  };
}

function error(note: (what: string) => void, what: string, status: number, code: string): Response {
  note(what);
  return Response.json({ code, message: 'no' }, { status });
}

/** The same answer with its results in another order. */
function reversed(text: string): Response {
  const body = JSON.parse(text) as { results?: unknown[] };
  return Response.json({ ...body, ...(body.results && { results: body.results.toReversed() }) });
}

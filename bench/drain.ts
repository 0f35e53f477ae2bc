import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { v7 as uuid } from 'uuid';
import { openCache } from '#main/cache/index.ts';
import { createSync } from '#main/sync/index.ts';
import { emptyFields } from '#shared/domain/index.ts';
import { startHub } from '../test/support/programs.ts';

const HOURS = 72;
const ORDERS_AN_HOUR = 100;
const SEATS = 120;
const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 22);
const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * 72 simulated hours without a hub at 100 orders an hour, then the hub is there: real caches on disk, a real hub on
 * SQLite in a process of its own, loopback. Once with all orders at one seat, once with the 120 seats of a centre
 * whose hub comes back for all of them in the same minute.
 */
export async function run(): Promise<Record<string, number | Record<string, number>>> {
  const one = await measure(1);
  console.log(`  one seat: ${JSON.stringify(one)}`);
  const centre = await measure(SEATS);
  console.log(`  ${SEATS} seats: ${JSON.stringify(centre)}`);
  return { ...one, centre };
}

async function measure(count: number): Promise<Record<string, number>> {
  const directory = mkdtempSync(join(tmpdir(), 'lianxinqiao-bench-drain-'));
  const time = createTime();
  const line: Line = { url: 'http://127.0.0.1:9', token: 'none', up: false, attempts: 0 };
  const seats = Array.from({ length: count }, (_, index) => openSeat(directory, index + 1, time, line));
  console.log(`  ${HOURS} h away from the hub, ${count} seat(s) …`);
  // A hundred and twenty seats that ask all the time for three days are simulated for too long: they start late.
  const start = () => seats.forEach(({ sync }) => void sync.start());
  if (count === 1) start();
  let written = 0;
  for (let hour = 0; hour < HOURS; hour += 1) {
    for (let order = 0; order < ORDERS_AN_HOUR; order += 1) {
      seats[written % count]?.write(written);
      written += 1;
      await time.pass(HOUR / ORDERS_AN_HOUR);
    }
  }
  if (count > 1) start();
  await time.pass(1_000);
  const attempts = line.attempts;
  const since = seats[0]?.sync.state().waitingSince;

  const hub = await startHub(join(directory, 'hub'));
  Object.assign(line, { url: hub.url, token: hub.token, up: true, attempts: 0 });
  global.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const began = performance.now();
  // From here on time is real: timers run when they are due.
  let noticed = 0;
  const drained = async () => {
    while (seats.some(({ cache }) => cache.outbox.counts().waiting > 0)) {
      await delay(20);
      if (noticed === 0 && line.attempts > 0) noticed = performance.now() - began;
      peak = Math.max(peak, process.memoryUsage.rss());
      await time.pass(20);
    }
  };
  await drained();
  const drain = performance.now() - began - noticed;
  for (const { sync, cache } of seats) {
    await sync.stop();
    cache.close();
  }
  await hub.end('SIGTERM');
  rmSync(directory, { recursive: true, force: true });
  return {
    orders: written,
    attempts_while_away: attempts,
    told_waiting_since: Number(since === START),
    noticed_ms: Math.round(noticed),
    drain_ms: Math.round(drain),
    orders_per_s: Math.round((written / drain) * 1_000),
    memory_before_mib: mebibytes(before),
    memory_peak_mib: mebibytes(peak),
  };
}

interface Line {
  url: string;
  token: string;
  up: boolean;
  /** Requests that left, and how many of them found nobody. */
  attempts: number;
}

type Time = ReturnType<typeof createTime>;

function openSeat(directory: string, seat: number, time: Time, line: Line) {
  const clock = { wall: () => START + time.now(), monotonic: () => time.now() };
  const folder = join(directory, `seat-${seat}`);
  const { cache } = openCache({ directory: folder, key: Buffer.alloc(32, 3), clock, log: LOG });
  const compress = promisify(gzip);
  const sync = createSync({
    cache,
    clock,
    seat,
    hub: () => line,
    fetch: async (input, init) => {
      line.attempts += 1;
      if (!line.up) throw new TypeError('fetch failed');
      return fetch(input, init);
    },
    compress: async (text) => new Uint8Array(await compress(text)),
    newId: () => uuid(),
    writeExport: () => '',
    onReachable: () => undefined,
    schedule: time.schedule,
    random: Math.random,
    log: LOG,
  });
  return {
    cache,
    sync,
    write: (count: number) => {
      const createdAt = clock.wall();
      const orderId = uuid();
      const payload = {
        orderId,
        seat,
        operator: '007',
        number: `261122-${String(seat).padStart(3, '0')}-${count}`,
        submittedAt: createdAt,
        fields: {
          ...emptyFields,
          handling: 'dispatched' as const,
          leadUnit: '市住建局',
          title: '临山小区供暖温度低',
          content: `第${count}件:临山小区三号楼供暖温度一直不足十六度,已持续一周,家中有老人和孩子。`.repeat(
            4,
          ),
        },
        call: null,
      };
      cache.outbox.append({ id: uuid(), kind: 'work-order.submit', subject: orderId, createdAt, payload });
      sync.submitted();
    },
  };
}

/** A clock that is moved on by hand, and the timers that fall due on the way. */
function createTime() {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const settle = async () => {
    // What is compressed comes back from another thread: it is given the time.
    for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => now,
    schedule: (milliseconds: number, run: () => void) => {
      const timer = { at: now + milliseconds, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    pass: async (milliseconds: number) => {
      const end = now + milliseconds;
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
        if (!due) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.run();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

const mebibytes = (bytes: number) => Math.round(bytes / 1_048_576);

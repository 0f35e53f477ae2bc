import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { HubStorage } from '#hub/index.ts';
import { startPostgres, whyNoPostgres } from '#test/support/postgres.ts';
import { fill, filledBase, openPostgres, post } from './hub-orders.ts';
import { percentile } from './percentile.ts';

const SEATS = [120, 1_000, 10_000];
const BASE_ORDERS = Number(process.env['BENCH_BASE_ORDERS'] ?? 1_000_000);
const STEP_MILLISECONDS = Number(process.env['BENCH_STEP_MILLISECONDS'] ?? 20_000);
const TOKEN = 'a-token-of-the-bench';
/** A seat that is busy all the time ends a call so often; the article's day has one in 84 minutes a seat. */
const SEAT_MILLISECONDS = 480_000;
/** So many lines of events are opened at a time. */
const OPENED_TOGETHER = 200;

/**
 * One hub process on PostgreSQL with `BENCH_BASE_ORDERS` orders, and 120, 1,000 and 10,000 seats that each hold their
 * line of events open and end a call every eight minutes; then one change that concerns all: each is told and asks for
 * it within a second, as seats do.
 */
export async function run(): Promise<Record<string, number | Record<string, number>>> {
  const filled = filledBase();
  const reason = whyNoPostgres();
  if (filled === undefined && reason !== undefined) {
    throw new Error(`Seats are measured on PostgreSQL: ${reason}.`);
  }
  const server = filled === undefined ? await startPostgres([]) : undefined;
  const url = filled ?? server?.makeDatabase() ?? '';
  const storage = await openPostgres(url);
  if (filled === undefined) {
    console.log(`Puts ${BASE_ORDERS} orders into PostgreSQL.`);
    await fill(storage, BASE_ORDERS);
  }
  console.log('It is measured.');
  const figures: Record<string, Record<string, number>> = {};
  for (const seats of SEATS) {
    const figure = await measure(storage, url, seats);
    console.log(`  ${seats} seats: ${JSON.stringify(figure)}`);
    figures[`seats_${seats}`] = figure;
  }
  await storage.close();
  await server?.stop();
  return figures;
}

const usageSchema = z.object({ cpu: z.number(), rss: z.number() });
const urlSchema = z.object({ url: z.url() });

async function measure(storage: HubStorage, database: string, seats: number) {
  const child = fork(join(import.meta.dirname, 'hub-process.ts'), {
    env: { ...process.env, BENCH_DATABASE: database, BENCH_TOKEN: TOKEN },
  });
  const { url } = urlSchema.parse((await once(child, 'message'))[0]);
  const pulls: number[] = [];
  let told = 0;
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const lines = await openLines(url, seats, () => {
    told += 1;
    void delay(Math.random() * 1_000).then(() => pull(url, agent).then((took) => pulls.push(took)));
  });
  const resting = await usage(child);

  const gap = SEAT_MILLISECONDS / seats;
  const took: number[] = [];
  const pending: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; n * gap < STEP_MILLISECONDS || n < 5; n += 1) {
    const due = began + n * gap;
    await delay(Math.max(0, due - performance.now()));
    pending.push(
      post({ url, token: TOKEN, seat: (n % 999) + 1 }).then(() => void took.push(performance.now() - due)),
    );
  }
  await Promise.all(pending);
  const busy = await usage(child);

  const changedAt = performance.now();
  await storage.transaction((unit) =>
    unit.feeds.put('announcements', 'all', [{ key: `change-${seats}`, body: { text: '今晚八点系统维护' } }]),
  );
  while (pulls.length < seats && performance.now() - changedAt < 120_000) await delay(10);
  const everybody = performance.now() - changedAt;
  const after = await usage(child);
  for (const line of lines) line.destroy();
  agent.destroy();
  child.kill('SIGKILL');
  await once(child, 'exit');
  if (pulls.length < seats) throw new Error(`${told} of ${seats} seats were told, ${pulls.length} asked.`);
  return {
    orders: took.length,
    orders_p99_ms: Math.round(percentile(took, 0.99) * 10) / 10,
    cpu_per_order_ms: Math.round(((busy.cpu - resting.cpu) / took.length) * 10) / 10,
    change_everybody_ms: Math.round(everybody),
    change_pull_p99_ms: Math.round(percentile(pulls, 0.99)),
    change_cpu_ms: Math.round(after.cpu - busy.cpu),
    hub_mib: Math.round(after.rss / 2 ** 20),
  };
}

async function usage(child: ChildProcess) {
  child.send('usage');
  return usageSchema.parse((await once(child, 'message'))[0]);
}

/** Opens a seat's line of events each; settles when all have been greeted. */
async function openLines(url: string, seats: number, onChange: () => void) {
  const lines: Array<{ destroy(): void }> = [];
  for (let from = 0; from < seats; from += OPENED_TOGETHER) {
    const opened = Array.from({ length: Math.min(OPENED_TOGETHER, seats - from) }, (_, index) => {
      const greeted = Promise.withResolvers<void>();
      const request = get(
        `${url}/v1/events?seat=${((from + index) % 999) + 1}`,
        { agent: false, headers: { authorization: `Bearer ${TOKEN}` } },
        (response) => {
          response.setEncoding('utf8').on('data', (text: string) => {
            greeted.resolve();
            if (text.includes('"announcements"')) onChange();
          });
          // Lines are torn at the end of the measurement.
          response.on('error', () => undefined);
        },
      );
      request.on('error', greeted.reject);
      lines.push(request);
      return greeted.promise;
    });
    await Promise.all(opened);
  }
  return lines;
}

/** Asks for what has changed; answers how long that took, ms. */
async function pull(url: string, agent: Agent): Promise<number> {
  const began = performance.now();
  const done = Promise.withResolvers<void>();
  get(
    `${url}/v1/feeds/announcements`,
    { agent, headers: { authorization: `Bearer ${TOKEN}` } },
    (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) done.resolve();
        else done.reject(new Error(`The hub answered ${response.statusCode}.`));
      });
    },
  ).on('error', done.reject);
  await done.promise;
  return performance.now() - began;
}

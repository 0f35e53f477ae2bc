import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillWithOrders, openCache } from '../src-main/cache/index.ts';
import { createCallers } from '../src-main/intake/index.ts';
import { createMemoryLog } from '../src-main/log/index.ts';
import { EVERY_ORDER } from '../src-shared/domain/index.ts';
import { exchangeEntry } from '../test/support/exchange.ts';
import { makeDataFolder, startSeat } from '../test/support/programs.ts';
import { createHistory } from './history-orders.ts';
import { screenTimes, startRingers } from './history-screen.ts';
import { percentile } from './percentile.ts';

/** Fewer by the environment, for a look at the bench itself. */
const ORDERS = Number(process.env['HISTORY_ORDERS'] ?? 1_000_000);
const LOOKUPS = 5_000;
/** The lookups in so many rounds; the best one is told too, as that of a machine that was left alone for a moment. */
const ROUNDS = 10;
const SEARCHES = 100;
const CALLS = 200;

/**
 * Who is known behind this number, as each ring asks: in main, on the encrypted file of a seat with as many orders as a
 * city has in a year, and to the screen of a running seat that holds the same file.
 */
export async function run(): Promise<Record<string, number>> {
  console.log(
    `Fills an encrypted cache with ${ORDERS} orders, looks up ${LOOKUPS} numbers, rings ${CALLS} times.`,
  );
  const now = Date.now();
  const history = createHistory(ORDERS, now);
  const ringers = await startRingers(Array.from({ length: CALLS }, history.someNumber));
  const data = makeDataFolder({ exchange: exchangeEntry(ringers.exchange), intake: { keepDays: 3650 } });
  const clock = { wall: () => now, monotonic: () => performance.now() };
  try {
    // The first start makes the key and the file.
    await (await startSeat(data.path)).end('SIGTERM');
    const key = Buffer.from(readFileSync(join(data.path, 'cache.key'), 'utf8').trim(), 'hex');
    const began = performance.now();
    const seconds = () => Math.round((performance.now() - began) / 1000);
    fillWithOrders(data.path, key, history.orders(), (count) =>
      console.log(`${count} orders after ${seconds()} s`),
    );
    console.log(`Filled after ${seconds()} s.`);
    const { cache } = openCache({ directory: data.path, key, clock, log: createMemoryLog() });
    const callers = createCallers({ cache, clock, operator: () => '一号' });
    const took = (look: () => unknown) => {
      const start = performance.now();
      look();
      return performance.now() - start;
    };
    for (let n = 0; n < 200; n += 1) callers.callerOf(history.someNumber());
    const lookups = Array.from({ length: LOOKUPS }, () => {
      const number = history.someNumber();
      return took(() => callers.callerOf(number));
    });
    const searches = Array.from({ length: SEARCHES }, () => {
      const filter = { ...EVERY_ORDER, text: history.someText() };
      return took(() => cache.orderLists.page(filter, null, 50, { now, operator: '一号' }));
    });
    cache.close();
    const rounds = Array.from({ length: ROUNDS }, (_, n) =>
      percentile(lookups.slice((n * LOOKUPS) / ROUNDS, ((n + 1) * LOOKUPS) / ROUNDS), 0.99),
    );
    console.log(
      `In main: p50 ${percentile(lookups, 0.5)}, p99 ${percentile(lookups, 0.99)}, best p99 ${Math.min(...rounds)}; search p99 ${percentile(searches, 0.99)} ms.`,
    );
    const screen = await screenTimes(data.path, ringers);
    const hundredth = (value: number) => Math.round(value * 100) / 100;
    const figures = {
      main: lookups,

      search: searches,
      screen: screen.fromLookup,
      ring: screen.fromRing,
    };
    const entries = Object.entries(figures).flatMap(([name, times]) => [
      [`${name}_p50_ms`, hundredth(percentile(times, 0.5))],
      [`${name}_p99_ms`, hundredth(percentile(times, 0.99))],
    ]);
    return {
      orders: ORDERS,
      main_best_p99_ms: hundredth(Math.min(...rounds)),
      lookups: LOOKUPS,
      calls: screen.fromRing.length,
      ...Object.fromEntries(entries),
    };
  } finally {
    await ringers.stop();
    data.remove();
  }
}

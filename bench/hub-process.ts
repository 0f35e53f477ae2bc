/** A hub in a process of its own for `bench/hub-seats.ts`: PostgreSQL's address and the token come by the environment. */
import { performance } from 'node:perf_hooks';
import { openPostgresStorage, startHub } from '#hub/index.ts';
import { serverParts } from '#hub/testing/index.ts';

const storage = await openPostgresStorage({
  url: process.env['BENCH_DATABASE'] ?? '',
  schedule: serverParts.schedule,
  random: Math.random,
  onNotice: () => undefined,
});
const hub = await startHub({
  ...serverParts,
  storage,
  token: process.env['BENCH_TOKEN'] ?? '',
  clock: { wall: () => Date.now(), monotonic: () => performance.now() },
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  port: 0,
  host: '127.0.0.1',
  mostRequestsAMinute: Number.MAX_SAFE_INTEGER,
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: (user + system) / 1_000, rss: process.memoryUsage.rss() });
});
process.send?.({ url: hub.url });

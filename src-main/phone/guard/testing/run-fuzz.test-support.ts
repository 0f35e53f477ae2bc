import { fuzz } from './fuzz.test-support.ts';

/**
 * `npm run fuzz [-- MESSAGES SEED]`: mutated SIP messages over each transport to a registered seat (BI-12), by
 * default 100,000 of seed 1. Prints one JSON object a transport; fails when the seat does not ring afterwards or
 * its heap has grown by more than 32 MiB.
 */
const [messages = '100000', seed = '1'] = process.argv.slice(2);
const MOST_GROWTH_BYTES = 32 * 2 ** 20;

for (const protocol of ['WS', 'WSS', 'TCP', 'TLS', 'UDP'] as const) {
  const result = await fuzz(protocol, Number(messages), Number(seed));
  process.stdout.write(`${JSON.stringify({ protocol, ...result })}\n`);
  if (!result.ringsAfterwards || result.heapGrowthBytes > MOST_GROWTH_BYTES) process.exitCode = 1;
}

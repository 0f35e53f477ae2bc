import { fuzz } from './fuzz.test-support.ts';

const PROTOCOLS = ['WS', 'WSS', 'TCP', 'TLS', 'UDP'] as const;

/**
 * `npm run fuzz [-- MESSAGES SEED PROTOCOL…]`: mutated SIP messages over each transport, or those named, to a
 * registered seat (BI-12), by default 100,000 of seed 1. Prints one JSON object a transport; fails when the seat does not ring afterwards or
 * its heap has grown by more than 32 MiB.
 */
const [messages = '100000', seed = '1', ...named] = process.argv.slice(2);
const unknown = named.filter((name) => !PROTOCOLS.some((protocol) => protocol === name));
if (unknown.length > 0)
  throw new Error(`Not a transport: ${unknown.join(', ')}. There are ${PROTOCOLS.join(', ')}.`);
const MOST_GROWTH_BYTES = 32 * 2 ** 20;

for (const protocol of PROTOCOLS) {
  if (named.length > 0 && !named.includes(protocol)) continue;
  const result = await fuzz(protocol, Number(messages), Number(seed));
  process.stdout.write(`${JSON.stringify({ protocol, ...result })}\n`);
  if (!result.ringsAfterwards || result.heapGrowthBytes > MOST_GROWTH_BYTES) process.exitCode = 1;
}

import { describe, expect, it } from 'vitest';
import type { Protocol } from '../transport/index.ts';
import { fuzz } from './testing/fuzz.test-support.ts';

const MESSAGES = 5_000;
const MOST_GROWTH_BYTES = 24 * 2 ** 20;

describe('mutated messages', () => {
  it.each<Protocol>(['WS', 'WSS', 'TCP', 'TLS', 'UDP'])(
    'BI-12 over %s neither stop nor swell the seat',
    async (protocol) => {
      const result = await fuzz(protocol, MESSAGES, 4_475);
      expect(result.ringsAfterwards).toBe(true);
      expect(result.heapGrowthBytes).toBeLessThan(MOST_GROWTH_BYTES);
      expect(Object.keys(result.responses)).toEqual(expect.arrayContaining(['200', '400', '405', '481']));
    },
    120_000,
  );
});

import { defineConfig } from 'vitest/config';

/** Tests that start the built program and drive it in Chromium, one at a time. */
export default defineConfig({
  test: {
    include: ['test/end-to-end/**/*.test.ts'],
    environment: 'node',
    testTimeout: 300_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    fileParallelism: false,
    sequence: { concurrent: false },
  },
});

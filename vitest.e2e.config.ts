import { defineConfig } from 'vitest/config';

/** Tests that start the built program and drive it in Chromium, one at a time. */
export default defineConfig({
  test: {
    include: ['test/end-to-end/**/*.test.ts'],
    environment: 'node',
    testTimeout: 300_000,
    hookTimeout: 240_000,
    // Real time, real browsers and real peers on a shared machine. `npm test` names what needed its second try, and
    // that is a defect to be mended like a failure; it only does not stop the others' work.
    retry: 1,
    expect: { poll: { timeout: 60_000 } },
    fileParallelism: false,
    sequence: { concurrent: false },
  },
});

import { defineConfig } from 'vitest/config';

/** Unit and area tests. End-to-end tests have a configuration of their own, as they need a build and a browser. */
export default defineConfig({
  test: {
    include: ['src-*/**/*.test.ts', 'src-*/**/*.test.tsx', 'build/**/*.test.mjs', 'test/unit/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['test/support/patience.ts'],
    testTimeout: 20_000,
    // As in the set-up file: a busy machine is no failure.
    expect: { poll: { timeout: 15_000 } },
    restoreMocks: true,
  },
});

import { defineConfig } from 'vitest/config';

/**
 * Unit and area tests. End-to-end tests have a configuration of their own, as they need a build and a browser.
 *
 * No limit here says how fast anything is: each is far beyond what a loaded machine needs, and is there to end a test
 * that waits for what never comes.
 */
export default defineConfig({
  test: {
    include: ['src-*/**/*.test.ts', 'src-*/**/*.test.tsx', 'build/**/*.test.mjs', 'test/unit/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['test/support/patience.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    restoreMocks: true,
  },
});

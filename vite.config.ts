import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions } from 'vite';

/** Native or provided by the shell; everything else is bundled, so that a start reads few files. */
const external = [
  ...builtinModules,
  ...builtinModules.map((name) => `node:${name}`),
  'electron',
  'better-sqlite3-multiple-ciphers',
];

/** Threads, beside the program that starts them (src-main/phone/relay/relay-thread.ts, src-main/suggest/suggestions.ts). */
const THREADS = {
  'relay-worker': resolve(import.meta.dirname, 'src-main/phone/relay/worker.ts'),
  'suggest-worker': resolve(import.meta.dirname, 'src-main/suggest/worker.ts'),
};

/** A Node process of ours: one entry, one folder under out/, and the threads that it starts. */
function nodeProcess(
  folder: string,
  entry: string,
  { format = 'es', threads = {} }: { format?: 'es' | 'cjs'; threads?: Record<string, string> } = {},
): EnvironmentOptions {
  const name = entry.replace(/^.*\//, '').replace(/\.ts$/, '');
  return {
    consumer: 'server',
    resolve: { external, noExternal: true, conditions: ['node', 'import', 'module', 'default'] },
    build: {
      outDir: resolve(import.meta.dirname, 'out', folder),
      emptyOutDir: name !== 'preload',
      copyPublicDir: false,
      minify: false,
      sourcemap: true,
      target: 'node22',
      rolldownOptions: {
        input: { [name]: resolve(import.meta.dirname, entry), ...threads },
        external,
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  };
}

/**
 * `vite build --app` makes everything that runs: the pages, the two hosts and the hub.
 * The renderer is the `client` environment; the others are Node processes.
 */
export default defineConfig({
  root: resolve(import.meta.dirname, 'src-renderer'),
  base: './',
  publicDir: false,
  plugins: [react()],
  // pg requires its pool as CommonJS; its ESM form is a namespace, which no class can extend.
  resolve: { alias: { 'pg-pool': resolve(import.meta.dirname, 'node_modules/pg-pool/index.js') } },
  builder: {},
  environments: {
    client: {
      build: {
        outDir: resolve(import.meta.dirname, 'out/renderer'),
        emptyOutDir: true,
        minify: true,
        target: 'chrome120',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rolldownOptions: {
          input: {
            index: resolve(import.meta.dirname, 'src-renderer/index.html'),
            media: resolve(import.meta.dirname, 'src-renderer/media.html'),
          },
        },
      },
    },
    browser: nodeProcess('browser', 'src-main/hosts/browser/main.ts', { threads: THREADS }),
    electron: nodeProcess('electron', 'src-main/hosts/electron/main.ts', { threads: THREADS }),
    preload: nodeProcess('electron', 'src-main/hosts/electron/preload.ts', { format: 'cjs' }),
    hub: nodeProcess('hub', 'src-hub/main.ts'),
  },
});

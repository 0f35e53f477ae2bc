import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite';

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

/** Pages that run in a browser, each from `src-renderer/NAME.html`, in one folder under out/. */
function pages(folder: string, names: readonly string[]): EnvironmentOptions {
  return {
    consumer: 'client',
    build: {
      outDir: resolve(import.meta.dirname, 'out', folder),
      emptyOutDir: true,
      minify: true,
      target: 'chrome120',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: Object.fromEntries(
          names.map((name) => [name, resolve(import.meta.dirname, `src-renderer/${name}.html`)]),
        ),
      },
    },
  };
}

/**
 * sip.js decodes its whole grammar anew for each header of each message: about a third of the time that an INVITE spends in
 * main before the screen hears of it. Kept, it is decoded once.
 */
function keepSipGrammar(): Plugin {
  const decode = 'return s.split("").map((ch) => ch.charCodeAt(0) - 32);';
  const kept = `return (peg$decoded[s] ??= ${decode.slice('return '.length, -1)});`;
  return {
    name: 'keep-sip-grammar',
    transform: {
      filter: { id: /sip\.js\/lib\/grammar\/pegjs\/dist\/grammar\.js$/ },
      handler: (code) => {
        if (!code.includes(decode)) throw new Error('The grammar of sip.js is decoded in another way now.');
        return {
          code: `const peg$decoded = Object.create(null);\n${code.replace(decode, () => kept)}`,
          map: null,
        };
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
  plugins: [react(), keepSipGrammar()],
  // pg requires its pool as CommonJS; its ESM form is a namespace, which no class can extend.
  resolve: { alias: { 'pg-pool': resolve(import.meta.dirname, 'node_modules/pg-pool/index.js') } },
  builder: {},
  environments: {
    client: pages('renderer', ['index', 'media']),
    // By itself: what the hub serves shares no file with the seat's pages, whose start it would else slow down.
    wallboard: pages('wallboard', ['wallboard']),
    browser: nodeProcess('browser', 'src-main/hosts/browser/main.ts', { threads: THREADS }),
    electron: nodeProcess('electron', 'src-main/hosts/electron/main.ts', { threads: THREADS }),
    preload: nodeProcess('electron', 'src-main/hosts/electron/preload.ts', { format: 'cjs' }),
    hub: nodeProcess('hub', 'src-hub/main.ts'),
  },
});

import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the scenes by themselves: `npx vite build -c src-renderer/app/testing/vite.config.ts`. */
// biome-ignore lint/style/noDefaultExport: vite reads the default export
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  base: './',
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, '../../../out/scenes'),
    emptyOutDir: true,
    target: 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: resolve(import.meta.dirname, 'harness.html') },
  },
});

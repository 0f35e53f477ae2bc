// @ts-check
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { run as runChild } from './child.mjs';
import { fingerprint } from './hash.mjs';
import { readJsonFile, writeJsonFile } from './json-file.mjs';
import { Stop } from './stop.mjs';

/** What `vite build --app` makes (vite.config.ts), relative to `out`. */
export const OUTPUTS = [
  'browser/main.js',
  'electron/main.js',
  'electron/preload.cjs',
  'hub/main.js',
  'renderer/index.html',
  'renderer/media.html',
];

/** @param {string} root */
function inputsOf(root) {
  return readdirSync(root).filter(
    (name) =>
      name.startsWith('src-') ||
      /^tsconfig.*\.json$/.test(name) ||
      ['assets', 'package.json', 'package-lock.json', 'vite.config.ts'].includes(name),
  );
}

/** @param {string} path */
const isBuildInput = (path) => !/\.test\.[a-z]+$/.test(path);

/**
 * Builds the program if a source, the configuration or a package changed since the last time.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.node
 * @param {import('./progress.mjs').Progress} options.progress
 * @param {import('./child.mjs').Run} [options.run]
 * @returns {Promise<boolean>} false if nothing had to be done
 * @throws {Stop}
 */
export async function build({ root, node, progress, run = runChild }) {
  const out = join(root, 'out');
  const stamp = join(out, '.build.json');
  const { digest, files } = readJsonFile(stamp);
  const known = /** @type {import('./hash.mjs').FileTable} */ (files ?? {});
  const current = fingerprint(root, inputsOf(root), known, isBuildInput);
  const missing = () => OUTPUTS.filter((path) => !existsSync(join(out, path)));
  if (digest === current.digest && missing().length === 0) {
    if (current.read > 0) writeJsonFile(stamp, { digest, files: current.files });
    return false;
  }
  // A build that breaks off must not look like the one before.
  rmSync(stamp, { force: true });
  const step = progress.step('Building');
  const ended = await run(node, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--app'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    onLine: (line) => {
      const room = /building .*?environment for (\w+)|^vite v\S+ building (\w+)/.exec(line);
      if (room) step.update(room[1] ?? room[2] ?? '');
    },
  });
  const lost = ended.code === 0 ? missing() : [];
  if (ended.code !== 0 || lost.length > 0) {
    step.done('failed');
    const log = join(tmpdir(), `lianxinqiao-build-${process.pid}.log`);
    const words = stripVTControlCharacters(ended.output).trimEnd();
    writeFileSync(log, words);
    const why = lost.length > 0 ? ` It did not make ${lost.map((path) => `out/${path}`).join(', ')}.` : '';
    throw new Stop(`${words}\nThe build failed.${why} Its words are in ${log}`);
  }
  mkdirSync(out, { recursive: true });
  writeJsonFile(stamp, { digest: current.digest, files: current.files });
  step.done('done');
  return true;
}

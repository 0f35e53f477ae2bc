// @ts-check
/** `npm run check`: format and lint, types of every room, import rules, recorded voices, third-party notices. Fixes nothing. */
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from './lib/child.mjs';
import { prepare, ROOT } from './lib/prepare.mjs';
import { createProgress } from './lib/progress.mjs';
import { runMain } from './lib/stop.mjs';

/** @returns {Array<{ name: string, args: string[] }>} `args` of Node */
function checks() {
  /** @param {string[]} path */
  const module = (...path) => join(ROOT, 'node_modules', ...path);
  const rooms = readdirSync(ROOT).filter(
    (name) => /^tsconfig\..+\.json$/.test(name) && name !== 'tsconfig.base.json',
  );
  const own = [
    { name: 'imports', args: [join(ROOT, 'build', 'check-imports.mjs')] },
    { name: 'divisions', args: [join(ROOT, 'build', 'divisions.mjs'), '--check'] },
    { name: 'voices', args: [join(ROOT, 'build', 'voices.mjs'), '--check'] },
    { name: 'notices', args: [join(ROOT, 'build', 'notices.mjs'), '--check'] },
  ];
  return [
    { name: 'biome', args: [module('@biomejs', 'biome', 'bin', 'biome'), 'check'] },
    ...rooms.map((config) => ({
      name: `types (${config})`,
      args: [module('typescript', 'bin', 'tsc'), '--noEmit', '-p', config],
    })),
    ...own.filter(({ args: [script = ''] }) => existsSync(script)),
  ];
}

async function main() {
  const progress = createProgress();
  const node = await prepare({ progress, withBuild: false });
  const waiting = checks();
  /** @type {string[]} */
  const failed = [];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const began = performance.now();
      const ended = await run(node, check.args, { cwd: ROOT });
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      progress.say(`${ended.code === 0 ? 'ok    ' : 'FAILED'}  ${check.name} (${seconds} s)`);
      if (ended.code === 0) continue;
      failed.push(check.name);
      progress.say(ended.output.trimEnd());
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  progress.say(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

await runMain(main);

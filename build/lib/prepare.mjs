// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './builder.mjs';
import { install } from './install.mjs';
import { acquireLock } from './lock.mjs';
import { chooseNode } from './runtime.mjs';
import { Stop } from './stop.mjs';

/** The project's root. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const OLDEST_NODE = 20;

/**
 * What every command does first: packages, Node 24 and, if asked for, the build; one process at a time in a
 * clone.
 *
 * @param {object} options
 * @param {import('./progress.mjs').Progress} options.progress
 * @param {boolean} options.withBuild
 * @param {(node: string) => Promise<void>} [options.more] more to do while no other process may change the clone
 * @returns {Promise<string>} path of the Node to use
 * @throws {Stop}
 */
export async function prepare({ progress, withBuild, more }) {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new Stop(`Node.js ${OLDEST_NODE} or later is needed; this is ${process.versions.node}.`);
  }
  const release = await acquireLock(join(ROOT, '.runtime', 'install.lock'), {
    onWait: (holder) =>
      progress.say(`Waiting for ${holder}, which is installing or building in this folder.`),
  });
  try {
    if (!(await install({ root: ROOT, progress }))) progress.say('Packages: up to date');
    const node = await chooseNode({ root: ROOT, progress });
    if (withBuild && !(await build({ root: ROOT, node, progress }))) progress.say('Build: up to date');
    await more?.(node);
    return node;
  } finally {
    release();
  }
}

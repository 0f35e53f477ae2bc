// @ts-check
import { join } from 'node:path';
import { run as runChild } from './child.mjs';
import { Stop } from './stop.mjs';

/** The system's own Node serves from here on, if the one of the `node` package can't run (musl, old glibc). */
const OLDEST_SYSTEM_NODE = /** @type {const} */ ([22, 12]);

/**
 * Where the `node` package keeps its program: its install script links it into its own `bin` folder.
 *
 * @param {string} root
 * @param {NodeJS.Platform} [platform]
 */
export function packagedNode(root, platform = process.platform) {
  return join(root, 'node_modules', 'node', 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * The Node that builds and runs everything after the installation.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {import('./progress.mjs').Progress} options.progress
 * @param {import('./child.mjs').Run} [options.run]
 * @param {{ path: string, version: string }} [options.system] the Node that runs this
 * @returns {Promise<string>} path
 * @throws {Stop} when neither can be used
 */
export async function chooseNode({
  root,
  progress,
  run = runChild,
  system = { path: process.execPath, version: process.versions.node },
}) {
  const packaged = packagedNode(root);
  const ended = await run(packaged, ['--version'], { limitMilliseconds: 20_000 });
  if (ended.code === 0) return packaged;
  const reason =
    ended.startError?.code === 'ENOENT'
      ? 'npm did not run its install script (ignore-scripts?) or there is no such Node for this system'
      : (ended.output.trim().split('\n')[0] ?? '').slice(0, 200) || `exit code ${ended.code}`;
  const [major = 0, minor = 0] = system.version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_SYSTEM_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) {
    progress.say(`Node 24 of the node package can't be used (${reason}): using Node ${system.version}.`);
    return system.path;
  }
  throw new Stop(
    `Node 24 of the node package can't be used (${reason}), and this Node ${system.version} is too old. Install Node.js 24 (22.12 at least) and start again.`,
  );
}

// @ts-check
/**
 * Electron's binary is not in its package: `electron/install.js` downloads it. Where that can't be done, the
 * workstation runs in the browser host, and the attempt is not made again for a day.
 *
 *   unknown ──download and try──► works
 *      ▲               └────────► failed ── a day, another version, or --host electron ──► unknown
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { run as runChild } from './child.mjs';
import { readJsonFile, writeJsonFile } from './json-file.mjs';
import { networkCodeIn } from './npm.mjs';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const DEFAULT_LIMIT_SECONDS = 60;

/** Kept in node_modules, where the binary is. @param {string} root */
const memoryFile = (root) => join(root, 'node_modules', '.lianxinqiao-electron.json');

/**
 * Whether Electron is to be tried at all.
 *
 * @param {object} options
 * @param {'electron' | 'browser' | undefined} options.asked by --host
 * @param {NodeJS.Platform} [options.platform]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {{ host: 'electron' } | { host: 'browser', reason: string }}
 */
export function chooseHost({ asked, platform = process.platform, env = process.env }) {
  if (asked === 'electron') return { host: 'electron' };
  if (asked === 'browser') return { host: 'browser', reason: 'asked for by --host browser' };
  if (!hasDisplay(platform, env)) return { host: 'browser', reason: 'there is no display' };
  const { CI, ELECTRON_SKIP_BINARY_DOWNLOAD } = env;
  if (isOn(CI)) return { host: 'browser', reason: 'Electron is not fetched in continuous integration' };
  if (isOn(ELECTRON_SKIP_BINARY_DOWNLOAD)) {
    return { host: 'browser', reason: 'ELECTRON_SKIP_BINARY_DOWNLOAD is set' };
  }
  return { host: 'electron' };
}

/**
 * Can a window be opened?
 * @param {NodeJS.Platform} [platform]
 * @param {NodeJS.ProcessEnv} [env]
 */
export function hasDisplay(platform = process.platform, env = process.env) {
  const { DISPLAY, WAYLAND_DISPLAY } = env;
  return platform === 'win32' || platform === 'darwin' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
}

/** @param {string | undefined} value */
const isOn = (value) => value !== undefined && !['', '0', 'false'].includes(value.toLowerCase());

/**
 * The failure remembered, if it still counts.
 *
 * @param {Record<string, unknown>} memory
 * @param {string} version
 * @param {number} now milliseconds since the epoch
 * @returns {{ reason: string, age: number } | undefined} age in milliseconds
 */
export function rememberedFailure(memory, version, now) {
  const { failedAt, reason, version: failedVersion } = memory;
  if (typeof failedAt !== 'number' || typeof reason !== 'string' || failedVersion !== version)
    return undefined;
  const age = now - failedAt;
  // A clock that was set back makes a failure of the future; it would be believed for too long.
  return age >= 0 && age < DAY_MILLISECONDS ? { reason, age } : undefined;
}

/**
 * @param {number} milliseconds
 * @returns {string} such as `3 h ago`
 */
export function formatAge(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return 'just now';
  return minutes < 60 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}

/**
 * Why `electron/install.js` failed, in a word or a line.
 *
 * @param {import('./child.mjs').Ended} ended
 * @param {number} limitSeconds
 */
export function downloadFailure(ended, limitSeconds) {
  if (ended.timedOut) return `it took more than ${limitSeconds} s`;
  const status = /Response code (\d{3})/.exec(ended.output)?.[1];
  if (status !== undefined) return `HTTP ${status}`;
  const code = networkCodeIn(ended.output) ?? /\b(ENOSPC|EACCES|EPERM|EROFS)\b/.exec(ended.output)?.[1];
  if (code !== undefined) return code;
  const line = ended.output.split('\n').find((one) => /\w*Error: /.test(one));
  return line?.trim().slice(0, 160) ?? `exit code ${ended.code}`;
}

/**
 * The executable that is on the disk, as `electron/index.js` finds it.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
function findExecutable(root, env) {
  const folder = join(root, 'node_modules', 'electron');
  const { ELECTRON_OVERRIDE_DIST_PATH: override } = env;
  const pathFile = join(folder, 'path.txt');
  // Written last by install.js: without it the folder may be half unpacked.
  if (override === undefined && !existsSync(pathFile)) return undefined;
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron';
  const executable = join(override ?? join(folder, 'dist'), name);
  return existsSync(executable) ? executable : undefined;
}

/**
 * Sees to it that Electron's binary is there and runs.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.node
 * @param {boolean} options.forced by --host electron: try whatever is remembered
 * @param {import('./progress.mjs').Progress} options.progress
 * @param {import('./child.mjs').Run} [options.run]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {() => number} [options.now] milliseconds since the epoch
 * @returns {Promise<{ executable: string } | { reason: string }>}
 */
export async function prepareElectron(options) {
  const { root, node, forced, progress, run = runChild, env = process.env, now = Date.now } = options;
  const folder = join(root, 'node_modules', 'electron');
  const version = String(readJsonFile(join(folder, 'package.json'))['version']);
  const memory = readJsonFile(memoryFile(root));
  const failure = forced ? undefined : rememberedFailure(memory, version, now());
  if (failure) return { reason: `${failure.reason}, tried ${formatAge(failure.age)}` };
  /** @param {string} reason */
  const fail = (reason) => {
    writeJsonFile(memoryFile(root), { version, failedAt: now(), reason });
    return { reason };
  };

  let executable = findExecutable(root, env);
  if (executable === undefined) {
    const { LIANXINQIAO_ELECTRON_TIMEOUT_SECONDS } = env;
    const limit = Number(LIANXINQIAO_ELECTRON_TIMEOUT_SECONDS) || DEFAULT_LIMIT_SECONDS;
    const step = progress.step(`Downloading Electron ${version} (at most ${limit} s)`);
    const watcher = pathToFileURL(fileURLToPath(new URL('./watch-download.mjs', import.meta.url))).href;
    const ended = await run(node, ['--import', watcher, join(folder, 'install.js')], {
      cwd: folder,
      // The proxy that HTTPS_PROXY names, if it does, is used by fetch only when Node is told so.
      env: { ...env, ELECTRON_GET_NO_PROGRESS: '1', NODE_USE_ENV_PROXY: '1' },
      limitMilliseconds: limit * 1000,
      onLine: (line) => {
        const percent = /^download (\d+) %$/.exec(line)?.[1];
        if (percent !== undefined) step.update(`${percent} %`);
      },
    });
    executable = ended.code === 0 ? findExecutable(root, env) : undefined;
    if (executable === undefined) {
      step.done('failed');
      return fail(`its binary could not be downloaded: ${downloadFailure(ended, limit)}`);
    }
    step.done('done');
  }
  if (memory['works'] === executable && memory['version'] === version) return { executable };

  // Says its version without a window; fails where a system library is missing.
  const tried = await run(executable, ['--version', ...sandboxFlags()], {
    env: electronEnvironment(env),
    limitMilliseconds: 20_000,
  });
  if (tried.code !== 0) {
    const line = tried.output.trim().split('\n')[0] ?? '';
    return fail(`its binary does not run: ${line.slice(0, 200) || `exit code ${tried.code}`}`);
  }
  writeJsonFile(memoryFile(root), { version, works: executable });
  return { executable };
}

/**
 * Remembers that Electron could not open its window, so that the next start goes straight to the browser host.
 *
 * @param {string} root
 * @param {string} reason
 * @param {number} [now] milliseconds since the epoch
 */
export function rememberElectronFailure(root, reason, now = Date.now()) {
  const version = String(readJsonFile(join(root, 'node_modules', 'electron', 'package.json'))['version']);
  writeJsonFile(memoryFile(root), { version, failedAt: now, reason });
}

/**
 * Chromium refuses to run as root with its sandbox.
 * @returns {string[]}
 */
export function sandboxFlags() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/**
 * Editors built on Electron leave this variable to their terminals; it makes Electron behave as plain Node.
 * @param {NodeJS.ProcessEnv} env
 */
export function electronEnvironment(env) {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  return rest;
}

// @ts-check
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run as runChild } from './child.mjs';
import { sha256 } from './hash.mjs';
import { readJsonFile, writeJsonFile } from './json-file.mjs';
import { classifyNpmFailure, expectedRequests, npmCommand } from './npm.mjs';
import { Stop } from './stop.mjs';

/**
 * npm repeats each of some thousand requests on its own: without a network that would take many minutes. When
 * requests have failed for so long and none succeeded, it is over.
 */
const SILENCE_MILLISECONDS = 20_000;

/** Kept in node_modules: removing that folder forgets the installation, as it should. */
const STAMP = join('node_modules', '.lianxinqiao-install.json');

/**
 * What the installation depends on. A clone copied to another system has another one.
 * @param {string} lockText
 */
function wantedStamp(lockText) {
  return { lock: sha256(lockText), platform: process.platform, arch: process.arch };
}

/** @param {string} root */
function readLockfile(root) {
  const path = join(root, 'package-lock.json');
  if (!existsSync(path)) throw new Stop(`package-lock.json is missing in ${root}. Clone the project again.`);
  return readFileSync(path, 'utf8');
}

/**
 * Is what package-lock.json says in node_modules, as far as we know?
 * @param {string} root
 */
export function isInstalled(root) {
  const wanted = wantedStamp(readLockfile(root));
  const { lock, platform, arch } = readJsonFile(join(root, STAMP));
  return lock === wanted.lock && platform === wanted.platform && arch === wanted.arch;
}

/**
 * Runs `npm ci` if package-lock.json is not the one that was installed. Development packages are always
 * among them (NODE_ENV=production would leave the builder out), and a lost connection is tried again soon.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {import('./progress.mjs').Progress} options.progress
 * @param {import('./child.mjs').Run} [options.run]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Promise<boolean>} false if nothing had to be done
 * @throws {Stop}
 */
export async function install({ root, progress, run = runChild, env = process.env }) {
  if (isInstalled(root)) return false;
  const lockText = readLockfile(root);
  const step = progress.step('Installing packages');
  const expected = expectedRequests(JSON.parse(lockText));
  let requests = 0;
  const stop = new AbortController();
  /** @type {NodeJS.Timeout | undefined} */
  let givingUp;
  const npm = npmCommand(env);
  const ended = await run(
    npm.command,
    [
      ...npm.args,
      'ci',
      ...['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=http'],
      ...['--fetch-retries=3', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=10000'],
      '--fetch-timeout=30000', // of silence on a connection
    ],
    {
      cwd: root,
      env,
      shell: npm.shell,
      stop: stop.signal,
      onLine: (line) => {
        if (!/^npm http (fetch|cache) /.test(line)) return;
        if (/ attempt \d+ failed with /.test(line)) {
          step.update('the registry does not answer, trying again');
          givingUp ??= setTimeout(() => stop.abort(), SILENCE_MILLISECONDS);
          return;
        }
        clearTimeout(givingUp);
        givingUp = undefined;
        requests += 1;
        // The last part is unpacking, which npm does not report.
        step.update(`${Math.min(99, Math.floor((100 * requests) / Math.max(expected, 1)))} %`);
      },
    },
  );
  clearTimeout(givingUp);
  if (ended.startError !== undefined) {
    step.done('npm could not be started');
    throw new Stop(
      `npm could not be started (${ended.startError.message}). It comes with Node.js; on Debian and Ubuntu: apt-get install npm.`,
    );
  }
  if (ended.code !== 0) {
    step.done('failed');
    const log = join(tmpdir(), `lianxinqiao-npm-${process.pid}.log`);
    writeFileSync(log, ended.output);
    throw new Stop(`${classifyNpmFailure(ended.output).message}\nnpm's words are in ${log}`);
  }
  writeJsonFile(join(root, STAMP), wantedStamp(lockText));
  step.done('done');
  return true;
}

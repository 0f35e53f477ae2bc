// @ts-check
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run as runChild } from './child.mjs';
import { findCommand } from './chromium.mjs';

/**
 * A thing that a Linux distribution provides, under one name or another: the first one that installs will do.
 * @typedef {'chromium' | 'chinese-font'} Thing
 *
 * @typedef {object} Manager
 * @property {string} name
 * @property {readonly (readonly string[])[]} refresh commands that bring its lists up to date
 * @property {readonly string[]} install the command, to be followed by package names
 * @property {Record<Thing, readonly string[]>} packages
 */

/** @type {readonly Manager[]} */
const MANAGERS = [
  {
    name: 'apt-get',
    refresh: [['apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', 'update']],
    install: ['apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=120', '--no-install-recommends', 'install'],
    packages: { chromium: ['chromium', 'chromium-browser'], 'chinese-font': ['fonts-noto-cjk'] },
  },
  {
    name: 'dnf',
    refresh: [],
    install: ['dnf', '-q', '-y', 'install'],
    packages: {
      chromium: ['chromium'],
      'chinese-font': ['google-noto-sans-cjk-fonts', 'google-noto-sans-cjk-vf-fonts', 'wqy-zenhei-fonts'],
    },
  },
  {
    name: 'yum',
    refresh: [],
    install: ['yum', '-q', '-y', 'install'],
    packages: { chromium: ['chromium'], 'chinese-font': ['google-noto-sans-cjk-fonts', 'wqy-zenhei-fonts'] },
  },
  {
    name: 'zypper',
    refresh: [],
    install: ['zypper', '--non-interactive', '--quiet', 'install', '--no-recommends'],
    packages: {
      chromium: ['chromium'],
      'chinese-font': ['noto-sans-cjk-fonts', 'google-noto-sans-cjk-fonts'],
    },
  },
];

/**
 * This system's package manager, or undefined.
 * @param {(command: string) => string | undefined} [find]
 * @param {NodeJS.Platform} [platform]
 * @returns {Manager | undefined}
 */
export function packageManager(find = findCommand, platform = process.platform) {
  return platform === 'linux' ? MANAGERS.find(({ name }) => find(name) !== undefined) : undefined;
}

/**
 * The command that a person with the rights would type, or undefined where we know none.
 * @param {Thing} thing
 * @param {Manager | undefined} manager
 */
export function installSentence(thing, manager) {
  const name = manager?.packages[thing][0];
  return manager === undefined || name === undefined ? undefined : `sudo ${manager.name} install ${name}`;
}

/** Refreshing the lists once a run is enough. */
let refreshed = false;

/**
 * Installs packages if we may.
 *
 * @param {object} options
 * @param {string} options.what for people, such as `Chromium`
 * @param {readonly (string | readonly string[])[]} options.names alternatives: the first one that installs will
 *   do; one may be several packages, which are installed in one go
 * @param {import('./progress.mjs').Progress} options.progress
 * @param {Manager | undefined} [options.manager]
 * @param {boolean} [options.allowed] are we root?
 * @param {import('./child.mjs').Run} [options.run]
 * @returns {Promise<boolean>} true if one is installed now
 */
export async function installSystemPackage({
  what,
  names,
  progress,
  manager = packageManager(),
  allowed = process.getuid?.() === 0,
  run = runChild,
}) {
  if (!allowed || manager === undefined) return false;
  const step = progress.step(`Installing ${what} with ${manager.name}`);
  // In single-user mode Debian starts no service that a package brings: whoever needs it starts its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', RUNLEVEL: '1' };
  /** @param {string} line */
  const onLine = (line) => {
    const [, verb, name] = /^(Get:\d+|Unpacking|Setting up)\s+(\S+)/.exec(line) ?? [];
    if (verb !== undefined)
      step.update(verb.startsWith('Get') ? 'downloading' : `${verb.toLowerCase()} ${name}`);
  };
  let said = '';
  /** @param {readonly string[]} command */
  const execute = async ([program = '', ...args]) => {
    const ended = await run(program, args, { env, onLine });
    said += `$ ${[program, ...args].join(' ')}\n${ended.output}\n`;
    return ended.code === 0;
  };
  if (!refreshed) for (const command of manager.refresh) await execute(command);
  refreshed = true;
  for (const name of names) {
    if (await execute([...manager.install, ...[name].flat()])) {
      step.done('done');
      return true;
    }
  }
  const log = join(tmpdir(), `lianxinqiao-packages-${process.pid}.log`);
  writeFileSync(log, said);
  step.done(`failed, ${manager.name}'s words are in ${log}`);
  return false;
}

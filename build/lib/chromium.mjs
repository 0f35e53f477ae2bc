// @ts-check
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join, win32 } from 'node:path';
import { run as runChild } from './child.mjs';

/**
 * A place to look at: a command in PATH or an absolute path.
 * @typedef {{ command: string } | { path: string }} Candidate
 */

const LINUX_COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
  'brave',
];
/** Chromium-based browsers of Kylin and UOS; last, as they are older and add pages of their own. */
const CHINESE_LINUX_COMMANDS = ['qaxbrowser-safe', 'qaxbrowser', 'browser360-cn', 'org.deepin.browser'];
const CHINESE_LINUX_APPLICATIONS = ['org.deepin.browser', 'com.browser.softedge', 'com.qianxin.browser'];
const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
const WINDOWS_PLACES = [
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
];

/**
 * Where a Chromium may be, the best first. LIANXINQIAO_CHROMIUM, if set, is the only one.
 *
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 * @returns {Candidate[]}
 */
export function chromiumCandidates(platform, env) {
  const { LIANXINQIAO_CHROMIUM: named } = env;
  if (named) return [/[\\/]/.test(named) ? { path: named } : { command: named }];
  if (platform === 'win32') {
    const { ProgramFiles, 'ProgramFiles(x86)': programFiles86, LOCALAPPDATA } = env;
    const folders = [...new Set([programFiles86, ProgramFiles, LOCALAPPDATA])].filter(
      (one) => one !== undefined,
    );
    return WINDOWS_PLACES.flatMap((place) => folders.map((folder) => ({ path: win32.join(folder, place) })));
  }
  if (platform === 'darwin') {
    const { HOME = '' } = env;
    return MAC_APPLICATIONS.flatMap((name) =>
      ['/Applications', `${HOME}/Applications`].map((folder) => ({
        path: `${folder}/${name}.app/Contents/MacOS/${name}`,
      })),
    );
  }
  return [
    ...LINUX_COMMANDS.map((command) => ({ command })),
    { path: '/opt/google/chrome/chrome' },
    { path: '/opt/microsoft/msedge/msedge' },
    ...CHINESE_LINUX_COMMANDS.map((command) => ({ command })),
    ...CHINESE_LINUX_APPLICATIONS.map((name) => ({ path: `/opt/apps/${name}/files/${name}` })),
    { path: '/opt/browser360/browser360-cn' },
    { path: '/opt/apps/com.360.browser-stable/files/browser360-cn' },
  ];
}

/**
 * The first Chromium that answers. On Linux it is asked for its version, as `chromium-browser` may be a script
 * that only says which other package to install.
 *
 * @param {object} [options]
 * @param {NodeJS.Platform} [options.platform]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {(path: string) => boolean} [options.isProgram]
 * @param {import('./child.mjs').Run} [options.run]
 * @returns {Promise<string | undefined>} path
 */
export async function findChromium(options = {}) {
  const {
    platform = process.platform,
    env = process.env,
    isProgram = isExecutable,
    run = runChild,
  } = options;
  for (const candidate of chromiumCandidates(platform, env)) {
    const path = 'path' in candidate ? candidate.path : findCommand(candidate.command, env, isProgram);
    if (path === undefined || !isProgram(path)) continue;
    if (platform !== 'linux') return path;
    const ended = await run(path, ['--version'], { env, limitMilliseconds: 20_000 });
    if (ended.code === 0 && /\d+\.\d+\.\d+/.test(ended.output)) return path;
  }
  return undefined;
}

/**
 * A command in PATH (POSIX).
 *
 * @param {string} command
 * @param {NodeJS.ProcessEnv} [env]
 * @param {(path: string) => boolean} [isProgram]
 * @returns {string | undefined}
 */
export function findCommand(command, env = process.env, isProgram = isExecutable) {
  const { PATH = '' } = env;
  return PATH.split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, command))
    .find(isProgram);
}

/** @param {string} path */
function isExecutable(path) {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not ours to run: the answer is no, whatever the reason.
    return false;
  }
}

/** Words in the names of font files with Chinese characters, for systems without `fc-list`. */
const CHINESE_FONT_FILE = /cjk|han-?s|wqy|uming|ukai|fallback|simsun|msyh|hei|song|fangsong|[-_]sc[-_.]/i;

/**
 * Is there a font with Chinese characters? Systems other than Linux always have one.
 *
 * @param {object} [options]
 * @param {NodeJS.Platform} [options.platform]
 * @param {import('./child.mjs').Run} [options.run]
 */
export async function hasChineseFont({ platform = process.platform, run = runChild } = {}) {
  if (platform !== 'linux') return true;
  const ended = await run('fc-list', [':lang=zh', 'family'], { limitMilliseconds: 60_000 });
  if (!ended.startError) return ended.output.trim() !== '';
  const folder = '/usr/share/fonts';
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((name) => CHINESE_FONT_FILE.test(String(name)))
  );
}

// @ts-check
/**
 * `npm start`: from a bare clone to the running workstation. Node's own modules only, Node 20 or later; all that
 * comes after the installation runs in Node 24.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseStartArguments, USAGE } from './lib/arguments.mjs';
import { prepareChromium } from './lib/browser.mjs';
import { handOver } from './lib/child.mjs';
import { checkDataFolder } from './lib/data-folder.mjs';
import {
  chooseHost,
  electronEnvironment,
  hasDisplay,
  prepareElectron,
  rememberElectronFailure,
  sandboxFlags,
} from './lib/electron.mjs';
import { prepare, ROOT } from './lib/prepare.mjs';
import { createProgress } from './lib/progress.mjs';
import { runMain, Stop } from './lib/stop.mjs';

/** The script of `npm run demo`; Node 24 runs TypeScript as it is. */
const DEMO = join('test', 'demo', 'main.ts');

/** How soon after its start a crash of Electron means that it can't open a window here. */
const EARLY_MILLISECONDS = 10_000;
/** How Chromium ends itself when it can't make a sandbox, a display connection or a GPU process. */
const CRASH_SIGNALS = ['SIGTRAP', 'SIGILL', 'SIGABRT', 'SIGSEGV'];

async function main() {
  const { INIT_CWD } = process.env;
  const asked = parseStartArguments(process.argv.slice(2), INIT_CWD ?? process.cwd());
  const progress = createProgress();
  if (asked.help) {
    progress.say(USAGE);
    return 0;
  }
  if (asked.data !== undefined) checkDataFolder(asked.data);

  const choice = chooseHost({ asked: asked.program === 'demo' ? 'browser' : asked.host });
  const wantsElectron = asked.program === 'workstation' && choice.host === 'electron';
  let reason = choice.host === 'browser' ? choice.reason : '';
  /** @type {string | undefined} */
  let electron;
  const node = await prepare({
    progress,
    withBuild: true,
    more: async (preparedNode) => {
      if (!wantsElectron) return;
      const forced = asked.host === 'electron';
      const prepared = await prepareElectron({ root: ROOT, node: preparedNode, forced, progress });
      if ('executable' in prepared) electron = prepared.executable;
      else reason = prepared.reason;
    },
  });

  if (asked.program === 'hub') return await runNode(node, join('out', 'hub', 'main.js'), asked.rest);
  if (asked.program === 'demo') {
    if (!existsSync(join(ROOT, DEMO))) throw new Stop(`${DEMO} is missing: this copy has no demonstration.`);
    const chromium = await prepareChromium(progress);
    if (chromium === undefined) return 1;
    return await runNode(node, DEMO, [...asked.rest, '--chromium', chromium]);
  }

  if (electron !== undefined) {
    const flags = sandboxFlags();
    if (flags.length > 0) progress.say("As root, Electron runs without Chromium's sandbox.");
    const began = performance.now();
    const ended = await handOver(electron, [...flags, ROOT, ...asked.rest], {
      cwd: ROOT,
      env: electronEnvironment(process.env),
    });
    const crashed = ended.signal !== null && CRASH_SIGNALS.includes(ended.signal);
    if (asked.host === 'electron' || !crashed || performance.now() - began > EARLY_MILLISECONDS)
      return ended.code;
    reason = `it could not open its window: ${ended.signal}`;
    rememberElectronFailure(ROOT, reason);
  } else if (asked.host === 'electron') {
    throw new Stop(
      `Electron can't be used (${reason}). ELECTRON_MIRROR can name another place to download it from; --host browser needs no Electron.`,
    );
  }
  progress.say(
    wantsElectron
      ? `Electron can't be used (${reason}): running in the browser host.`
      : `Running in the browser host: ${reason}.`,
  );

  return await runNode(node, join('out', 'browser', 'main.js'), [
    ...asked.rest,
    ...(await windowFlags(asked, progress)),
  ]);
}

/**
 * How the browser host is to open its window, if at all.
 *
 * @param {import('./lib/arguments.mjs').StartArguments} asked
 * @param {import('./lib/progress.mjs').Progress} progress
 */
async function windowFlags({ open, rest }, progress) {
  if (!open || rest.some((one) => /^--chromium(=|$)/.test(one))) return [];
  const chromium = hasDisplay() ? await prepareChromium(progress) : undefined;
  return chromium === undefined ? ['--no-open'] : ['--chromium', chromium];
}

/**
 * @param {string} node
 * @param {string} script relative to the root
 * @param {readonly string[]} flags
 */
async function runNode(node, script, flags) {
  const { code } = await handOver(node, [join(ROOT, script), ...flags], { cwd: ROOT });
  return code;
}

await runMain(main);

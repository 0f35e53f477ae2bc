// @ts-check
/**
 * `npm test`: installs and builds what is missing, runs the unit tests and then the end-to-end tests, and says
 * as its very last line how many passed and failed. Arguments go to vitest: file names and its flags.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handOver } from './lib/child.mjs';
import { findChromium } from './lib/chromium.mjs';
import { installSystemPackage, packageManager } from './lib/packages.mjs';
import { missingPeers } from './lib/peers.mjs';
import { prepare, ROOT } from './lib/prepare.mjs';
import { createProgress } from './lib/progress.mjs';
import { codeOf, runMain } from './lib/stop.mjs';
import { addUp, lastLine, readReport, succeeded } from './lib/vitest-results.mjs';

/** Each has a configuration of its own; one that does not exist is not run. */
const RUNS = [
  { name: 'unit tests', config: 'vitest.config.ts' },
  { name: 'end-to-end tests', config: 'vitest.e2e.config.ts' },
];

async function main() {
  const selection = process.argv.slice(2);
  const progress = createProgress();
  const node = await prepare({ progress, withBuild: true });
  await preparePeers(progress);
  const chromium = await findChromium();
  const env = { ...process.env, ...(chromium === undefined ? {} : { LIANXINQIAO_CHROMIUM: chromium }) };

  const folder = mkdtempSync(join(tmpdir(), 'lianxinqiao-test-'));
  const outcomes = [];
  for (const { name, config } of RUNS) {
    if (!existsSync(join(ROOT, config))) continue;
    progress.say(`\n=== ${name} ===`);
    const reportFile = join(folder, `${config}.json`);
    const { code } = await handOver(
      node,
      [
        join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
        ...['run', '--config', config, '--passWithNoTests'],
        ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
        ...selection,
      ],
      { cwd: ROOT, env },
    );
    outcomes.push(
      readReport(name, readReportFile(reportFile), code, { root: ROOT, filtered: selection.length > 0 }),
    );
  }
  rmSync(folder, { recursive: true, force: true });

  const outcome = addUp(outcomes);
  progress.say('');
  for (const group of outcome.skippedGroups) progress.say(`!!! SKIPPED: ${group}`);
  for (const one of outcome.flaky) progress.say(`!!! FLAKY, passed at the second try: ${one}`);
  for (const problem of outcome.problems) progress.say(`!!! FAILED: ${problem}`);
  if (outcome.passed + outcome.failed === 0) progress.say('!!! FAILED: no test ran');
  progress.say(lastLine(outcome));
  return succeeded(outcome) ? 0 : 1;
}

/**
 * Installs what is missing, all of it in one go; one by one, and under other names, only where that failed.
 *
 * @param {import('./lib/progress.mjs').Progress} progress
 */
async function preparePeers(progress) {
  const manager = packageManager();
  let missing = await missingPeers();
  if (manager?.name === 'apt-get' && missing.length > 1) {
    const what = missing.map((peer) => peer.what).join(', ');
    const names = [missing.flatMap(({ packages }) => packages.slice(0, 1))];
    await installSystemPackage({ what, names, progress, manager });
    missing = await missingPeers();
  }
  for (const { what, reason, packages, present } of missing) {
    if (manager?.name === 'apt-get') {
      if ((await installSystemPackage({ what, names: packages, progress, manager })) && (await present()))
        continue;
    }
    progress.say(
      `!!! MISSING: ${what}: ${reason}. Tests that need it are skipped. On Debian and Ubuntu: sudo apt-get install ${packages[0]}`,
    );
  }
}

/**
 * @param {string} file
 * @returns {unknown} undefined if vitest wrote none, or not all of it
 */
function readReportFile(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

await runMain(main);

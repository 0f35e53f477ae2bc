// @ts-check
import { findChromium, hasChineseFont } from './chromium.mjs';
import { installSentence, installSystemPackage, packageManager } from './packages.mjs';

/**
 * A Chromium and a Chinese font, installed if they are missing and we may; else a sentence that says what to do.
 *
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string | undefined>} path of the Chromium
 */
export async function prepareChromium(progress) {
  const manager = packageManager();
  let chromium = await findChromium();
  const { LIANXINQIAO_CHROMIUM: named } = process.env;
  if (chromium === undefined && named) {
    progress.say(`LIANXINQIAO_CHROMIUM names ${named}, which is no Chromium that runs.`);
    return undefined;
  }
  if (chromium === undefined && manager !== undefined) {
    await installSystemPackage({ what: 'Chromium', names: manager.packages.chromium, progress, manager });
    chromium = await findChromium();
  }
  if (chromium === undefined) {
    const command = installSentence('chromium', manager);
    progress.say(
      `No Chromium was found. Install Chromium, Google Chrome or Microsoft Edge${command === undefined ? '' : ` (${command})`}, or name one in LIANXINQIAO_CHROMIUM.`,
    );
  }
  await prepareChineseFont(progress);
  return chromium;
}

/** @param {import('./progress.mjs').Progress} progress */
async function prepareChineseFont(progress) {
  if (await hasChineseFont()) return;
  const manager = packageManager();
  if (manager !== undefined) {
    const names = manager.packages['chinese-font'];
    if (await installSystemPackage({ what: 'a Chinese font', names, progress, manager })) return;
  }
  const command = installSentence('chinese-font', manager);
  progress.say(
    `No font with Chinese characters was found: the screen will show boxes. Install one${command === undefined ? '' : ` (${command})`}.`,
  );
}

// @ts-check
/**
 * Pictures of every scene in both languages, at both heights, and a check that nothing overflows, nothing is injected,
 * nothing breaks the CSP and axe-core finds nothing (test/support/scenes.ts; test/end-to-end/scenes.test.ts checks
 * the same without pictures).
 *
 * Usage: node screenshots.mjs OUT_DIRECTORY [--dark] [--language zh-CN|en] [--height 768|680] [SCENE…]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openChromium } from '../../../test/support/programs.ts';
import { buildScenes, openScenes } from '../../../test/support/scenes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dark: { type: 'boolean', default: false },
    language: { type: 'string' },
    height: { type: 'string' },
  },
});
const [out, ...wanted] = positionals;
if (out === undefined) throw new Error('Say where the pictures go: node screenshots.mjs OUT_DIRECTORY');
mkdirSync(out, { recursive: true });

await buildScenes();
const { browser } = await openChromium();
const scenes = await openScenes(browser);
const theme = values.dark ? /** @type {const} */ ('dark') : /** @type {const} */ ('light');
const shots = /** @type {const} */ (['zh-CN', 'en'])
  .filter((language) => values.language === undefined || values.language === language)
  .flatMap((language) => scenes.names.map((scene) => ({ scene, language, theme })))
  .filter(({ scene }) => wanted.length === 0 || wanted.includes(scene));
let bad = 0;
await scenes.inspect(
  shots,
  ({ scene, language }, problems) => {
    bad += problems.length;
    process.stdout.write(`${scene} ${language} ${theme}${problems.map((one) => `\n    ${one}`).join('')}\n`);
  },
  async ({ scene, language }, page, height) => {
    if (values.height !== undefined && values.height !== String(height)) return;
    await page.screenshot({ path: join(out, `${scene}-${language}-${theme}-${height}.png`) });
  },
);
await scenes.close();
await browser.close();
process.exitCode = bad > 0 ? 1 : 0;

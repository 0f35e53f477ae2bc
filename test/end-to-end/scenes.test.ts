import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, openChromium } from '../support/programs.ts';
import { buildScenes, openScenes, type Scenes, type Shot } from '../support/scenes.ts';

const reason = CHROMIUM === undefined ? 'no Chromium is installed' : undefined;
if (reason !== undefined) console.warn(`!!! SKIPPED: the scenes of the screen: ${reason}`);

/** There are over two hundred pictures to look at. */
const TIMEOUT_MILLISECONDS = 1_800_000;

describe.skipIf(reason !== undefined)('every scene of the screen', () => {
  let browser: Browser;
  let scenes: Scenes;
  beforeAll(async () => {
    await buildScenes();
    ({ browser } = await openChromium());
    scenes = await openScenes(browser);
  });
  afterAll(async () => {
    await scenes?.close();
    await browser?.close();
  });

  /** What is wrong, by scene; nothing where a scene is right. */
  const look = async (language: Shot['language'], theme: Shot['theme'], axe: boolean) => {
    const wrong: Record<string, readonly string[]> = {};
    const shots = scenes.names.map((scene) => ({ scene, language, theme, axe }));
    await scenes.inspect(shots, ({ scene }, problems) => {
      if (problems.length > 0) wrong[scene] = problems;
    });
    return wrong;
  };

  it(
    'LK-1 LK-2 LK-3 in Chinese nothing is cut at 1366×768 and 1366×680, and axe-core finds nothing',
    async () => expect(await look('zh-CN', 'light', true)).toEqual({}),
    TIMEOUT_MILLISECONDS,
  );

  it(
    'LK-1 LK-3 in English, whose words are longer, and in the dark nothing is cut',
    async () => expect(await look('en', 'dark', false)).toEqual({}),
    TIMEOUT_MILLISECONDS,
  );
});

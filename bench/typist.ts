import { pinyin } from 'pinyin-pro';
import type { Page } from 'playwright-core';

/** Keys a typist presses in a second. */
const KEYS_PER_SECOND = 5;
/** Chinese is committed in runs of at most so many characters, as an input method's users do. */
const LONGEST_RUN = 4;

/**
 * A typist at a page: counts every key that a person would press, and the time the page makes them wait.
 *
 * Chinese costs the letters of its full pinyin and one space for each run of at most four characters: the right word is
 * always the first candidate, on either side of a comparison. Anything else costs a key a character, a chord two.
 */
export interface Typist {
  readonly keys: () => number;
  /** Seconds at five keys a second, with what was waited for. */
  readonly seconds: () => number;
  press(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Waits for the page; the time counts. */
  wait<T>(until: () => Promise<T>): Promise<T>;
}

/** The runs in which a text is typed. */
export function runsOf(text: string): string[] {
  return text.match(new RegExp(`\\p{Script=Han}{1,${LONGEST_RUN}}|[^\\p{Script=Han}]`, 'gu')) ?? [];
}

/** Keys that a run takes. */
export function keysOf(run: string): number {
  if (!/\p{Script=Han}/u.test(run)) return 1;
  return pinyin(run, { toneType: 'none', type: 'array' }).join('').length + 1;
}

export function createTypist(page: Page): Typist {
  let keys = 0;
  let waited = 0;
  return {
    keys: () => keys,
    seconds: () => keys / KEYS_PER_SECOND + waited / 1000,
    press: async (...pressed) => {
      for (const key of pressed) {
        keys += key.split('+').length;
        await page.keyboard.press(key);
      }
    },
    type: async (text) => {
      for (const run of runsOf(text)) {
        keys += keysOf(run);
        if (/^[ -~]$/.test(run)) await page.keyboard.type(run);
        else await page.keyboard.insertText(run);
      }
    },
    wait: async (until) => {
      const began = performance.now();
      const found = await until();
      waited += performance.now() - began;
      return found;
    },
  };
}

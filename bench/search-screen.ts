import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCache } from '../src-main/cache/index.ts';
import { createMemoryLog } from '../src-main/log/index.ts';
import type { ScriptEntry } from '../src-shared/domain/index.ts';
import { makeDataFolder, openChromium, startSeat } from '../test/support/programs.ts';

/** So many keystrokes are typed; each waits for its answer. */
const TYPED = 300;
/** Longest wait until a seat has read so many entries, ms. */
const READY_TIMEOUT = 300_000;

/**
 * From a keystroke in the field to its result on the screen, ms, in a running seat whose cache holds the entries: the
 * page's input event, the socket, the search in main, the answer, and the frame in which its lines are painted.
 */
export async function screenTimes(
  entries: readonly ScriptEntry[],
  queries: readonly string[],
): Promise<number[]> {
  const data = makeDataFolder();
  // The first start makes the key; the entries are then put into its cache as if they had been published.
  const first = await startSeat(data.path, ['--practice-paused']);
  await first.end('SIGTERM');
  const clock = { wall: () => Date.now(), monotonic: () => performance.now() };
  const { cache } = openCache({
    directory: data.path,
    key: Buffer.from(readFileSync(join(data.path, 'cache.key'), 'utf8').trim(), 'hex'),
    clock,
    log: createMemoryLog(),
  });
  cache.scripts.accept(
    entries.map((entry) => ({ id: entry.id, version: 2, entry, author: '', comment: '', publishedAt: 1 })),
  );
  cache.close();
  const seat = await startSeat(data.path, ['--practice-paused']);
  const { browser, page } = await openChromium();
  try {
    await page.goto(seat.address);
    const field = page.getByTestId('library-field');
    await field.waitFor();
    await field.focus();
    // Whatever is not indexed yet is not found: the last entry that was made stands for all.
    const last = entries.at(-1)?.id ?? '';
    const deadline = Date.now() + READY_TIMEOUT;
    for (;;) {
      await field.fill('');
      await field.fill(last);
      const there = await page
        .locator(`[data-testid=hit][data-id="${last}"]`)
        .waitFor({ timeout: 2_000 })
        .then(
          () => true,
          () => false,
        );
      if (there) break;
      if (Date.now() > deadline) throw new Error('The seat did not index its entries.');
    }
    return await page.evaluate(typeAndMeasure, { queries: [...queries], count: TYPED });
  } finally {
    await browser.close();
    await seat.end();
    data.remove();
  }
}

/** Runs in the page: types each query letter by letter, each after the result of the one before is painted. */
async function typeAndMeasure({ queries, count }: { queries: string[]; count: number }): Promise<number[]> {
  const field = document.querySelector<HTMLInputElement>('[data-testid=library-field]');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  if (!field || !set) throw new Error('There is no field.');
  const times: number[] = [];
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  const panel = document.querySelector('[data-testid=phrases]');
  for (const query of queries) {
    for (let length = 1; length <= query.length && times.length < count; length += 1) {
      const began = performance.now();
      const text = query.slice(0, length);
      set.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      while (panel?.getAttribute('data-answered') !== text) await painted();
      times.push(performance.now() - began);
    }
  }
  return times;
}

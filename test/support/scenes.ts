import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { messageOf } from '#shared/domain/index.ts';
import { ROOT } from './programs.ts';

/** Heights at which every scene is looked at: a whole screen, and one with a window's own bars. */
export const HEIGHTS = [768, 680] as const;
export const WIDTH = 1366;

export interface Shot {
  readonly scene: string;
  readonly language: 'zh-CN' | 'en';
  readonly theme: 'light' | 'dark';
  /** Whether axe-core looks too; yes. */
  readonly axe?: boolean;
}

/** The scenes of `src-renderer/app/testing`, built, behind a server of their own with the seat's strict CSP. */
export interface Scenes {
  readonly names: readonly string[];
  /**
   * Shows each and says what is wrong with it, at each height: whatever is cut, scrolls, is injected, breaks the CSP
   * or is found by axe-core.
   *
   * @param told is called once for each, with nothing where it is right
   * @param picture is called at each height, for eyes
   */
  inspect(
    shots: readonly Shot[],
    told: (shot: Shot, problems: readonly string[]) => void,
    picture?: (shot: Shot, page: Page, height: number) => Promise<unknown>,
  ): Promise<void>;
  close(): Promise<void>;
}

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const FOLDER = join(ROOT, 'out/scenes');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PATIENCE_MILLISECONDS = 120_000;
/** Pages at a time: while one settles the other is looked at. */
const AT_ONCE = 2;

/** What listens to a change of size has drawn by the second frame. */
const drawn = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

export async function buildScenes(): Promise<void> {
  const configFile = join(ROOT, 'src-renderer/app/testing/vite.config.ts');
  await build({ configFile, logLevel: 'error', mode: 'production' });
}

export async function openScenes(browser: Browser): Promise<Scenes> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    try {
      const body = readFileSync(join(FOLDER, path));
      response.setHeader('Content-Type', `${TYPES[extname(path)] ?? 'text/plain'}; charset=utf-8`);
      response.setHeader('Content-Security-Policy', CSP);
      // Their names change with their content.
      if (path.includes('/assets/')) response.setHeader('Cache-Control', 'max-age=3600, immutable');
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/app/testing/harness.html`;
  // One page for many scenes: each is loaded anew, and the programs it is made of are compiled already.
  const openPage = async () => {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHTS[0] } });
    page.setDefaultTimeout(PATIENCE_MILLISECONDS);
    let problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    return {
      page,
      show: async (query: string) => {
        problems = [];
        await page.setViewportSize({ width: WIDTH, height: HEIGHTS[0] });
        await page.goto(`${address}?${query}`);
        await page.locator('html[data-settled]').waitFor({ state: 'attached' });
        return problems;
      },
    };
  };
  type Showing = Awaited<ReturnType<typeof openPage>>;
  const first = await openPage();
  await first.show('scene=idle');
  const names = (await first.page.locator('html').getAttribute('data-scenes'))?.split(' ') ?? [];
  await first.page.close();

  const inspect = async ({ page, show }: Showing, shot: Shot, picture?: (height: number) => unknown) => {
    const { scene, language, theme, axe = true } = shot;
    const found: string[] = [];
    let problems: readonly string[] = [];
    try {
      problems = await show(`scene=${scene}&lang=${language}&theme=${theme}`);
    } catch (error) {
      return [`never settles: ${messageOf(error)}`];
    }
    for (const height of HEIGHTS) {
      await page.setViewportSize({ width: WIDTH, height });
      await drawn(page);
      for (const one of await page.evaluate(whatDoesNotFit)) found.push(`${height}: ${one}`);
      await picture?.(height);
    }
    if (axe) {
      // Legacy: within the page itself. There are no frames of other origins, for which it opens a page each time.
      const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
      const { violations } = await builder.withTags(TAGS).analyze();
      for (const { id, nodes } of violations)
        found.push(`axe ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    }
    return [...new Set([...problems, ...found])];
  };
  return {
    names,
    inspect: async (shots, told, picture) => {
      const wanted = [...shots];
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          const showing = await openPage();
          for (let shot = wanted.shift(); shot !== undefined; shot = wanted.shift()) {
            const one = shot;
            told(one, await inspect(showing, one, (height) => picture?.(one, showing.page, height)));
          }
          await showing.page.close();
        }),
      );
    },
    close: () => new Promise((done) => server.close(() => done())),
  };
}

/** Runs in the page: what is cut, or scrolls where nothing should. */
function whatDoesNotFit(): string[] {
  /** Lists and texts that scroll by themselves. */
  const SCROLLS =
    '.only-heard, svg, .captions ol, .guide ul, .desk-list, .skip-link, .assist, .details, .orders-rows, .command-list, .library-hits, .entry-body, .walk-body, .editing-list ul, .editing-panel, .supervision-list, .figures, .outbox, .calendar';
  const found: string[] = [];
  const styles = document.querySelectorAll('style').length;
  if (styles > 0) found.push(`${styles} injected <style>`);
  const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
  if (scrollWidth > clientWidth || scrollHeight > clientHeight)
    found.push(`page scrolls: ${scrollWidth}x${scrollHeight} in ${clientWidth}x${clientHeight}`);
  for (const element of document.querySelectorAll('.shell *')) {
    if (!(element instanceof HTMLElement) || element.closest(SCROLLS)) continue;
    if (element.tagName === 'TEXTAREA' || element.tagName === 'INPUT') continue;
    const style = getComputedStyle(element);
    if (style.display === 'inline') continue;
    const isCut =
      !element.matches('.guide') &&
      element.scrollWidth > element.clientWidth + 1 &&
      element.clientWidth > 0 &&
      style.textOverflow !== 'ellipsis';
    const isLow =
      element.scrollHeight > element.clientHeight + 2 &&
      element.clientHeight > 0 &&
      (style.overflowY !== 'visible' || element.matches('.call-body, .order-form, .guide, .intake-panel'));
    if (isCut) found.push(`wide: ${element.className} ${element.scrollWidth}>${element.clientWidth}`);
    if (isLow) found.push(`high: ${element.className} ${element.scrollHeight}>${element.clientHeight}`);
  }
  return found;
}

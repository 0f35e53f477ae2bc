import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
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
   * Shows one and says what is wrong with it, at each height: whatever is cut, scrolls, is injected, breaks the CSP
   * or is found by axe-core.
   *
   * @param picture is called at each height, for eyes
   */
  inspect(shot: Shot, picture?: (page: Page, height: number) => Promise<unknown>): Promise<string[]>;
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
/** What a scene does by itself (opening, typing, pressing) is over by then. */
const SETTLED_MILLISECONDS = 1_500;
const RESIZED_MILLISECONDS = 100;
const PATIENCE_MILLISECONDS = 120_000;

/** By the page's own timers, so that on a busy machine what it does late is still waited for. */
const pass = (page: Page, milliseconds: number) =>
  page.evaluate((wait) => new Promise((done) => setTimeout(() => setTimeout(done, 50), wait)), milliseconds);

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
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/app/testing/harness.html`;
  const open = async (query: string) => {
    const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHTS[0] } });
    context.setDefaultTimeout(PATIENCE_MILLISECONDS);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${address}?${query}`);
    return { context, page, problems };
  };
  const { context, page } = await open('scene=idle');
  await page.locator('html[data-scenes]').waitFor({ state: 'attached' });
  const names = (await page.locator('html').getAttribute('data-scenes'))?.split(' ') ?? [];
  await context.close();
  return {
    names,
    inspect: async ({ scene, language, theme, axe = true }, picture) => {
      const { context, page, problems } = await open(`scene=${scene}&lang=${language}&theme=${theme}`);
      await pass(page, SETTLED_MILLISECONDS);
      const found: string[] = [];
      for (const height of HEIGHTS) {
        await page.setViewportSize({ width: WIDTH, height });
        await pass(page, RESIZED_MILLISECONDS);
        for (const one of await page.evaluate(whatDoesNotFit)) found.push(`${height}: ${one}`);
        await picture?.(page, height);
      }
      const violations = axe ? (await new AxeBuilder({ page }).withTags(TAGS).analyze()).violations : [];
      for (const { id, nodes } of violations)
        found.push(`axe ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
      await context.close();
      return [...new Set([...problems, ...found])];
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

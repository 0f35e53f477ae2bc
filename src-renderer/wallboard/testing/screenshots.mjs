// @ts-check
/**
 * Pictures of the wallboard as it is built, under the hub's CSP, with a hall from memory; nothing may overflow, break the
 * CSP or be found by axe-core. Usage: npx vite build, then node screenshots.mjs OUT_DIRECTORY
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { exampleSnapshot } from './example.mjs';

const root = resolve(import.meta.dirname, '../../../out/wallboard');
const layout = readFileSync(resolve(import.meta.dirname, '../../../assets/board/board.json'), 'utf8');
const [out = '/tmp/wallboard'] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const NOW = Date.parse('2026-11-25T10:42:31+08:00');
const formula = {
  clockStart: 'queue',
  denominator: 'offered',
  shortAbandonMilliseconds: null,
  limitMilliseconds: 15_000,
};

/** Set while the hub is away. */
let isDown = false;

const server = createServer((request, response) => {
  if (isDown) return void request.socket.destroy();
  const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
  const json = (/** @type {unknown} */ body) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  };
  if (path === '/v1/board/layout') return json({ ...JSON.parse(layout), formula });
  if (path === '/v1/board') return json(exampleSnapshot(NOW));
  if (path === '/v1/board/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`event: snapshot\ndata: ${JSON.stringify(exampleSnapshot(NOW))}\n\n`);
    return undefined;
  }
  try {
    const file = path === '/board/' ? '/wallboard.html' : path.replace(/^\/board/, '');
    const body = readFileSync(join(root, file));
    response.setHeader(
      'Content-Type',
      `${TYPES[/** @type {'.js'} */ (extname(file))] ?? 'text/plain'}; charset=utf-8`,
    );
    response.setHeader('Content-Security-Policy', CSP);
    response.end(body);
  } catch {
    response.statusCode = 404;
    response.end();
  }
  return undefined;
});
await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
const address = server.address();
const port = typeof address === 'object' && address ? address.port : 0;

/** Name, language, theme, width, signed in, seconds that the line has been silent. */
const SCENES = /** @type {const} */ ([
  ['board', 'zh-CN', 'dark', 1920, true, 0],
  ['board', 'zh-CN', 'light', 1920, true, 0],
  ['board', 'en', 'dark', 1920, true, 0],
  ['board', 'zh-CN', 'dark', 3840, true, 0],
  ['board', 'en', 'light', 3840, true, 0],
  ['stale', 'zh-CN', 'dark', 1920, true, 125],
  ['stale', 'en', 'light', 1920, true, 125],
  ['sign-in', 'zh-CN', 'light', 1920, false, 0],
]);

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
});
let problems = 0;
for (const [name, language, theme, width, signedIn, silent] of SCENES) {
  const context = await browser.newContext({
    viewport: { width, height: (width * 9) / 16 },
    colorScheme: theme,
  });
  const page = await context.newPage();
  const said = /** @type {string[]} */ ([]);
  page.on('console', (message) => {
    if (message.type() === 'error' && !isDown) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(String(error)));
  await page.clock.install({ time: NOW });
  const key = signedIn ? '#key=lxq-key-example' : '';
  await page.goto(`http://127.0.0.1:${port}/board/?lang=${language}&theme=${theme}${key}`);
  await page.waitForSelector(signedIn ? '[data-testid=board]' : '.wall-sign-in');
  if (silent > 0) {
    isDown = true;
    server.closeAllConnections();
    await page.clock.runFor(silent * 1_000);
  }
  if (silent === 0) await page.clock.runFor(1_000);
  await page.waitForTimeout(300);
  const overflow = await page.evaluate(() =>
    [...document.querySelectorAll('.wall *')]
      .filter(
        (one) =>
          one.scrollWidth > one.clientWidth + 1 &&
          one.clientWidth > 0 &&
          getComputedStyle(one).display !== 'inline',
      )
      .map((one) => `${one.tagName}.${one.getAttribute('class')} ${one.scrollWidth}>${one.clientWidth}`),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = [...said, ...overflow, ...violations.map(({ help, id }) => `${id}: ${help}`)];
  problems += found.length;
  const file = join(out, `${name}-${language}-${theme}-${width}.png`);
  await page.screenshot({ path: file });
  process.stdout.write(`${file}${found.map((one) => `\n  ${one}`).join('')}\n`);
  await context.close();
  isDown = false;
}
await browser.close();
server.close();
process.exitCode = problems > 0 ? 1 : 0;

// @ts-check
/**
 * Pictures of every scene, under the page's strict CSP, and a check that nothing overflows, nothing is
 * injected, nothing breaks the CSP and axe-core finds nothing. Usage: node screenshots.mjs OUT_DIRECTORY [SCENE…]
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const root = resolve(import.meta.dirname, '../../../out/scenes');
const [out = join(tmpdir(), 'scenes'), ...wanted] = process.argv.slice(2);
mkdirSync(out, { recursive: true });

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
  try {
    const body = readFileSync(join(root, path));
    response.setHeader(
      'Content-Type',
      `${TYPES[/** @type {'.js'} */ (extname(path))] ?? 'text/plain'}; charset=utf-8`,
    );
    response.setHeader('Content-Security-Policy', CSP);
    response.end(body);
  } catch {
    response.statusCode = 404;
    response.end();
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
const address = server.address();
const port = typeof address === 'object' && address ? address.port : 0;

const ALL = [
  ['missing-rules', 'zh-CN', 'light', 768],
  ['missing-rules', 'en', 'dark', 680],
  ['calendar', 'zh-CN', 'light', 768],
  ['calendar', 'en', 'dark', 680],
  ['calendar-wrong', 'zh-CN', 'light', 768],
  ['calendar-wrong', 'en', 'dark', 680],
  ['calendar-operator', 'zh-CN', 'light', 768],
  ['calendar-operator', 'en', 'dark', 680],
  ['wrapUp', 'zh-CN', 'light', 768],
  ['wrapUp', 'en', 'dark', 680],
  ['states', 'zh-CN', 'light', 768],
  ['states', 'en', 'dark', 680],
  ['resting', 'zh-CN', 'light', 768],
  ['resting', 'en', 'dark', 680],
  ['rona', 'zh-CN', 'light', 768],
  ['rona', 'en', 'dark', 680],
  ['queued', 'zh-CN', 'light', 768],
  ['queued', 'en', 'dark', 680],
  ['signIn', 'zh-CN', 'light', 768],
  ['signIn', 'en', 'dark', 680],
  ['locked', 'zh-CN', 'light', 768],
  ['locked', 'en', 'dark', 680],
  ['lockedRinging', 'zh-CN', 'light', 768],
  ['lockedRinging', 'en', 'dark', 680],
  ['signOut', 'zh-CN', 'light', 768],
  ['signOut', 'en', 'dark', 680],
  ['handOver', 'zh-CN', 'light', 768],
  ['handOver', 'en', 'dark', 680],
  ['supervision', 'zh-CN', 'light', 768],
  ['supervision', 'zh-CN', 'dark', 768],
  ['supervision', 'en', 'dark', 680],
  ['supervisionNone', 'zh-CN', 'light', 768],
  ['supervisionStale', 'en', 'light', 680],
  ['helpWanted', 'zh-CN', 'light', 680],
  ['helpAsked', 'zh-CN', 'light', 680],
  ['helpAsked', 'en', 'dark', 680],
  ['helpComing', 'zh-CN', 'light', 680],
  ['figures', 'zh-CN', 'light', 768],
  ['figures', 'en', 'dark', 680],
  ['idle', 'zh-CN', 'light', 768],
  ['idle', 'en', 'dark', 680],
  ['first', 'zh-CN', 'dark', 680],
  ['real', 'zh-CN', 'light', 768],
  ['unreachable', 'zh-CN', 'light', 680],
  ['failed', 'en', 'light', 680],
  ['connecting', 'zh-CN', 'light', 680],
  ['ringing', 'zh-CN', 'light', 768],
  ['ringing', 'en', 'dark', 680],
  ['soon', 'zh-CN', 'light', 680],
  ['urgent', 'zh-CN', 'dark', 768],
  ['overdue', 'zh-CN', 'light', 768],
  ['overdue', 'en', 'dark', 680],
  ['begun', 'zh-CN', 'light', 680],
  ['active', 'zh-CN', 'light', 768],
  ['active', 'zh-CN', 'dark', 768],
  ['active', 'en', 'light', 680],
  ['deaf', 'zh-CN', 'light', 680],
  ['missing', 'zh-CN', 'light', 680],
  ['missing', 'en', 'dark', 680],
  ['ended', 'zh-CN', 'light', 768],
  ['missed', 'en', 'light', 680],
  ['missed', 'zh-CN', 'dark', 680],
  ['offline', 'zh-CN', 'light', 768],
  ['offline', 'en', 'dark', 680],
  ['faults', 'zh-CN', 'light', 680],
  ['faults', 'en', 'dark', 768],
  ['lost', 'zh-CN', 'light', 680],
  ['submitted', 'zh-CN', 'light', 768],
  ['submitted', 'en', 'dark', 680],
  ['received', 'zh-CN', 'dark', 680],
  ['band', 'zh-CN', 'light', 680],
  ['band', 'en', 'light', 680],
  ['held', 'zh-CN', 'light', 680],
  ['held', 'en', 'dark', 768],
  ['muted', 'zh-CN', 'light', 680],
  ['muted', 'en', 'light', 680],
  ['keypad', 'zh-CN', 'light', 680],
  ['keypad', 'en', 'dark', 680],
  ['second', 'zh-CN', 'light', 680],
  ['second', 'en', 'light', 680],
  ['desk', 'zh-CN', 'light', 768],
  ['desk', 'en', 'light', 680],
  ['dial', 'zh-CN', 'dark', 680],
  ['dialling', 'zh-CN', 'light', 680],
  ['dialling', 'en', 'light', 680],
  ['consult', 'zh-CN', 'light', 680],
  ['consult', 'en', 'light', 680],
  ['conference', 'zh-CN', 'light', 680],
  ['conference', 'en', 'dark', 680],
  ['transferring', 'zh-CN', 'light', 680],
  ['transferFailed', 'zh-CN', 'light', 680],
  ['transferFailed', 'en', 'light', 680],
  ['poor', 'zh-CN', 'light', 680],
  ['oneWay', 'zh-CN', 'light', 680],
  ['oneWay', 'en', 'light', 680],
  ['proof', 'zh-CN', 'light', 680],
  ['proof', 'en', 'light', 680],
  ['proved', 'zh-CN', 'dark', 768],
  ['proved', 'en', 'light', 680],
  ['onDuty', 'zh-CN', 'light', 680],
  ['onDuty', 'en', 'light', 680],
  ['sound', 'zh-CN', 'light', 680],
  ['sound', 'en', 'dark', 680],
  ['unplugged', 'zh-CN', 'light', 680],
  ['unplugged', 'en', 'light', 680],
  ['pop', 'zh-CN', 'light', 680],
  ['pop', 'en', 'dark', 680],
  ['assist', 'zh-CN', 'light', 680],
  ['assist', 'en', 'dark', 680],
  ['followUp', 'zh-CN', 'light', 680],
  ['followUp', 'en', 'light', 680],
  ['enterprise', 'zh-CN', 'light', 680],
  ['enterprise', 'en', 'light', 680],
  ['reported', 'zh-CN', 'light', 680],
  ['reported', 'en', 'dark', 680],
  ['rejected', 'zh-CN', 'light', 680],
  ['rejected', 'en', 'light', 680],
  ['answered', 'zh-CN', 'light', 680],
  ['answered', 'en', 'light', 680],
  ['read', 'zh-CN', 'light', 680],
  ['read', 'en', 'dark', 680],
  ['place', 'zh-CN', 'light', 680],
  ['template', 'zh-CN', 'light', 680],
  ['template', 'en', 'light', 680],
  ['drafts', 'zh-CN', 'light', 680],
  ['drafts', 'en', 'light', 680],
  ['bar', 'zh-CN', 'light', 680],
  ['bar', 'en', 'dark', 680],
  ['barAll', 'zh-CN', 'light', 680],
  ['barAll', 'en', 'light', 680],
  ['phrases', 'zh-CN', 'light', 680],
  ['phrases', 'en', 'light', 680],
  ['history', 'zh-CN', 'light', 680],
  ['history', 'en', 'light', 680],
  ['orders', 'zh-CN', 'light', 680],
  ['orders', 'en', 'dark', 680],
  ['amend', 'zh-CN', 'light', 680],
  ['amend', 'en', 'light', 680],
  ['reason', 'zh-CN', 'light', 680],
  ['reason', 'en', 'light', 680],
  ['callbacks', 'zh-CN', 'light', 680],
  ['callbacks', 'en', 'dark', 680],
  ['librarySearch', 'zh-CN', 'light', 680],
  ['librarySearch', 'en', 'dark', 768],
  ['libraryUsual', 'zh-CN', 'light', 768],
  ['libraryNothing', 'zh-CN', 'dark', 680],
  ['libraryKnowledge', 'zh-CN', 'light', 680],
  ['libraryKnowledge', 'en', 'light', 768],
  ['libraryExpired', 'zh-CN', 'light', 680],
  ['libraryExpired', 'en', 'dark', 680],
  ['libraryNewer', 'zh-CN', 'light', 680],
  ['libraryUnit', 'zh-CN', 'light', 680],
  ['libraryUnit', 'en', 'light', 680],
  ['libraryPhrase', 'zh-CN', 'light', 680],
  ['libraryPhrase', 'en', 'light', 680],
  ['libraryNote', 'zh-CN', 'light', 680],
  ['guideChoice', 'zh-CN', 'light', 680],
  ['guideChoice', 'en', 'light', 680],
  ['guideText', 'zh-CN', 'light', 680],
  ['guideText', 'en', 'dark', 680],
  ['guideConflict', 'zh-CN', 'light', 680],
  ['editing', 'zh-CN', 'light', 768],
  ['editing', 'en', 'light', 680],
  ['editingCompare', 'zh-CN', 'light', 680],
  ['editingWrong', 'zh-CN', 'dark', 680],
  ['editingWrong', 'en', 'light', 680],
];

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});
let bad = 0;
for (const [scene, language, theme, height] of ALL) {
  if (wanted.length > 0 && !wanted.includes(String(scene))) continue;
  const context = await browser.newContext({ viewport: { width: 1366, height: Number(height) } });
  const page = await context.newPage();
  /** @type {string[]} */
  const problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(
    `http://127.0.0.1:${port}/app/testing/harness.html?scene=${scene}&lang=${language}&theme=${theme}`,
  );
  await page.waitForTimeout(1800);
  const findings = await page.evaluate(() => {
    /** @type {string[]} */
    const found = [];
    const styles = document.querySelectorAll('style').length;
    if (styles > 0) found.push(`${styles} injected <style>`);
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
    if (scrollWidth > clientWidth || scrollHeight > clientHeight) {
      found.push(`page scrolls: ${scrollWidth}x${scrollHeight} in ${clientWidth}x${clientHeight}`);
    }
    for (const element of document.querySelectorAll('.shell *')) {
      if (
        !(element instanceof HTMLElement) ||
        element.closest(
          '.only-heard, svg, .captions ol, .guide ul, .desk-list, .skip-link, .assist, .details, .orders-rows, .command-list, .library-hits, .entry-body, .walk-body, .editing-list ul, .editing-panel, .supervision-list',
        )
      )
        continue;
      const style = getComputedStyle(element);
      const cut =
        !element.matches('.guide') &&
        element.scrollWidth > element.clientWidth + 1 &&
        element.clientWidth > 0 &&
        style.display !== 'inline' &&
        style.textOverflow !== 'ellipsis' &&
        element.tagName !== 'TEXTAREA' &&
        element.tagName !== 'INPUT';
      const low =
        element.scrollHeight > element.clientHeight + 2 &&
        element.clientHeight > 0 &&
        style.display !== 'inline' &&
        (style.overflowY !== 'visible' || element.matches('.call-body, .order-form, .guide, .intake-panel'));
      if (cut) found.push(`wide: ${element.className} ${element.scrollWidth}>${element.clientWidth}`);
      if (low && element.tagName !== 'TEXTAREA' && element.tagName !== 'INPUT')
        found.push(`high: ${element.className} ${element.scrollHeight}>${element.clientHeight}`);
    }
    return found;
  });
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  for (const { id, nodes } of violations) {
    findings.push(`axe ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }
  await page.screenshot({ path: join(out, `${scene}-${language}-${theme}-${height}.png`) });
  await context.close();
  const all = [...new Set([...problems, ...findings])];
  bad += all.length;
  process.stdout.write(
    `${scene} ${language} ${theme} ${height}${all.map((one) => `\n    ${one}`).join('')}\n`,
  );
}
await browser.close();
server.close();
process.exitCode = bad > 0 ? 1 : 0;

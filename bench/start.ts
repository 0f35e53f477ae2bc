import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM, CHROMIUM_FLAGS, makeDataFolder, ROOT } from '../test/support/programs.ts';
import { percentile, tenth } from './percentile.ts';

const ROUNDS = 7;
/** Long enough for either side to be usable, so that asking does not disturb what is measured. */
const SETTLE_MILLISECONDS = 6_000;

/**
 * Process start until the seat is registered and its first field can be typed into (`phone-registered` and
 * `form-ready`, which the page marks itself; the later of the two), against the same Chromium opening a static page with one field that marks itself too.
 * The pages' marks are on the wall clock through `performance.timeOrigin`. One cold round of each is thrown
 * away; both sides get a fresh profile each time and take turns.
 */
export async function run(): Promise<Record<string, number>> {
  console.log(`Starts the seat and a static page in turn, ${ROUNDS} times each.`);
  const ours: number[] = [];
  const base: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const seat = await startOurs();
    const page = await startBase();
    console.log(
      `  ${round === 0 ? 'cold' : `round ${round}`}: seat ${tenth(seat)} ms, static page ${tenth(page)} ms`,
    );
    if (round === 0) continue;
    ours.push(seat);
    base.push(page);
  }
  const ours_ms = percentile(ours, 0.5);
  const base_ms = percentile(base, 0.5);
  return {
    ratio: Math.round((ours_ms / base_ms) * 100) / 100,
    ours_ms: tenth(ours_ms),
    base_ms: tenth(base_ms),
  };
}

async function startOurs(): Promise<number> {
  const data = makeDataFolder();
  const wrapped = wrapChromium();
  const began = Date.now();
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'out/browser/main.js'),
      '--port',
      '0',
      '--data',
      data.path,
      '--chromium',
      wrapped.script,
      '--practice-paused',
    ],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  try {
    return (await readMark(join(data.path, 'chromium'), ['form-ready', 'phone-registered'])) - began;
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    wrapped.remove();
    data.remove();
  }
}

async function startBase(): Promise<number> {
  const html = readFileSync(join(import.meta.dirname, 'pages/static.html'));
  const server = createServer(
    (_request, response) => void response.setHeader('Content-Type', 'text/html').end(html),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The static page has no port.');
  const wrapped = wrapChromium();
  const profile = mkdtempSync(join(tmpdir(), 'base-'));
  const began = Date.now();
  const child = spawn(
    wrapped.script,
    [
      `--app=http://127.0.0.1:${address.port}/`,
      `--user-data-dir=${profile}`,
      '--window-size=1366,768',
      '--no-default-browser-check',
    ],
    { stdio: 'ignore' },
  );
  try {
    return (await readMark(profile, ['form-ready'])) - began;
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    server.closeAllConnections();
    server.close();
    wrapped.remove();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Chromium as both sides start it: headless, quiet, with a port to be asked by afterwards. */
function wrapChromium(): { script: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'chromium-'));
  const script = join(folder, 'chromium');
  const flags = [...CHROMIUM_FLAGS, '--headless=new', '--remote-debugging-port=0'];
  writeFileSync(script, `#!/bin/sh\nexec "${CHROMIUM}" ${flags.join(' ')} "$@"\n`);
  chmodSync(script, 0o755);
  return { script, remove: () => rmSync(folder, { recursive: true }) };
}

/** Wall-clock time of the page's last mark of `marks`, read once everything is long over. */
async function readMark(profile: string, marks: readonly string[]): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLISECONDS));
  const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  try {
    const page = browser.contexts()[0]?.pages()[0];
    const found = await page?.evaluate(
      (wanted) =>
        wanted.map((name) => {
          const [entry] = performance.getEntriesByName(name);
          return entry ? performance.timeOrigin + entry.startTime : undefined;
        }),
      marks,
    );
    const times = (found ?? []).filter((time) => time !== undefined);
    if (times.length < marks.length) throw new Error('The page never became usable.');
    return Math.max(...times);
  } finally {
    await browser.close();
  }
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../build/lib/chromium.mjs';

/** The project's root. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** A Chromium to drive, or undefined where none is installed. */
export const CHROMIUM: string | undefined = await findChromium();

/** Why end-to-end tests can't run here, or undefined. Say it loudly wherever it is used. */
export function whyNotHere(): string | undefined {
  if (CHROMIUM === undefined) return 'no Chromium is installed';
  if (!existsSync(join(ROOT, 'out/browser/main.js'))) return 'the program is not built (npm test builds it)';
  return undefined;
}

/** A data folder in the system's temporary folder, with settings. */
export function makeDataFolder(settings?: unknown): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'seat-'));
  if (settings !== undefined) writeFileSync(join(path, 'settings.json'), JSON.stringify(settings));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** A program of ours that was started and can be ended, kindly or not. */
export interface Program {
  readonly process: ChildProcess;
  /** Ends with a signal and waits until it is gone; SIGKILL by default, as power cuts give no notice. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

function programOf(child: ChildProcess): Program {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    process: child,
    end: async (signal = 'SIGKILL') => {
      child.kill(signal); // does nothing to one that has ended
      await gone;
    },
  };
}

/** Waits for a line of a child's output that fits, and answers its match; fails with all output when it exits first. */
function lineOf(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = '';
    const take = (line: string) => {
      output += `${line}\n`;
      const match = pattern.exec(line);
      if (match) resolve(match);
    };
    if (child.stdout) createInterface({ input: child.stdout }).on('line', take);
    if (child.stderr) createInterface({ input: child.stderr }).on('line', take);
    child.once('exit', (code) => reject(new Error(`The program ended with ${code}:\n${output}`)));
  });
}

/** Starts the built seat in the browser host without a window. */
export async function startSeat(
  dataDirectory: string,
  flags: readonly string[] = [],
): Promise<Program & { address: string }> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'out/browser/main.js'), '--no-open', '--port', '0', '--data', dataDirectory, ...flags],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const [address] = await lineOf(child, /http:\/\/127\.0\.0\.1:\S+/);
  return { ...programOf(child), address };
}

/** Starts the built hub by itself. */
export async function startHub(
  dataDirectory: string,
  port = 0,
): Promise<Program & { url: string; token: string }> {
  mkdirSync(dataDirectory, { recursive: true });
  const tokenFile = join(dataDirectory, 'token');
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'out/hub/main.js'),
      '--data',
      dataDirectory,
      '--port',
      String(port),
      '--token-file',
      tokenFile,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const [, url = ''] = await lineOf(child, /"listening":"([^"]+)"/);
  return { ...programOf(child), url, token: readFileSync(tokenFile, 'utf8').trim() };
}

/** Somebody who signs in at a seat. */
export interface Person {
  readonly id: string;
  readonly password: string;
  /** Chosen at the sign-in, to unlock with. */
  readonly pin?: string;
}

/** Makes an account in a hub's folder, as its administrator does by hand. */
export function addOperator(
  dataDirectory: string,
  role: 'operator' | 'supervisor' | 'administrator' = 'operator',
  id = 'limin',
): Person {
  mkdirSync(dataDirectory, { recursive: true });
  const said = execFileSync(
    process.execPath,
    [
      join(ROOT, 'out/hub/main.js'),
      ...['account', id, '--name', '李敏', '--role', role, '--data', dataDirectory],
    ],
    { encoding: 'utf8' },
  );
  const password = /login: (\S+)/.exec(said)?.[1];
  if (password === undefined) throw new Error(`The hub gave no password: ${said}`);
  return { id, password };
}

/** Flags that keep Chromium quiet on a closed network; media flags give it a microphone that beeps. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--font-render-hinting=none',
];

/** A locator that never comes ends a test; one that comes late on a busy machine does not. */
const PATIENCE_MILLISECONDS = 90_000;

/** A headless Chromium with a page of 1366×768, the size of the seats' screens. */
export async function openChromium(
  options: {
    readonly locale?: 'zh-CN' | 'en';
    readonly colorScheme?: 'light' | 'dark';
    readonly flags?: readonly string[];
  } = {},
): Promise<{ browser: Browser; context: BrowserContext; page: Page }> {
  if (CHROMIUM === undefined) throw new Error('No Chromium is installed.');
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [...(options.flags ?? CHROMIUM_FLAGS)],
  });
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: options.locale ?? 'zh-CN',
    colorScheme: options.colorScheme ?? 'light',
    timezoneId: 'Asia/Shanghai',
  });
  context.setDefaultTimeout(PATIENCE_MILLISECONDS);
  return { browser, context, page: await context.newPage() };
}

/** The same with a profile that stays on the disk, as a seat's own window has. */
export async function openProfile(folder: string): Promise<{ context: BrowserContext; page: Page }> {
  if (CHROMIUM === undefined) throw new Error('No Chromium is installed.');
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    headless: true,
    args: [...CHROMIUM_FLAGS],
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
  });
  context.setDefaultTimeout(PATIENCE_MILLISECONDS);
  return { context, page: context.pages()[0] ?? (await context.newPage()) };
}

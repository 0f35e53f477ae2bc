import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '../../src-main/practice/index.ts';
import { exchangeEntry, startExchange } from '../support/exchange.ts';
import { createOperator } from '../support/operator.ts';
import { makeDataFolder, ROOT } from '../support/programs.ts';

/** Electron's executable, without `require('electron')`: that would try to download it. */
function findElectron(): string | undefined {
  const folder = join(ROOT, 'node_modules/electron');
  const name = join(folder, 'path.txt');
  const path = existsSync(name) ? join(folder, 'dist', readFileSync(name, 'utf8')) : undefined;
  return path !== undefined && existsSync(path) ? path : undefined;
}

/** Why Electron can't be driven here, or undefined. */
function whyNotHere(): string | undefined {
  if (findElectron() === undefined) return "Electron's binary is absent (its package downloads it)";
  if (!existsSync(join(ROOT, 'out/electron/main.js'))) return 'the program is not built (npm test builds it)';
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return 'there is no display';
  }
  return undefined;
}

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: the seat in Electron: ${reason}`);

/** The built program in a real Electron, with a microphone that beeps, against an exchange in this process. */
describe.skipIf(reason !== undefined)('the seat in Electron', () => {
  let exchange: Practice;
  let data: ReturnType<typeof makeDataFolder>;
  let app: ElectronApplication;

  beforeEach(async () => {
    exchange = await startExchange();
    data = makeDataFolder({ seat: 7, operator: '李敏', exchange: exchangeEntry(exchange) });
    const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
    app = await _electron.launch({
      executablePath: findElectron() ?? '',
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--use-fake-device-for-media-stream',
        ROOT,
        '--data',
        data.path,
      ],
      env: Object.fromEntries(
        Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
    });
  });
  afterEach(async () => {
    await app.close();
    await exchange.stop();
    data.remove();
  });

  /** Waits for one of the two windows. */
  const page = async (address: string): Promise<Page> => {
    const find = () => app.windows().find((one) => one.url() === address);
    await expect.poll(() => find() !== undefined).toBe(true);
    const found = find();
    if (!found) throw new Error(`The window of ${address} is gone.`);
    return found;
  };

  it('ET-1 answers a call; the pages reach nothing but their door; a crash of the screen leaves the voice', async () => {
    const media = await page('seat://app/media.html');
    const ui = await page('seat://app/index.html');
    for (const one of [ui, media]) {
      expect(
        await one.evaluate(() => ({
          node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
          door: Object.keys((globalThis as { lianxinqiao?: object }).lianxinqiao ?? {}),
          opened: window.open('https://example.com/') !== null,
        })),
      ).toEqual({ node: [], door: ['send', 'onMessage'], opened: false });
    }

    const operator = createOperator(ui);
    await operator.open('seat://app/index.html');
    const call = await exchange.placeCall('property-lift');
    await operator.rings();
    await operator.answer();
    await operator.hears();
    await expect.poll(() => call.report().receivedPeak).toBeGreaterThan(0.01);

    await app.evaluate(({ BrowserWindow }) => {
      const screen = BrowserWindow.getAllWindows().find((one) =>
        one.webContents.getURL().endsWith('/index.html'),
      );
      screen?.webContents.forcefullyCrashRenderer();
    });
    const before = call.report().packetsReceived;
    await expect.poll(() => call.report().packetsReceived).toBeGreaterThan(before + 100);
    const crashed = () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((one) => [one.webContents.getURL(), one.webContents.isCrashed()]),
      );
    await expect
      .poll(async () => (await crashed()).toSorted())
      .toEqual([
        ['seat://app/index.html', false],
        ['seat://app/media.html', false],
      ]);
    call.hangUp();
    expect((await call.ended).endedBy).toBe('caller');
  });
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '../../src-main/practice/index.ts';
import { exchangeEntry, startExchange } from '../support/exchange.ts';
import { createOperator } from '../support/operator.ts';
import {
  addOperator,
  CHROMIUM_FLAGS,
  makeDataFolder,
  openChromium,
  type Person,
  startHub,
  startSeat,
  whyNotHere,
} from '../support/programs.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: adversity, end to end: ${reason}`);

/** What goes wrong at a seat, and what the person then sees. */
describe.skipIf(reason !== undefined)('adversity', () => {
  let exchange: Practice;
  let data: ReturnType<typeof makeDataFolder>;
  let seat: Awaited<ReturnType<typeof startSeat>>;
  let browser: Browser;
  let page: Page;

  beforeEach(async () => {
    exchange = await startExchange();
    data = makeDataFolder({ seat: 7, exchange: exchangeEntry(exchange) });
  });
  afterEach(async () => {
    await browser.close();
    await seat.end();
    await exchange.stop();
    data.remove();
  });

  const open = async (options: Parameters<typeof openChromium>[0] = {}, person?: Person) => {
    ({ browser, page } = await openChromium(options));
    const operator = createOperator(page, person);
    await operator.open(seat.address);
    return operator;
  };

  it('E2E-10 the program is killed under an open window: what is typed meanwhile is saved when it is back', async () => {
    seat = await startSeat(data.path);
    const { port } = new URL(seat.address);
    const operator = await open();
    await operator.write('content', '第一句,已经保存。');
    await operator.saved();
    await seat.end('SIGKILL');
    await page.getByTestId('connection-lost').waitFor();
    await page.keyboard.type('第二句,程序不在的时候写的。');
    seat = await startSeat(data.path, ['--port', port]);
    await page.getByTestId('connection-lost').waitFor({ state: 'detached' });
    await operator.saved();
    await page.reload();
    await expect.poll(() => operator.valueOf('content')).toBe('第一句,已经保存。第二句,程序不在的时候写的。');
  });

  it('E2E-11 without a microphone it is said plainly, and the citizen can still be heard', async () => {
    seat = await startSeat(data.path);
    const operator = await open({ flags: CHROMIUM_FLAGS.filter((flag) => !flag.includes('media-stream')) });
    await page
      .locator('[data-testid=status-microphone]:is([data-state=missing],[data-state=denied])')
      .waitFor();
    await exchange.placeCall();
    await operator.rings();
    await operator.answer();
    await operator.hears();
    const citizen = () =>
      page.getByRole('meter', { name: '市民' }).getAttribute('aria-valuenow').then(Number);
    await expect.poll(citizen, { interval: 50 }).toBeGreaterThan(0);
    expect(await page.getByTestId('active').innerText()).toContain('市民听不到您');
  });

  it('E2E-12 a damaged cache is set aside byte for byte, the screen says where, and calls go on', async () => {
    seat = await startSeat(data.path);
    const first = await open();
    await first.write('content', '损坏之前写的内容');
    await first.saved();
    await browser.close();
    await seat.end('SIGTERM');
    const file = join(data.path, 'cache.db');
    const damaged = Buffer.concat([readFileSync(file).subarray(0, 100), Buffer.alloc(20_000, 'rubbish')]);
    writeFileSync(file, damaged);

    seat = await startSeat(data.path);
    const operator = await open();
    const banner = page.getByTestId('fault-cache-damaged');
    await banner.waitFor();
    const [kept = ''] = readdirSync(data.path).filter((name) => /^cache\.damaged-.*\.db$/.test(name));
    expect(await banner.innerText()).toContain(kept);
    expect(readFileSync(join(data.path, kept)).equals(damaged)).toBe(true);
    await exchange.placeCall();
    await operator.rings();
    await operator.answer();
    await operator.write('content', '照常登记');
    await operator.saved();
  });

  it('E2E-13 a wrong password is told once, with the code for the administrator, and the form still works', async () => {
    data.remove();
    data = makeDataFolder({ exchange: { ...exchangeEntry(exchange), password: 'wrong' } });
    seat = await startSeat(data.path);
    ({ browser, page } = await openChromium());
    await page.goto(seat.address);
    await page.locator('[data-testid=status-phone][data-state=failed]').waitFor();
    expect(await page.getByTestId('idle').innerText()).toMatch(/40[13]/);
    const operator = createOperator(page);
    await operator.write('content', '电话登录失败时也能登记');
    await operator.saved();
  });

  it('E2E-14 a hub that goes away while nobody submits is noticed, and typing goes on', async () => {
    const hubFolder = makeDataFolder();
    const person = addOperator(hubFolder.path);
    const hub = await startHub(hubFolder.path);
    try {
      writeFileSync(
        join(data.path, 'settings.json'),
        JSON.stringify({
          exchange: exchangeEntry(exchange),
          hub: { kind: 'remote', url: hub.url, token: hub.token },
        }),
      );
      seat = await startSeat(data.path);
      const operator = await open({}, person);
      await page.locator('[data-testid=status-hub][data-state=reachable]').waitFor();
      await hub.end();
      await operator.write('content', '中心断开');
      await operator.saved();
      await page.locator('[data-testid=status-hub][data-state=unreachable]').waitFor();
    } finally {
      await hub.end();
      hubFolder.remove();
    }
  });
});

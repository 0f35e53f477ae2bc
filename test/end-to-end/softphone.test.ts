import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '../../src-main/practice/index.ts';
import { exchangeEntry, startExchange } from '../support/exchange.ts';
import { createOperator, type Operator } from '../support/operator.ts';
import { makeDataFolder, openChromium, startSeat, whyNotHere } from '../support/programs.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: the softphone's screen, end to end: ${reason}`);

/** The softphone as an operator has it: the built seat, a SIP exchange in this process, Chromium, and keys. */
describe.skipIf(reason !== undefined)('the softphone on screen', () => {
  let exchange: Practice;
  let data: ReturnType<typeof makeDataFolder>;
  let seat: Awaited<ReturnType<typeof startSeat>>;
  let browser: Browser;
  let page: Page;
  let operator: Operator;

  beforeEach(async () => {
    exchange = await startExchange();
    data = makeDataFolder({ seat: 7, operator: '李敏', exchange: exchangeEntry(exchange) });
    seat = await startSeat(data.path);
    ({ browser, page } = await openChromium());
    operator = createOperator(page);
    await operator.open(seat.address);
  });
  afterEach(async () => {
    await browser.close();
    await seat.end();
    await exchange.stop();
    data.remove();
  });

  const mode = (wanted: string) => page.locator(`[data-testid=active][data-mode=${wanted}]`).waitFor();

  /** Answers a citizen and consults 110 about the call; settles when both are there and 110 is talked with. */
  const consult = async () => {
    await exchange.placeCall('property-lift');
    await operator.rings();
    await operator.answer();
    await operator.hears();
    await page.keyboard.press('F9');
    await page.getByTestId('dial-field').waitFor();
    await page.keyboard.type('110');
    await page.keyboard.press('Enter');
    await page.getByTestId('dialling').waitFor();
    await page.getByTestId('transfer-here').waitFor();
    await operator.hears();
  };

  it('E2E-77 one key holds and takes up, another mutes; the desk calls nobody by itself', async () => {
    await exchange.placeCall('property-lift');
    await operator.rings();
    await operator.answer();
    await operator.hears();
    await page.keyboard.press('F3');
    await mode('held');
    await page.keyboard.press('F3');
    await mode('talking');
    await page.keyboard.press('F7');
    await mode('muted');
    await page.keyboard.press('F7');
    await mode('talking');
    await page.keyboard.press('F9');
    await page.getByTestId('dial-field').waitFor();
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('consult').isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByTestId('desk').waitFor({ state: 'detached' });
    expect(exchange.dialledCalls()).toHaveLength(0);
  });

  it('E2E-78 a department is consulted, the citizen told, and then handed over to it', async () => {
    await consult();
    await page.keyboard.press('F3'); // to the citizen, to say who comes
    await page.locator('[data-testid=switch]:not([disabled])').waitFor();
    await page.keyboard.press('F3'); // and back
    await page.getByText('回到市民').waitFor();
    await page.locator('[data-testid=transfer-here]:not([disabled])').click();
    await page.getByTestId('ended').waitFor();
    expect(await page.getByTestId('active').count()).toBe(0);
  });

  it('E2E-79 citizen, department and operator talk all three, and are taken apart again', async () => {
    await consult();
    await page.getByTestId('conference').click();
    await mode('conference');
    await page.getByTestId('split').click();
    await mode('talking');
    expect(await page.getByTestId('call-item').count()).toBe(1);
    await page.getByTestId('transfer-here').waitFor();
  });
});

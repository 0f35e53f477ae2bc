import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { createOperator, type Operator } from '../support/operator.ts';
import { makeDataFolder, openChromium, startSeat, whyNotHere } from '../support/programs.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: the floor of a practice seat, end to end: ${reason}`);

/** `npm start` and nothing else: the seat with its practice exchange and its own hub. */
describe.skipIf(reason !== undefined)('the floor, for who practises', () => {
  let data: ReturnType<typeof makeDataFolder>;
  let seat: Awaited<ReturnType<typeof startSeat>>;
  let browser: Browser;
  let page: Page;
  let operator: Operator;

  beforeEach(async () => {
    data = makeDataFolder();
    seat = await startSeat(data.path, ['--practice-paused']);
    ({ browser, page } = await openChromium());
    operator = createOperator(page);
    await operator.open(seat.address);
  });
  afterEach(async () => {
    await browser.close();
    await seat.end();
    data.remove();
  });

  it('SV-5 this seat is on it, live, and its request for help is seen and acknowledged', async () => {
    await operator.openPage('现场监控');
    await page.locator('[data-testid=supervision] tr[data-seat="1"]').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+H');
    await page.getByTestId('help-strip').waitFor();
    await page.getByTestId('acknowledge').click();
    await page.locator('[data-testid=ask-help][data-state=coming]').waitFor();
    await page.getByTestId('help-strip').waitFor({ state: 'detached' });
  });
});

import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '../../src-main/practice/index.ts';
import { hubWorkOrderListSchema } from '../../src-shared/hub-protocol/index.ts';
import { exchangeEntry, startExchange } from '../support/exchange.ts';
import { createOperator, type Operator } from '../support/operator.ts';
import { LIFT_ORDER } from '../support/orders.ts';
import {
  addOperator,
  makeDataFolder,
  openChromium,
  type Person,
  startHub,
  startSeat,
  whyNotHere,
} from '../support/programs.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: the work order by keyboard, end to end: ${reason}`);

/** The work order with nothing but keys, on the built seat and hub, in a real browser. */
describe.skipIf(reason !== undefined)('the work order by keyboard alone', () => {
  let exchange: Practice;
  let hub: Awaited<ReturnType<typeof startHub>>;
  let person: Person;
  let hubFolder: ReturnType<typeof makeDataFolder>;
  let data: ReturnType<typeof makeDataFolder>;
  let seat: Awaited<ReturnType<typeof startSeat>>;
  let browser: Browser;
  let page: Page;
  let operator: Operator;

  const open = async () => {
    ({ browser, page } = await openChromium());
    operator = createOperator(page, person);
    await operator.open(seat.address);
  };
  beforeEach(async () => {
    exchange = await startExchange();
    hubFolder = makeDataFolder();
    person = addOperator(hubFolder.path);
    hub = await startHub(hubFolder.path);
    data = makeDataFolder({
      seat: 7,
      operator: '李敏',
      exchange: exchangeEntry(exchange),
      hub: { kind: 'remote', url: hub.url, token: hub.token },
    });
    seat = await startSeat(data.path);
    await open();
  });
  afterEach(async () => {
    await browser.close();
    await seat.end();
    await hub.end();
    await exchange.stop();
    data.remove();
    hubFolder.remove();
  });

  const press = async (...pressed: string[]) => {
    for (const key of pressed) await page.keyboard.press(key);
  };
  const command = async (code: string) => {
    await press('Control+k');
    await page.keyboard.type(code);
    await press('Enter');
    await page.getByTestId('command-bar').waitFor({ state: 'detached' });
  };
  const fieldsAtHub = async () => {
    const response = await fetch(`${hub.url}/v1/work-orders`, {
      headers: { Authorization: `Bearer ${hub.token}` },
    });
    return hubWorkOrderListSchema.parse(await response.json()).orders.map(({ fields }) => fields);
  };
  /** Begins a blank order and writes what every order needs; the cursor stands in the title. */
  const writeMatter = async () => {
    await press('F4');
    await page.keyboard.type(LIFT_ORDER.content);
    await operator.reach('place');
    await page.keyboard.type(LIFT_ORDER.place);
    await operator.reach('occurredText');
    await page.keyboard.type(LIFT_ORDER.occurredText);
    await operator.reach('aim');
    await page.keyboard.type(LIFT_ORDER.aim);
    await operator.reach('title');
    await page.keyboard.type(LIFT_ORDER.title);
    await operator.reach('categoryCode');
    await page.keyboard.type(LIFT_ORDER.category);
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await press('Enter');
  };
  const writeNumber = async () => {
    await operator.reach('callerNumber', true);
    await page.keyboard.type('138 0632 1234');
  };

  it('E2E-100 an order is dispatched, one answered, one not accepted: every field by keys, full-width number mended', async () => {
    await writeMatter();
    await operator.reach('handling');
    await press('2');
    await operator.reach('leadUnit');
    await page.keyboard.type(LIFT_ORDER.leadUnit);
    await operator.reach('callerNumber', true);
    await page.keyboard.insertText('138 0632-1234');
    expect(await operator.valueOf('callerNumber')).toBe('13806321234');
    await operator.submit();
    await operator.delivered('received');

    await writeMatter();
    await writeNumber();
    await command('zj');
    await page.keyboard.type('已告知物业维修电话和维修资金使用办法。');
    await operator.submit();
    await operator.delivered('received');

    await writeMatter();
    await writeNumber();
    await command('zr');
    await press('ArrowDown');
    await operator.submit();
    await operator.delivered('received');

    const orders = await fieldsAtHub();
    expect(orders.map(({ handling }) => handling).sort()).toEqual(['answered', 'dispatched', 'not-accepted']);
    for (const fields of orders)
      expect(fields).toMatchObject({ title: LIFT_ORDER.title, callerNumber: '13806321234' });
    expect(orders.find(({ handling }) => handling === 'not-accepted')?.guidance).not.toBe('');
  });

  it('E2E-101 nothing is submitted or jumps while an input method composes, and what is composed is kept', async () => {
    await press('F4');
    await page.locator('#field-content').focus();
    const session = await page.context().newCDPSession(page);
    await session.send('Input.imeSetComposition', { text: 'dianti', selectionStart: 6, selectionEnd: 6 });
    for (const key of ['Tab', 'Enter', 'Control+Enter', 'F4', 'F6', 'Control+k', 'Alt+3', 'Control+1']) {
      // An input method takes keys for itself: they arrive as composing ones.
      await page.evaluate((pressed) => {
        const parts = pressed.split('+');
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', {
            key: parts.at(-1) ?? '',
            ctrlKey: parts.includes('Control'),
            altKey: parts.includes('Alt'),
            isComposing: true,
            bubbles: true,
            cancelable: true,
          }),
        );
      }, key);
    }
    expect(await page.getByTestId('command-bar').count()).toBe(0);
    expect(await page.locator('[data-missing]').count()).toBe(0);
    await session.send('Input.insertText', { text: '电梯' });
    await operator.saved();
    expect(await operator.valueOf('content')).toBe('电梯');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-content');
  });

  it('E2E-102 what is missing is told at the field, and the cursor goes to the first', async () => {
    await press('F4');
    await page.keyboard.type('路灯不亮');
    await press('Control+Enter');
    await page.locator('[data-missing]').first().waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-callerNumber');
    expect(await page.locator('dialog[open]').count()).toBe(0);
  });

  it('E2E-103 steps are taken back and made again, after a kill and a restart too', async () => {
    await press('F4');
    await page.keyboard.type('第一句。');
    await operator.saved();
    await operator.reach('aim');
    await page.keyboard.type('尽快修好');
    await operator.saved();
    // The text is on disk; where the cursor stands is told at most 0.4 s later (cursor.ts).
    await page.waitForTimeout(1_000);
    await seat.end('SIGKILL');
    await browser.close();
    seat = await startSeat(data.path);
    await open();
    expect(await operator.valueOf('aim')).toBe('尽快修好');
    // The restart locked the seat; once it is unlocked the cursor is where it was left.
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('field-aim');
    await press('Control+z');
    await expect.poll(() => operator.valueOf('aim')).not.toBe('尽快修好');
    await press('Control+y');
    await expect.poll(() => operator.valueOf('aim')).toBe('尽快修好');
    expect(await operator.valueOf('content')).toBe('第一句。');
  });

  it('E2E-104 the second call of a number: who called stands there at the ring, one key follows the order up', async () => {
    const first = await exchange.placeCall('property-lift');
    await operator.rings();
    await operator.answer();
    await operator.fill(LIFT_ORDER);
    await operator.submit();
    await operator.delivered('received');
    await operator.hangUp();
    await first.ended;

    await exchange.placeCall('property-lift');
    await operator.rings();
    await page.getByTestId('caller-card').waitFor();
    expect(await page.getByTestId('caller-card').innerText()).toContain(LIFT_ORDER.title);
    await press('F12');
    await operator.answer();
    await page.getByTestId('relation').waitFor();
    await page.keyboard.type('电梯还是没有修好,老人要去医院。');
    await operator.submit();
    await operator.delivered('received');

    // The page of orders tells it as one order with what happened since.
    await operator.hangUp();
    await command('wd');
    await page.getByTestId('orders-row').first().waitFor();
    await press('ArrowDown');
    await page.getByTestId('order-details').waitFor();
    await expect.poll(() => page.getByTestId('order-details').innerText()).toContain('老人要去医院');
  });

  it('E2E-105 no key, click or reload loses what was typed', async () => {
    await press('F4');
    await page.keyboard.type('一句话');
    for (const key of [
      'Escape',
      'F11',
      'F12',
      'Control+0',
      'Control+m',
      'Alt+ArrowDown',
      'F1',
      'Escape',
      'F9',
      'Escape',
      'F10',
    ])
      await press(key);
    await page.locator('.dialog-pages').waitFor();
    await press('Escape');
    await page.locator('.dialog-pages').waitFor({ state: 'detached' });
    await page.locator('#field-content').click();
    await page.reload();
    await expect.poll(() => operator.valueOf('content')).toBe('一句话');
    await press('F4');
    await page.keyboard.type('第二份');
    await operator.saved();
    await press('F6');
    await expect.poll(() => operator.valueOf('content')).toBe('一句话');
  });

  it('E2E-106 amended, promised a callback, called back: after the submit by keys', async () => {
    await writeMatter();
    await writeNumber();
    await command('dd');
    await page.keyboard.type(LIFT_ORDER.leadUnit);
    await command('hd');
    await page.keyboard.type('晚上打');
    await operator.submit();
    await page.getByTestId('open-submitted').focus();
    await press('Enter');
    await page.getByTestId('order-details').waitFor();
    await page.getByTestId('amend').focus();
    await press('Enter');
    await page.locator('[data-amend=title]').focus();
    await press('Control+a');
    await page.keyboard.type('青檀佳苑电梯停运半月');
    await press('Enter');
    await expect
      .poll(() => page.getByTestId('orders-row').first().innerText())
      .toContain('青檀佳苑电梯停运半月');
    await press('Escape');
  });

  it('E2E-107 the same matter of a second citizen joins the open order by one key, as a co-complaint', async () => {
    await writeMatter();
    await writeNumber();
    await command('dd');
    await page.keyboard.type(LIFT_ORDER.leadUnit);
    const number = await operator.submit();
    await operator.delivered('received');

    await press('F4');
    await page.keyboard.type(LIFT_ORDER.content);
    await page.getByTestId('duplicates').waitFor();
    await press('Control+m');
    await page.getByTestId('relation').waitFor();
    expect(await page.getByTestId('relation').innerText()).toContain(number);
    await operator.reach('callerNumber', true);
    await page.keyboard.type('15906321234');
    await operator.submit();
    await operator.delivered('received');

    await command('wd');
    await page.getByTestId('orders-row').first().waitFor();
    await press('ArrowDown');
    await expect.poll(() => page.getByTestId('order-details').innerText()).toContain('并');
    expect(await page.getByTestId('orders-row').count()).toBe(1);
  });

  it('E2E-108 a pasted paragraph is read, all that it offers is taken by one key, and nothing is put over what was typed', async () => {
    await press('F4');
    await operator.reach('callerNumber', true);
    await page.keyboard.type('13806320000');
    await page.locator('#field-content').focus();
    await page.keyboard.insertText(
      '我叫王小明，电话13806325678，昨天下午三点，市中区文化路街道青檀社区门口有人占道烧烤，希望尽快清理。',
    );
    await page.getByTestId('read-offers').waitFor();
    await press('Control+0');
    await expect.poll(() => operator.valueOf('callerName')).toBe('王小明');
    expect(await operator.valueOf('callerNumber')).toBe('13806320000');
    expect(await operator.valueOf('occurredText')).toContain('昨天下午三点');
    expect(await operator.valueOf('place')).toContain('市中区文化路街道');
    expect(await operator.valueOf('aim')).toContain('清理');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it('E2E-109 a callback: nobody answers, which is counted; then the citizen is reached and satisfied', async () => {
    await writeMatter();
    await writeNumber();
    await command('dd');
    await page.keyboard.type(LIFT_ORDER.leadUnit);
    await command('hd');
    await page.keyboard.type('随时');
    await operator.submit();
    await operator.delivered('received');
    await command('hf');
    await page.getByTestId('callback-row').waitFor();
    await operator.reach('outcome');
    await press('2', 'Enter');
    await expect.poll(() => page.getByTestId('callback-row').innerText()).toMatch(/1\s*\/\s*3/);
    // The cursor still stands in the row of outcomes.
    await press('1');
    await operator.reach('solved');
    await press('1');
    await operator.reach('resultSatisfaction');
    await press('1', 'Enter');
    await page.getByTestId('callback-row').waitFor({ state: 'detached' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});

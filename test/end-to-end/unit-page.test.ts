import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PASSWORD, startTestHub, submission, type TestHub } from '../../src-hub/testing/index.ts';
import { CHROMIUM, openChromium } from '../support/programs.ts';

const reason = CHROMIUM === undefined ? 'no Chromium is installed' : undefined;
if (reason !== undefined) console.warn(`!!! SKIPPED: the unit page in a browser: ${reason}`);

const UNIT = '市住房和城乡建设局';
const DAY = 86_400_000;
/** A folder to put pictures of each page into, for eyes. */
const PICTURES = process.env['PICTURES'];

const ORDERS = [
  { title: '龙泉路幸福家园供暖不热', deadline: -1.2 * DAY, urgency: 'urgent' },
  { title: '光明西路路灯成片不亮', deadline: 0.4 * DAY, urgency: 'normal' },
  { title: '解放路小区电梯频繁停运', deadline: 3 * DAY, urgency: 'normal', confidential: true },
  { title: '文化路人行道塌陷', deadline: 4.5 * DAY, urgency: 'critical' },
] as const;

describe.skipIf(reason !== undefined)('the unit page in a browser', () => {
  let hub: TestHub;
  let address: string;
  let browser: Browser;
  let page: Page;
  beforeEach(async () => {
    hub = await startTestHub();
    hub.time.now = Date.parse('2026-11-25T10:00:00+08:00');
    address = await hub.server.listen({ port: 0, host: '127.0.0.1' });
    await hub.makeAccount('zjj', 'unit', UNIT);
    const token = await hub.makeSeat(7);
    for (const [index, { title, deadline, urgency, ...more }] of ORDERS.entries()) {
      const operation = submission({ title });
      const { payload } = operation;
      const fields = {
        ...payload.fields,
        ...more,
        urgency,
        content:
          '小区物业两次维修后仍未恢复，涉及 3 号楼和 5 号楼共 48 户，老人和孩子居多，晚间室温不足 14 度。',
        aim: '尽快查明原因并恢复，给出明确时间。',
        areaCode: '370402',
        streetCode: '370402006',
        place: '幸福家园 3 号楼',
        categoryCode: '城乡建设/城市建设和市政管理/冬季采暖',
        handling: 'dispatched' as const,
        leadUnit: UNIT,
        deadlineAt: hub.time.now + deadline,
      };
      const number = `261125-007-${String(index + 1).padStart(3, '0')}`;
      const submittedAt = hub.time.now - 2 * DAY;
      const operations = [{ ...operation, payload: { ...payload, number, submittedAt, fields } }];
      await hub.ask(token, 'POST', '/v1/operations', { protocol: 1, seat: 7, operations });
    }
  });
  afterEach(async () => {
    await browser.close();
    await hub.close();
  });

  const open = async (options: Parameters<typeof openChromium>[0], withoutScripts: boolean) => {
    const opened = await openChromium(options);
    ({ browser } = opened);
    if (!withoutScripts) return opened.page;
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 1366, height: 768 },
      locale: options?.locale ?? 'zh-CN',
    });
    return context.newPage();
  };
  const picture = async (name: string) => {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  };
  const signIn = async () => {
    await page.goto(`${address}/unit`);
    // The browser puts the cursor there with its first picture, which a busy machine draws after the page has loaded.
    await page.locator('#id:focus').waitFor();
    await page.keyboard.type('zjj');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/unit/password');
    for (const [id, value] of [
      ['before', PASSWORD],
      ['after', 'a password of my own'],
      ['again', 'a password of my own'],
    ] as const) {
      await page.locator(`#${id}`).fill(value);
    }
    await page.keyboard.press('Enter');
    await page.waitForURL('**/unit?done=password');
  };

  it('UP-14 without scripts and by keyboard: sign in, sign for an order, answer it', async () => {
    page = await open({}, true);
    await signIn();
    await page.getByRole('link', { name: '龙泉路幸福家园供暖不热' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '签收', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('已签收。').waitFor();
    await page.getByLabel('答复内容').focus();
    await page.keyboard.type('已更换换热站循环泵，当晚恢复供暖，逐户测温达到 20 度。');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('答复已提交，等待中心回访。').waitFor();
    await picture('zh-answered');
    const [order] = await hub.storage.read.orders.list({ number: '261125-007-001', limit: 1 });
    expect(order?.standing.state).toBe('to-call-back');
  });

  it.each(['zh-CN', 'en'] as const)(
    'UP-15 %s: nothing that axe finds, nothing cut at 1366',
    async (locale) => {
      page = await open({ locale }, false);
      const check = async (name: string) => {
        await picture(`${locale}-${name}`);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect([name, violations.map(({ id, nodes }) => [id, nodes[0]?.html])]).toEqual([name, []]);
        const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        expect([name, isWide]).toEqual([name, false]);
      };
      await page.goto(`${address}/unit`);
      await check('sign-in');
      await signIn();
      await check('list');
      await page.locator('a.title').first().click();
      await check('order');
      await page.locator('form[action$="/steps"] button').first().click();
      await page.locator('summary').nth(1).click();
      await check('steps');
      await page.locator('summary').nth(1).click();
      await page.locator('#answer-text').evaluate((area) => area.removeAttribute('required'));
      await page.locator('form[action$="/steps"] button').first().click();
      await check('missing');
      await page.goto(`${address}/unit`);
      await page.locator('a.title').nth(2).click();
      await check('confidential');
      await page.goto(`${address}/unit?tab=review`);
      await check('nothing');
    },
  );
});

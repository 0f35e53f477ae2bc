import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { whyNotHere } from '../support/programs.ts';
import { workplace } from '../support/workplace.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: the script library, end to end: ${reason}`);

/** The library with nothing but keys beside a call, and its editors' page, on the built seat in a real browser. */
describe.skipIf(reason !== undefined)('the script library', () => {
  const at = workplace({
    exchange: false,
    flags: ['--practice-paused', '--practice-caller', 'property-lift'],
  });

  const focused = () =>
    at.page.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute('data-testid'));
  const panel = (view: string) => at.page.locator(`[data-testid=phrases][data-view=${view}]`).waitFor();
  /** From anywhere: one key, a few letters, arrows, Enter. */
  const find = async (query: string, id: string, most = 3, where: Page = at.page) => {
    await where.keyboard.press('Control+f');
    await expect
      .poll(() => where.evaluate(() => document.activeElement?.getAttribute('data-testid')))
      .toBe('library-field');
    await where.keyboard.press('Control+a');
    await where.keyboard.type(query);
    await where.locator(`[data-testid=phrases][data-answered="${query}"]`).waitFor();
    const placeOf = () =>
      where
        .locator('[data-testid=hit]')
        .evaluateAll(
          (lines, wanted) => lines.findIndex((line) => line.getAttribute('data-id') === wanted),
          id,
        );
    // What was published a moment ago is found a moment later.
    await expect.poll(placeOf, { message: `${id} for «${query}»` }).toBeGreaterThanOrEqual(0);
    const place = await placeOf();
    expect(place).toBeLessThan(most);
    for (let step = 0; step < place; step += 1) await where.keyboard.press('ArrowDown');
    await where.keyboard.press('Enter');
  };
  const entry = (id: string, where: Page = at.page) =>
    where.locator(`[data-testid=entry][data-id=${id}]`).waitFor();
  const editors = async () => {
    await at.operator.openPage('话术管理');
    await at.page.getByTestId('editing').waitFor();
  };
  const edit = async (id: string) => {
    await at.page.getByTestId('editing-filter').fill(id);
    await at.page.locator(`[data-testid=editing-line][data-id=${id}]`).focus();
    await at.page.keyboard.press('Enter');
    await expect.poll(() => at.page.getByTestId('script-text').inputValue()).toContain(`id: ${id}`);
  };
  const press = async (testId: string) => {
    await at.page.getByTestId(testId).focus();
    await at.page.keyboard.press('Enter');
  };

  it('E2E-110 found from the form by first letters and with a typo; inserted, filled, walked as a guide, called', async () => {
    await at.page.getByTestId('practice-controls').getByRole('button').first().click();
    await at.operator.rings();
    await at.operator.answer();
    await at.operator.hears();
    await at.operator.write('content', '想问公积金');
    await find('ydjy', 'K-medical-elsewhere');
    await entry('K-medical-elsewhere');
    await at.page.keyboard.press('Escape');
    await find('gongjijing', 'K-fund-withdraw');
    await entry('K-fund-withdraw');
    // The first act has the focus: Enter puts the text into the answer.
    await at.page.keyboard.press('Enter');
    await expect.poll(() => at.operator.valueOf('replyText')).not.toBe('');
    for (const key of ['Escape', 'Escape', 'Escape']) await at.page.keyboard.press(key);
    await panel('now');
    expect(await focused()).toBe('field-content');

    const number = (await at.page.getByTestId('caller-number').innerText()).replaceAll(' ', '');
    await find('VF02', 'VF02');
    await entry('VF02');
    expect(await at.page.getByTestId('entry').innerText()).toContain(number.slice(-4));
    await at.page.keyboard.press('Escape');

    await find('zaoshen', 'G-noise-night');
    const guide = at.page.getByTestId('guide');
    await guide.waitFor();
    const first = await guide.getAttribute('data-step');
    await at.page.keyboard.press('1');
    await expect.poll(() => guide.getAttribute('data-step')).not.toBe(first);
    await expect.poll(() => at.operator.valueOf('title')).toBe('夜间施工噪声扰民');
    expect(await at.operator.valueOf('content')).toContain('想问公积金');
    expect(await at.operator.valueOf('content')).toContain('建筑工地');
    const second = await guide.getAttribute('data-step');
    await at.page.keyboard.press('Escape');
    await guide.waitFor({ state: 'detached' });
    await find('zaosheng', 'G-noise-night');
    await expect.poll(() => guide.getAttribute('data-step')).toBe(second);
    await at.page.keyboard.press('Escape');

    await find('供热公司', 'U-heating');
    await entry('U-heating');
    await at.page.keyboard.press('Enter');
    await at.page
      .locator('[data-testid=active][data-mode=consulting], [data-testid=dialling]')
      .first()
      .waitFor();
    await at.page
      .getByTestId('captions')
      .locator('li', { hasText: '听到回铃音' })
      .waitFor({ state: 'attached' });
  });

  it('E2E-111 edited with what is wrong named by its line, published while another reads it, compared, restored', async () => {
    const reader = await at.context.newPage();
    await reader.goto(new URL('/', at.seat.address).href);
    await reader.locator('[data-testid=intake][data-restored=true]').waitFor();
    await find('ludeng', 'K-lamp', 3, reader);
    await entry('K-lamp', reader);
    const before = await reader.getByTestId('entry').innerText();
    await at.page.bringToFront();

    await editors();
    await edit('K-lamp');
    const text = at.page.getByTestId('script-text');
    const shipped = await text.inputValue();
    await text.fill(shipped.replace('review-by: 2027-03-31', 'review-by: soon'));
    await at.page.getByTestId('problem').first().waitFor();
    expect(await at.page.getByTestId('problem').first().innerText()).toContain(
      ` ${shipped.split('\n').findIndex((line) => line.startsWith('review-by')) + 1} `,
    );
    expect(await at.page.getByTestId('publish').isDisabled()).toBe(true);
    await text.fill(shipped.replace('问清路名', '请先问清路名'));
    await at.page.getByTestId('problem').first().waitFor({ state: 'detached' });
    await expect.poll(() => at.page.getByTestId('preview').innerText()).toContain('请先问清路名');
    await press('publish');

    await reader.bringToFront();
    await reader.getByTestId('take-newer').waitFor();
    expect(await reader.getByTestId('entry').innerText()).toContain(before.split('\n').at(2) ?? '');
    expect(await reader.getByTestId('entry').innerText()).not.toContain('请先问清路名');
    await reader.getByTestId('take-newer').focus();
    await reader.keyboard.press('Enter');
    await expect.poll(() => reader.getByTestId('entry').innerText()).toContain('请先问清路名');
    await reader.close();

    await press('tab-versions');
    await at.page.getByTestId('version').nth(1).waitFor();
    await press('compare-1');
    expect(await at.page.getByTestId('difference').locator('ins').innerText()).toContain('请先问清路名');
    await press('restore-1');
    await expect.poll(() => text.inputValue()).toBe(shipped);
    await press('publish');
    await expect.poll(() => at.page.getByTestId('version').count()).toBe(3);
  });

  it('E2E-112 goes out as a folder and a workbook and comes back as drafts; a note reaches the editors', async () => {
    await at.page.keyboard.press('Control+f');
    await expect.poll(focused).toBe('library-field');
    await at.page.keyboard.type('qwxyz');
    await at.page.locator('[data-testid=phrases][data-answered=qwxyz]').waitFor();
    await press('note-missing');
    await at.page.getByTestId('note-form').waitFor();
    await at.page.keyboard.type('没有关于飞线充电的内容');
    await at.page.getByTestId('note-form').locator('[type=submit]').focus();
    await at.page.keyboard.press('Enter');
    await at.page.getByTestId('note-form').waitFor({ state: 'detached' });
    await editors();
    await press('editing-notes');
    await expect.poll(() => at.page.getByTestId('notes').innerText()).toContain('飞线充电');
    await press('editing-notes');

    await press('export-all');
    await expect.poll(() => at.page.locator('.editing-done').innerText()).toContain('scripts-');
    const exports = join(at.path, 'exports');
    const folder = join(exports, readdirSync(exports).find((name) => name.startsWith('scripts-')) ?? '');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const lamp = files.find((name) => name.endsWith('K-lamp.md')) ?? '';
    await at.page.getByTestId('import-workbook').setInputFiles(join(folder, 'scripts.xlsx'));
    await expect.poll(() => at.page.locator('.editing-done').innerText()).toMatch(/\b0\b/);
    const file = join(folder, lamp);
    writeFileSync(file, readFileSync(file, 'utf8').replace('title: 路灯不亮', 'title: 路灯不亮或常亮'));
    await at.page.getByTestId('import-folder').setInputFiles(folder);
    await at.page.locator('[data-testid=editing-line][data-id=K-lamp][data-state=changed]').waitFor();
    await press('publish-all');
    await at.page.locator('[data-testid=editing-line][data-id=K-lamp][data-state=published]').waitFor();
    await at.page.keyboard.press('Escape');
    await find('changliang', 'K-lamp');
    await entry('K-lamp');
  });
});

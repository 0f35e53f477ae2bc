import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { signInAtHub } from '../support/administrator.ts';
import { LIFT_ORDER } from '../support/orders.ts';
import { whyNotHere } from '../support/programs.ts';
import { workplace } from '../support/workplace.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: the work order by keyboard, end to end: ${reason}`);

/** How often main was asked and has answered, of what the page asks from its next load on. */
function answersTo(page: Page, call: string): () => { asked: number; answered: number } {
  const count = { asked: 0, answered: 0 };
  page.on('websocket', (socket) => {
    const waiting = new Set<unknown>();
    socket.on('framesent', ({ payload }) => {
      const message: { call?: string; id?: number } = JSON.parse(String(payload));
      if (message.call !== call) return;
      waiting.add(message.id);
      count.asked += 1;
    });
    socket.on('framereceived', ({ payload }) => {
      const message: { kind?: string; id?: number } = JSON.parse(String(payload));
      if (message.kind === 'answer' && waiting.delete(message.id)) count.answered += 1;
    });
  });
  return () => count;
}

/** The work order with nothing but keys, on the built seat and hub, in a real browser. */
describe.skipIf(reason !== undefined)('the work order by keyboard alone', () => {
  // At any hour: nobody would be due for a callback at night.
  const at = workplace({ hub: true, settings: { intake: { callbacks: { hours: [0, 24] } } } });

  const press = async (...pressed: string[]) => {
    for (const key of pressed) await at.page.keyboard.press(key);
  };
  const command = async (code: string) => {
    await press('Control+k');
    await at.page.keyboard.type(code);
    await press('Enter');
    await at.page.getByTestId('command-bar').waitFor({ state: 'detached' });
  };
  const fieldsAtHub = async () => (await at.ordersAtHub()).map(({ fields }) => fields);
  /** Begins a blank order and writes what every order needs; the cursor stands in the title. */
  const writeMatter = async () => {
    await press('F4');
    await at.page.keyboard.type(LIFT_ORDER.content);
    await at.operator.reach('place');
    await at.page.keyboard.type(LIFT_ORDER.place);
    await at.operator.reach('occurredText');
    await at.page.keyboard.type(LIFT_ORDER.occurredText);
    await at.operator.reach('aim');
    await at.page.keyboard.type(LIFT_ORDER.aim);
    await at.operator.reach('title');
    await at.page.keyboard.type(LIFT_ORDER.title);
    await at.operator.reach('categoryCode');
    await at.page.keyboard.type(LIFT_ORDER.category);
    await at.page.getByRole('listbox').getByRole('option').first().waitFor();
    await press('Enter');
  };
  const writeNumber = async () => {
    await at.operator.reach('callerNumber', true);
    await at.page.keyboard.type('138 0632 1234');
  };

  /** Records a callback from the row of outcomes on. */
  const reachedAndSatisfied = async () => {
    await press('1');
    await at.operator.reach('solved');
    await press('1');
    await at.operator.reach('resultSatisfaction');
    await press('1', 'Enter');
    await at.page.getByTestId('callback-row').waitFor({ state: 'detached' });
  };

  it('E2E-100 an order is dispatched, one answered, one not accepted: every field by keys, full-width number mended', async () => {
    await writeMatter();
    await at.operator.reach('handling');
    await press('2');
    await at.operator.reach('leadUnit');
    await at.page.keyboard.type(LIFT_ORDER.leadUnit);
    await at.operator.reach('callerNumber', true);
    await at.page.keyboard.insertText('138 0632-1234');
    expect(await at.operator.valueOf('callerNumber')).toBe('13806321234');
    await at.operator.submit();
    await at.operator.delivered('received');

    await writeMatter();
    await writeNumber();
    await command('zj');
    await at.page.keyboard.type('已告知物业维修电话和维修资金使用办法。');
    await at.operator.submit();
    await at.operator.delivered('received');

    await writeMatter();
    await writeNumber();
    await command('zr');
    await press('ArrowDown');
    await at.operator.submit();
    await at.operator.delivered('received');

    const orders = await fieldsAtHub();
    expect(orders.map(({ handling }) => handling).sort()).toEqual(['answered', 'dispatched', 'not-accepted']);
    for (const fields of orders)
      expect(fields).toMatchObject({ title: LIFT_ORDER.title, callerNumber: '13806321234' });
    expect(orders.find(({ handling }) => handling === 'not-accepted')?.guidance).not.toBe('');
  });

  it('E2E-101 nothing is submitted or jumps while an input method composes, and what is composed is kept', async () => {
    await press('F4');
    await at.page.locator('#field-content').focus();
    const session = await at.page.context().newCDPSession(at.page);
    await session.send('Input.imeSetComposition', { text: 'dianti', selectionStart: 6, selectionEnd: 6 });
    for (const key of ['Tab', 'Enter', 'Control+Enter', 'F4', 'F6', 'Control+k', 'Alt+3', 'Control+1']) {
      // An input method takes keys for itself: they arrive as composing ones.
      await at.page.evaluate((pressed) => {
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
    expect(await at.page.getByTestId('command-bar').count()).toBe(0);
    expect(await at.page.locator('[data-missing]').count()).toBe(0);
    await session.send('Input.insertText', { text: '电梯' });
    await at.operator.saved();
    expect(await at.operator.valueOf('content')).toBe('电梯');
    expect(await at.page.evaluate(() => document.activeElement?.id)).toBe('field-content');
  });

  it('E2E-102 what is missing is told at the field, and the cursor goes to the first', async () => {
    await press('F4');
    await at.page.keyboard.type('路灯不亮');
    await press('Control+Enter');
    await at.page.locator('[data-missing]').first().waitFor();
    expect(await at.page.evaluate(() => document.activeElement?.id)).toBe('field-callerNumber');
    expect(await at.page.locator('dialog[open]').count()).toBe(0);
  });

  it('E2E-103 steps are taken back and made again, after a kill and a restart too', async () => {
    await press('F4');
    await at.page.keyboard.type('第一句。');
    await at.operator.saved();
    await at.operator.reach('aim');
    await at.page.keyboard.type('尽快修好');
    await at.operator.saved();
    // The text is on disk; where the cursor stands is told at most 0.4 s later (cursor.ts).
    await at.page.waitForTimeout(1_000);
    await at.seat.end('SIGKILL');
    await at.startSeat();
    await at.open();
    expect(await at.operator.valueOf('aim')).toBe('尽快修好');
    // The restart locked the seat; once it is unlocked the cursor is where it was left.
    await expect.poll(() => at.page.evaluate(() => document.activeElement?.id)).toBe('field-aim');
    await press('Control+z');
    await expect.poll(() => at.operator.valueOf('aim')).not.toBe('尽快修好');
    await press('Control+y');
    await expect.poll(() => at.operator.valueOf('aim')).toBe('尽快修好');
    expect(await at.operator.valueOf('content')).toBe('第一句。');
  });

  it('E2E-104 the second call of a number: who called stands there at the ring, one key follows the order up', async () => {
    const first = await at.exchange.placeCall('property-lift');
    await at.operator.rings();
    await at.operator.answer();
    await at.operator.fill(LIFT_ORDER);
    await at.operator.submit();
    await at.operator.delivered('received');
    await at.operator.hangUp();
    await first.ended;

    await at.exchange.placeCall('property-lift');
    await at.operator.rings();
    await at.page.getByTestId('caller-card').waitFor();
    expect(await at.page.getByTestId('caller-card').innerText()).toContain(LIFT_ORDER.title);
    await press('F12');
    await at.operator.answer();
    await at.page.getByTestId('relation').waitFor();
    await at.page.keyboard.type('电梯还是没有修好,老人要去医院。');
    await at.operator.submit();
    await at.operator.delivered('received');

    // The page of orders tells it as one order with what happened since.
    await at.operator.hangUp();
    await command('wd');
    await at.page.getByTestId('orders-row').first().waitFor();
    await press('ArrowDown');
    await at.page.getByTestId('order-details').waitFor();
    await expect.poll(() => at.page.getByTestId('order-details').innerText()).toContain('老人要去医院');
  });

  it('E2E-105 no key, click or reload loses what was typed', async () => {
    await press('F4');
    await at.page.keyboard.type('一句话');
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
    ]) {
      await press(key);
      // It is fetched when it is first wanted, and Escape before that has nothing to close.
      if (key === 'F1') await at.page.locator('.dialog-help').waitFor();
    }
    await at.page.locator('.dialog-pages').waitFor();
    await press('Escape');
    await at.page.locator('.dialog-pages').waitFor({ state: 'detached' });
    await at.page.locator('#field-content').click();
    await at.page.reload();
    await expect.poll(() => at.operator.valueOf('content')).toBe('一句话');
    await press('F4');
    await at.page.keyboard.type('第二份');
    await at.operator.saved();
    await press('F6');
    await expect.poll(() => at.operator.valueOf('content')).toBe('一句话');
  });

  it('E2E-106 amended and promised a callback after the submit by keys; what is being amended outlives a kill', async () => {
    const kept = answersTo(at.page, 'orders.keepEntry');
    await at.page.reload();
    await at.page.locator('[data-testid=status-phone][data-state=registered]').waitFor();
    await writeMatter();
    await writeNumber();
    await command('dd');
    await at.page.keyboard.type(LIFT_ORDER.leadUnit);
    await command('hd');
    await at.page.keyboard.type('晚上打');
    await at.operator.submit();
    const title = () => at.page.locator('[data-amend=title]');
    await at.page.getByTestId('open-submitted').focus();
    await press('Enter');
    await at.page.getByTestId('order-details').waitFor();
    await at.page.getByTestId('amend').focus();
    await press('Enter');
    await title().focus();
    await press('Control+a');
    await at.page.keyboard.type('青檀佳苑电梯停');
    await expect.poll(kept).toEqual({ asked: 7, answered: 7 });
    await at.seat.end('SIGKILL');
    await at.startSeat();
    await at.open();
    await command('wd');
    await at.page.getByTestId('orders-row').first().waitFor();
    await press('ArrowDown');
    await expect.poll(() => title().inputValue()).toBe('青檀佳苑电梯停');
    await title().focus();
    await press('End');
    await at.page.keyboard.type('运半月');
    await press('Enter');
    await expect
      .poll(() => at.page.getByTestId('orders-row').first().innerText())
      .toContain('青檀佳苑电梯停运半月');
    await press('Escape');
  });

  it('E2E-107 the same matter of a second citizen joins the open order by one key, as a co-complaint', async () => {
    await writeMatter();
    await writeNumber();
    await command('dd');
    await at.page.keyboard.type(LIFT_ORDER.leadUnit);
    const number = await at.operator.submit();
    await at.operator.delivered('received');

    await press('F4');
    await at.page.keyboard.type(LIFT_ORDER.content);
    await at.page.getByTestId('duplicates').waitFor();
    await press('Control+m');
    await at.page.getByTestId('relation').waitFor();
    await expect.poll(() => at.page.getByTestId('relation').innerText()).toContain(number);
    await at.operator.reach('callerNumber', true);
    await at.page.keyboard.type('15906321234');
    await at.operator.submit();
    await at.operator.delivered('received');

    await command('wd');
    await at.page.getByTestId('orders-row').first().waitFor();
    await press('ArrowDown');
    await expect.poll(() => at.page.getByTestId('order-details').innerText()).toContain('并');
    expect(await at.page.getByTestId('orders-row').count()).toBe(1);
  });

  it('E2E-108 a pasted paragraph is read, all that it offers is taken by one key, and nothing is put over what was typed', async () => {
    await press('F4');
    await at.operator.reach('callerNumber', true);
    await at.page.keyboard.type('13806320000');
    await at.page.locator('#field-content').focus();
    await at.page.keyboard.insertText(
      '我叫王小明，电话13806325678，昨天下午三点，市中区文化路街道青檀社区门口有人占道烧烤，希望尽快清理。',
    );
    await at.page.getByTestId('read-offers').waitFor();
    await press('Control+0');
    await expect.poll(() => at.operator.valueOf('callerName')).toBe('王小明');
    expect(await at.operator.valueOf('callerNumber')).toBe('13806320000');
    expect(await at.operator.valueOf('occurredText')).toContain('昨天下午三点');
    expect(await at.operator.valueOf('place')).toContain('市中区文化路街道');
    expect(await at.operator.valueOf('aim')).toContain('清理');
    const { violations } = await new AxeBuilder({ page: at.page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it('E2E-109 a callback: nobody answers, which is counted; then the citizen is reached and satisfied', async () => {
    await writeMatter();
    await writeNumber();
    await command('dd');
    await at.page.keyboard.type(LIFT_ORDER.leadUnit);
    await command('hd');
    await at.page.keyboard.type('随时');
    await at.operator.submit();
    await at.operator.delivered('received');
    await command('hf');
    await at.page.getByTestId('callback-row').waitFor();
    await at.operator.reach('outcome');
    await press('2', 'Enter');
    await expect.poll(() => at.page.getByTestId('callback-row').innerText()).toMatch(/1\s*\/\s*3/);
    // The cursor still stands in the row of outcomes.
    await reachedAndSatisfied();
    const { violations } = await new AxeBuilder({ page: at.page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it('E2E-112 the unit answers at the hub: the citizen is due at the seat, is reached, and the order is closed there', async () => {
    await writeMatter();
    await writeNumber();
    await command('dd');
    await at.page.keyboard.type(LIFT_ORDER.leadUnit);
    await at.operator.submit();
    await at.operator.delivered('received');
    const administrator = await at.administrator();
    const password = 'a password of the unit';
    const account = { name: '住建局', role: 'unit', unit: LIFT_ORDER.leadUnit, password };
    await administrator.ask('PUT', '/v1/accounts/zjj', account);
    const unit = await signInAtHub(at.hub, { id: 'zjj', password });
    const [order] = await at.ordersAtHub();
    for (const step of [{ kind: 'sign' }, { kind: 'answer', text: '配件已更换，恢复运行。' }]) {
      await unit.ask('POST', `/v1/unit/orders/${order?.id}/steps`, step);
    }
    await command('hf');
    await at.page.getByTestId('callback-row').waitFor();
    expect(await at.page.getByTestId('callback-result').innerText()).toContain('配件已更换');
    await at.operator.reach('outcome');
    await reachedAndSatisfied();
    const stateAtHub = async () => {
      const history = await administrator.ask('GET', `/v1/work-orders/${order?.id}/history`);
      return (history as { standing: { state: string } }).standing.state;
    };
    await expect.poll(stateAtHub).toBe('closed');
  });

  it('E2E-110 what is typed and no value yet stays with its draft over a change of draft and a kill; rare names reach the hub', async () => {
    await writeMatter();
    await writeNumber();
    await at.operator.reach('callerName', true);
    await at.page.keyboard.insertText('𠮷𬭎䶮');
    await command('dd');
    await at.page.keyboard.type(LIFT_ORDER.leadUnit);
    await press('Tab');
    await at.page.keyboard.type('市公安局');
    // Another order comes on screen while the second unit is half typed.
    await press('F4');
    await at.page.keyboard.type('第二份');
    await at.operator.reach('categoryCode');
    await at.page.keyboard.type('查无此类');
    await at.operator.saved();
    await at.seat.end('SIGKILL');
    await at.startSeat();
    await at.open();
    expect(await at.operator.valueOf('categoryCode')).toBe('查无此类');
    await press('F6');
    await expect.poll(() => at.operator.valueOf('callerName')).toBe('𠮷𬭎䶮');
    expect(await at.operator.valueOf('assistUnits')).toBe('市公安局');
    await at.operator.submit();
    await at.operator.delivered('received');
    const orders = await fieldsAtHub();
    expect(orders).toMatchObject([{ callerName: '𠮷𬭎䶮', assistUnits: ['市公安局'] }]);
  });

  it('E2E-111 a title of place and category is taken by Enter; what is too long is kept and told, and not submitted', async () => {
    await press('F4');
    await at.page.keyboard.type('小区门口的路灯不亮');
    await at.operator.reach('place');
    await at.page.keyboard.type(LIFT_ORDER.place);
    await at.operator.reach('categoryCode');
    await at.page.keyboard.type('路灯');
    await at.page.getByRole('listbox').getByRole('option').first().waitFor();
    await press('Enter');
    await at.operator.reach('title', true);
    await at.page.locator('.combobox-option').first().waitFor();
    await press('Enter');
    await expect.poll(() => at.operator.valueOf('title')).toContain('路灯');
    const long = '这个标题实在是太长了'.repeat(4);
    await press('Control+a');
    await at.page.keyboard.insertText(long);
    await at.operator.saved();
    await at.page.reload();
    await expect.poll(() => at.operator.valueOf('title')).toBe(long);
    expect(await at.page.locator('#note-title').innerText()).toContain('10');
    await press('Control+Enter');
    await at.page.locator('[data-missing=title]').waitFor();
    expect(await at.ordersAtHub()).toEqual([]);
    const { violations } = await new AxeBuilder({ page: at.page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { LIFT_ORDER } from '../support/orders.ts';
import { whyNotHere } from '../support/programs.ts';
import { workplace } from '../support/workplace.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: two seats at one hub, end to end: ${reason}`);

/** What one seat learns of another by the hub: two built seats, each with its exchange and its window, and one built hub. */
describe.skipIf(reason !== undefined)('two seats at one hub', () => {
  const first = workplace({ hub: true, others: ['wangfang'] });
  const second = workplace({ hub: first, seat: 12, account: 'wangfang' });

  it('CP-6 what one seat took of a number stands in the pop of the other at the ring, masked, and is followed up there', async () => {
    const call = await first.takeCall();
    await first.operator.fill(LIFT_ORDER);
    const number = await first.operator.submit();
    await first.operator.delivered('received');
    await first.operator.hangUp();
    await call.ended;

    // The same citizen calls again, and another seat is free.
    await second.exchange.placeCall('property-lift');
    await second.operator.rings();
    const card = second.page.getByTestId('caller-card');
    await card.waitFor();
    await expect.poll(() => card.innerText()).toContain(LIFT_ORDER.title);
    expect(await card.innerText()).toContain(number);
    expect(await card.innerText()).not.toContain('15406320011');
    await second.page.keyboard.press('F12');
    await second.operator.answer();
    await second.page.getByTestId('relation').waitFor();
    await expect.poll(() => second.page.getByTestId('relation').innerText()).toContain(number);
    await second.page.keyboard.type('电梯还是没有修好，老人要去医院。');
    await second.operator.submit();
    await second.operator.delivered('received');

    // One order at the hub, and it is the first seat's.
    const orders = await first.ordersAtHub();
    expect(orders.map((order) => [order.number, order.seat])).toEqual([[number, 7]]);
  });

  it('CB-9 a place that one seat adds is found by its first letters at the other', async () => {
    const options = (at: typeof first) => at.page.getByRole('listbox').getByRole('option');
    await first.page.keyboard.press('F4');
    await first.operator.reach('place');
    await first.page.keyboard.type('市中区文化路街道连心花园');
    const add = options(first).filter({ hasText: '加为常用地名' });
    await add.waitFor();
    for (let step = 0; (await add.getAttribute('aria-selected')) !== 'true'; step += 1) {
      expect(step).toBeLessThan(12);
      await first.page.keyboard.press('ArrowDown');
    }
    await first.page.keyboard.press('Enter');

    await second.page.keyboard.press('F4');
    await second.operator.reach('place');
    const found = async () => {
      await second.page.keyboard.press('Control+a');
      await second.page.keyboard.type('lxhy');
      return (await options(second).allInnerTexts()).join('\n');
    };
    await expect.poll(found, { interval: 500 }).toContain('连心花园');
    await second.page.keyboard.press('Enter');
    await expect.poll(() => second.operator.valueOf('place')).toContain('文化路街道连心花园');
  });

  it('CP-6 while the hub is away the pop shows what the seat has, and the call goes on', async () => {
    await first.hub.end();
    await second.page.locator('[data-testid=status-hub][data-state=unreachable]').waitFor();
    await second.exchange.placeCall('property-lift');
    await second.operator.rings();
    await second.operator.answer();
    await second.operator.hears();
    expect(await second.page.getByTestId('caller-card').count()).toBe(0);
  });
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exchangeEntry } from '../support/exchange.ts';
import { CHROMIUM_FLAGS, whyNotHere } from '../support/programs.ts';
import { workplace } from '../support/workplace.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: adversity, end to end: ${reason}`);

/** What goes wrong at a seat, and what the person then sees. */
describe.skipIf(reason !== undefined)('adversity', () => {
  const at = workplace({ until: 'folders' });

  it('E2E-10 the program is killed under an open window: what is typed meanwhile is saved when it is back', async () => {
    await at.startSeat();
    const { port } = new URL(at.seat.address);
    await at.open();
    await at.operator.write('content', '第一句,已经保存。');
    await at.operator.saved();
    await at.seat.end('SIGKILL');
    await at.page.getByTestId('connection-lost').waitFor();
    await at.page.keyboard.type('第二句,程序不在的时候写的。');
    await at.startSeat(['--port', port]);
    await at.page.getByTestId('connection-lost').waitFor({ state: 'detached' });
    await at.operator.saved();
    await at.page.reload();
    await expect
      .poll(() => at.operator.valueOf('content'))
      .toBe('第一句,已经保存。第二句,程序不在的时候写的。');
  });

  it('E2E-11 without a microphone it is said plainly, and the citizen can still be heard', async () => {
    await at.startSeat();
    await at.open({ flags: CHROMIUM_FLAGS.filter((flag) => !flag.includes('media-stream')) });
    await at.page
      .locator('[data-testid=status-microphone]:is([data-state=missing],[data-state=denied])')
      .waitFor();
    await at.exchange.placeCall();
    await at.operator.rings();
    await at.operator.answer();
    await at.operator.hears();
    const citizen = () =>
      at.page.getByRole('meter', { name: '市民' }).getAttribute('aria-valuenow').then(Number);
    await expect.poll(citizen, { interval: 50 }).toBeGreaterThan(0);
    expect(await at.page.getByTestId('active').innerText()).toContain('市民听不到您');
  });

  it('E2E-12 a damaged cache is set aside byte for byte, the screen says where, and calls go on', async () => {
    await at.startSeat();
    await at.open();
    await at.operator.write('content', '损坏之前写的内容');
    await at.operator.saved();
    await at.browser.close();
    await at.seat.end('SIGTERM');
    const file = join(at.path, 'cache.db');
    const damaged = Buffer.concat([readFileSync(file).subarray(0, 100), Buffer.alloc(20_000, 'rubbish')]);
    writeFileSync(file, damaged);

    await at.startSeat();
    await at.open();
    const banner = at.page.getByTestId('fault-cache-damaged');
    await banner.waitFor();
    const [kept = ''] = readdirSync(at.path).filter((name) => /^cache\.damaged-.*\.db$/.test(name));
    expect(await banner.innerText()).toContain(kept);
    expect(readFileSync(join(at.path, kept)).equals(damaged)).toBe(true);
    await at.exchange.placeCall();
    await at.operator.rings();
    await at.operator.answer();
    await at.operator.write('content', '照常登记');
    await at.operator.saved();
  });

  it('E2E-13 a wrong password is told once, with the code for the administrator, and the form still works', async () => {
    at.writeSettings({ exchange: { ...exchangeEntry(at.exchange), password: 'wrong' } });
    await at.startSeat();
    await at.openWindow();
    await at.page.goto(at.seat.address);
    await at.page.locator('[data-testid=status-phone][data-state=failed]').waitFor();
    expect(await at.page.getByTestId('idle').innerText()).toMatch(/40[13]/);
    await at.operator.write('content', '电话登录失败时也能登记');
    await at.operator.saved();
  });
});

describe.skipIf(reason !== undefined)('adversity at the hub', () => {
  const at = workplace({ hub: true });

  it('E2E-14 a hub that goes away while nobody submits is noticed, and typing goes on', async () => {
    await at.page.locator('[data-testid=status-hub][data-state=reachable]').waitFor();
    await at.hub.end();
    await at.operator.write('content', '中心断开');
    await at.operator.saved();
    await at.page.locator('[data-testid=status-hub][data-state=unreachable]').waitFor();
  });
});

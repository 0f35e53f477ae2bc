import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { read, utils } from '@e965/xlsx';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '../../src-main/practice/index.ts';
import { exchangeEntry, startExchange } from '../support/exchange.ts';
import { createOperator, type Operator } from '../support/operator.ts';
import {
  addOperator,
  makeDataFolder,
  openChromium,
  type Person,
  ROOT,
  startHub,
  startSeat,
  whyNotHere,
} from '../support/programs.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: a shift, end to end: ${reason}`);

const PIN = '2468';

/** One shift of one operator, by keyboard, and what can be proved of it afterwards. */
describe.skipIf(reason !== undefined)('a shift', () => {
  let exchange: Practice;
  let hub: Awaited<ReturnType<typeof startHub>>;
  let person: Person;
  let hubFolder: ReturnType<typeof makeDataFolder>;
  let data: ReturnType<typeof makeDataFolder>;
  let seat: Awaited<ReturnType<typeof startSeat>>;
  let browser: Browser;
  let page: Page;
  let operator: Operator;

  beforeEach(async () => {
    exchange = await startExchange();
    hubFolder = makeDataFolder();
    person = { ...addOperator(hubFolder.path), pin: PIN };
    hub = await startHub(hubFolder.path);
    data = makeDataFolder({
      seat: 7,
      operator: '李敏',
      exchange: exchangeEntry(exchange),
      hub: { kind: 'remote', url: hub.url, token: hub.token },
      shift: { afterCallWork: { seconds: 3 } },
      figuresExportedBy: ['operator'],
    });
    seat = await startSeat(data.path);
    ({ browser, page } = await openChromium());
    operator = createOperator(page, person);
  });
  afterEach(async () => {
    await browser.close();
    await seat.end();
    await hub.end();
    await exchange.stop();
    data.remove();
    hubFolder.remove();
  });

  const agent = (state: string) => page.locator(`[data-testid=agent][data-state=${state}]`).waitFor();
  const choose = async (digit: string) => {
    await page.keyboard.press('F5');
    await page.getByTestId('agent-choices').waitFor();
    await page.keyboard.press(digit);
    await page.getByTestId('agent-choices').waitFor({ state: 'detached' });
  };
  const enter = async () => {
    const form = page.getByTestId('sign-in');
    await form.waitFor();
    await form.locator('[name=operator]').fill(person.id);
    await form.locator('[name=password]').fill(person.password);
    await form.locator('[name=pin]').fill(PIN);
    await page.keyboard.press('Enter');
    await form.waitFor({ state: 'detached' });
  };
  const begin = async () => {
    await operator.open(seat.address);
    await agent('ready');
  };
  const takeCall = async () => {
    const call = await exchange.placeCall('property-lift');
    await operator.rings();
    await operator.answer();
    await operator.hears();
    return call;
  };
  /** What «export» gives the person, as it lies on their disk. */
  const exported = async (button: string): Promise<string> => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(button).click()]);
    return download.path();
  };
  const figure = (set: string) => page.getByTestId(`figure-${set}-all`);
  /** `npm run verify-records`, without its installing. */
  const verify = async (...summary: string[]) => {
    const program = [join(ROOT, 'src-main/records/verify-main.ts'), '--data', data.path];
    const files = summary.flatMap((file) => ['--summary', file]);
    return promisify(execFile)(process.execPath, [...program, ...files], { cwd: ROOT }).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        said: error.stdout + error.stderr,
      }),
    );
  };

  it('E2E-90 signed in, ready, a call, after-call work that ends by itself and keeps the draft, then what was queued', async () => {
    await begin();
    await takeCall();
    await operator.write('content', '电梯停运半个月');
    await operator.saved();
    await choose('3');
    await page.getByTestId('agent-next').waitFor();
    await operator.hangUp();
    await agent('after-call-work');
    await agent('not-ready');
    expect(await page.getByTestId('agent-next').count()).toBe(0);
    expect(await operator.valueOf('content')).toBe('电梯停运半个月');
    await page.reload();
    await expect.poll(() => operator.valueOf('content')).toBe('电梯停运半个月');
    await choose('1');
    await agent('ready');
  });

  it('E2E-91 a locked seat rings without the caller; the code unlocks and answers within the clock', async () => {
    await begin();
    await page.keyboard.press('Control+l');
    await page.getByTestId('locked').waitFor();
    const call = await exchange.placeCall('property-lift');
    await page.getByTestId('locked-ringing').waitFor();
    expect(await page.getByTestId('locked').innerText()).not.toMatch(/154|\*{2,}/);
    expect(await page.getByTestId('active').count()).toBe(0);
    await page.keyboard.type(PIN);
    await page.keyboard.press('Enter');
    await page.getByTestId('active').waitFor();
    expect(await page.getByTestId('answered-after').getAttribute('class')).toContain('is-within');
    await operator.hears();
    await operator.hangUp();
    expect((await call.ended).endedBy).toBe('seat');
  });

  it('E2E-92 figures open their calls and leave as files; the shift is handed over; a tampered row is found', async () => {
    await begin();
    const call = await takeCall();
    await operator.write('content', '楼道里没有灯');
    await operator.saved();
    await operator.hangUp();
    await call.ended;
    await agent('ready');
    const missed = await exchange.placeCall();
    await operator.rings();
    missed.hangUp();
    await missed.ended;
    await page.getByTestId('missed').waitFor();

    await operator.openPage('班次与统计');
    await page.getByTestId('figures').waitFor();
    await expect.poll(() => figure('offered').locator('strong').innerText()).toBe('2');
    expect(await figure('answered').locator('strong').innerText()).toBe('1');
    expect(await figure('abandoned').locator('strong').innerText()).toBe('1');
    await figure('answered').focus();
    await page.keyboard.press('Enter');
    const rows = page.getByTestId('figure-calls').locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(1);
    expect(await rows.first().innerText()).toContain('154');
    expect(await rows.first().innerText()).toContain('*');

    const book = read(readFileSync(await exported('export-xlsx')), { type: 'buffer' });
    expect(book.SheetNames).toEqual(['统计', '通话明细', '口径说明']);
    const [calls] = [book.Sheets['通话明细']].flatMap((sheet) => (sheet ? [utils.sheet_to_json(sheet)] : []));
    expect(calls).toHaveLength(2);
    expect(readFileSync(await exported('export-csv'), 'utf8')).toContain('市民放弃');
    const summary = await exported('export-summary');
    await page.keyboard.press('Escape');

    await page.keyboard.press('F5');
    await page.getByTestId('sign-out').click();
    await page.getByTestId('sign-out-dialog').waitFor();
    expect(await page.getByTestId('sign-out-now').isDisabled()).toBe(true);
    await page.getByTestId('sign-out-dialog').locator('textarea').fill('楼道灯的事明早回电');
    await page.getByTestId('sign-out-dialog').locator('[type=checkbox]').check();
    await page.getByTestId('sign-out-now').click();
    await enter();
    const note = page.getByTestId('hand-over');
    await note.waitFor();
    expect(await note.innerText()).toContain('楼道灯的事明早回电');
    await note.getByRole('button').click();
    await note.waitFor({ state: 'detached' });

    await seat.end('SIGTERM');
    expect(await verify(summary)).toMatchObject({ code: 0, said: expect.stringContaining('all intact') });
    const database = new Sqlite(join(data.path, 'cache.db'));
    database.pragma("cipher='sqlcipher'");
    database.pragma(`key="x'${readFileSync(join(data.path, 'cache.key'), 'utf8').trim()}'"`);
    const { changes } = database
      .prepare(
        `UPDATE record_links SET body = replace(body, '"abandoned"', '"rejected"') WHERE kind = 'call'`,
      )
      .run();
    expect(changes).toBeGreaterThan(0);
    database.close();
    const found = await verify(summary);
    expect(found.code).toBe(1);
    expect(found.said).toMatch(/changed: record \d+, call /);
  });
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { read, utils } from '@e965/xlsx';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { ROOT, whyNotHere } from '../support/programs.ts';
import { workplace } from '../support/workplace.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: a shift, end to end: ${reason}`);

const PIN = '2468';

/** One shift of one operator, by keyboard, and what can be proved of it afterwards. */
describe.skipIf(reason !== undefined)('a shift', () => {
  const at = workplace({
    hub: true,
    pin: PIN,
    settings: { shift: { afterCallWork: { seconds: 3 } }, figuresExportedBy: ['operator'] },
    until: 'window',
  });

  const agent = (state: string) => at.page.locator(`[data-testid=agent][data-state=${state}]`).waitFor();
  const choose = async (digit: string) => {
    await at.page.keyboard.press('F5');
    await at.page.getByTestId('agent-choices').waitFor();
    await at.page.keyboard.press(digit);
    await at.page.getByTestId('agent-choices').waitFor({ state: 'detached' });
  };
  const begin = async () => {
    await at.operator.open(at.seat.address);
    await agent('ready');
  };
  /** What «export» gives the person, as it lies on their disk. */
  const exported = async (button: string): Promise<string> => {
    await at.operator.tabTo(`[data-testid=${button}]`);
    const [download] = await Promise.all([at.page.waitForEvent('download'), at.page.keyboard.press('Enter')]);
    return download.path();
  };
  const figure = (set: string) => at.page.getByTestId(`figure-${set}-all`);
  /** `npm run verify-records`, without its installing. */
  const verify = async (...summary: string[]) => {
    const program = [join(ROOT, 'src-main/records/verify-main.ts'), '--data', at.path];
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
    await at.takeCall();
    await at.operator.write('content', '电梯停运半个月');
    await at.operator.saved();
    await choose('3');
    await at.page.getByTestId('agent-next').waitFor();
    await at.operator.hangUp();
    await agent('after-call-work');
    await agent('not-ready');
    expect(await at.page.getByTestId('agent-next').count()).toBe(0);
    expect(await at.operator.valueOf('content')).toBe('电梯停运半个月');
    await at.page.reload();
    await expect.poll(() => at.operator.valueOf('content')).toBe('电梯停运半个月');
    await choose('1');
    await agent('ready');
  });

  it('E2E-91 a locked seat rings without the caller; the code unlocks and answers within the clock', async () => {
    await begin();
    await at.page.keyboard.press('Control+l');
    await at.page.getByTestId('locked').waitFor();
    const call = await at.exchange.placeCall('property-lift');
    await at.page.getByTestId('locked-ringing').waitFor();
    expect(await at.page.getByTestId('locked').innerText()).not.toMatch(/154|\*{2,}/);
    expect(await at.page.getByTestId('active').count()).toBe(0);
    await at.page.keyboard.type(PIN);
    await at.page.keyboard.press('Enter');
    await at.page.getByTestId('active').waitFor();
    expect(await at.page.getByTestId('answered-after').getAttribute('class')).toContain('is-within');
    await at.operator.hears();
    await at.operator.hangUp();
    expect((await call.ended).endedBy).toBe('seat');
  });

  it('E2E-92 figures open their calls and leave as files; the shift is handed over; a tampered row is found', async () => {
    await begin();
    const call = await at.takeCall();
    await at.operator.write('content', '楼道里没有灯');
    await at.operator.saved();
    await at.operator.hangUp();
    await call.ended;
    await agent('ready');
    const missed = await at.exchange.placeCall();
    await at.operator.rings();
    missed.hangUp();
    await missed.ended;
    await at.page.getByTestId('missed').waitFor();

    await at.operator.openPage('班次与统计');
    await at.page.getByTestId('figures').waitFor();
    await expect.poll(() => figure('offered').locator('strong').innerText()).toBe('2');
    expect(await figure('answered').locator('strong').innerText()).toBe('1');
    expect(await figure('abandoned').locator('strong').innerText()).toBe('1');
    await figure('answered').focus();
    await at.page.keyboard.press('Enter');
    const rows = at.page.getByTestId('figure-calls').locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(1);
    expect(await rows.first().innerText()).toContain('154');
    expect(await rows.first().innerText()).toContain('*');

    const book = read(readFileSync(await exported('export-xlsx')), { type: 'buffer' });
    expect(book.SheetNames).toEqual(['统计', '通话明细', '口径说明']);
    const [calls] = [book.Sheets['通话明细']].flatMap((sheet) => (sheet ? [utils.sheet_to_json(sheet)] : []));
    expect(calls).toHaveLength(2);
    expect(readFileSync(await exported('export-csv'), 'utf8')).toContain('市民放弃');
    const summary = await exported('export-summary');
    await at.page.keyboard.press('Escape');

    await at.page.keyboard.press('F5');
    await at.page.getByTestId('agent-choices').waitFor();
    await at.page.keyboard.press('0');
    await at.page.getByTestId('sign-out-dialog').waitFor();
    expect(await at.page.getByTestId('sign-out-now').isDisabled()).toBe(true);
    await at.operator.tabTo('[data-testid=sign-out-dialog] [type=checkbox]');
    await at.page.keyboard.press('Space');
    await at.operator.tabTo('[data-testid=sign-out-dialog] textarea');
    await at.page.keyboard.type('楼道灯的事明早回电');
    await at.operator.tabTo('[data-testid=sign-out-now]');
    await at.page.keyboard.press('Enter');
    await at.page.getByTestId('sign-in').waitFor();
    await at.operator.signIn();
    const note = at.page.getByTestId('hand-over');
    await note.waitFor();
    expect(await note.innerText()).toContain('楼道灯的事明早回电');
    await at.operator.tabTo('[data-testid=hand-over] button');
    await at.page.keyboard.press('Enter');
    await note.waitFor({ state: 'detached' });

    await at.seat.end('SIGTERM');
    expect(await verify(summary)).toMatchObject({ code: 0, said: expect.stringContaining('all intact') });
    const database = new Sqlite(join(at.path, 'cache.db'));
    database.pragma("cipher='sqlcipher'");
    database.pragma(`key="x'${readFileSync(join(at.path, 'cache.key'), 'utf8').trim()}'"`);
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

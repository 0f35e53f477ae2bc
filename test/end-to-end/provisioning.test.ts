import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '../../src-main/practice/index.ts';
import { codeOf } from '../../src-shared/domain/index.ts';
import { exchangeEntry, startExchange } from '../support/exchange.ts';
import { whyNotHere } from '../support/programs.ts';
import { workplace } from '../support/workplace.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: provisioning, end to end: ${reason}`);

/** A seat that knows nothing but its hub, a hub that gives it an account, and the exchange that knows the account. */
describe.skipIf(reason !== undefined)('an account from the hub', () => {
  const place = workplace({ hub: true, settings: { exchange: undefined }, until: 'folders' });
  beforeEach(async () => {
    const hub = await place.administrator();
    const given = await hub.ask('PUT', '/v1/seats/7', { name: '七号', settings: null });
    const { token } = given as { token: string };
    place.writeSettings({ hub: { kind: 'remote', url: place.hub.url, token } });
  });

  /** Gives the seat its account at an exchange. */
  const give = async (exchange: Practice, more: object = {}) => {
    const settings = { exchange: exchangeEntry(exchange), ...more };
    await (await place.administrator()).ask('PUT', '/v1/seats/7/settings', { settings });
  };
  const start = () => place.startSeat(['--practice-paused']);

  it('PV-2 PV-8 registers where the hub says, after the sign-in and after a restart, and takes calls there', async () => {
    const { exchange } = place;
    await give(exchange);
    await start();
    const operator = await place.open();
    // It practised until somebody was signed in.
    await place.page.getByTestId('practice-controls').waitFor({ state: 'detached' });

    // With nothing but what it kept: the hub is gone.
    await place.seat.end();
    await place.hub.end();
    await start();
    await operator.open(place.seat.address);
    await place.takeCall();
    await operator.hangUp();

    for (const name of readdirSync(place.path)) {
      if (!/\.(json|db|sealed|log)$/.test(name)) continue;
      expect(readFileSync(join(place.path, name)).includes(exchange.settings.password)).toBe(false);
    }
    expect(readFileSync(join(place.path, 'logs/seat.log'), 'utf8')).not.toContain(exchange.settings.password);
  });

  describe('another one', () => {
    let other: Practice;
    beforeEach(async () => {
      other = await startExchange();
    });
    afterEach(() => other.stop());

    it('PV-4 PV-9 that comes while a citizen is talked with waits: the call goes on, the next one comes at the new exchange', async () => {
      // A rule of the centre comes with it: no after-call work, so that the seat is free when the call is over.
      const rules = { shift: { afterCallWork: { seconds: 0 } } };
      await give(place.exchange, rules);
      await start();
      const operator = await place.open();
      const call = await place.takeCall();
      await operator.write('content', '青檀佳苑6号楼电梯停运');

      const kept = () => statSync(join(place.path, 'secrets.sealed')).mtimeMs;
      const before = kept();
      await give(other, rules);
      await expect.poll(kept).not.toBe(before);
      // The seat has the new account, and the citizen still has the seat: it holds and takes up in the old dialog.
      await place.page.keyboard.press('F3');
      await place.page.locator('[data-testid=active][data-mode=held]').waitFor();
      await place.page.keyboard.press('F3');
      await operator.hears();
      await expect(other.placeCall('property-lift')).rejects.toMatchObject({ code: 'not-registered' });
      await operator.write('content', '，老人下不了楼');

      await operator.hangUp();
      expect((await call.ended).endedBy).toBe('seat');
      await expect.poll(() => other.placeCall('property-lift').then(() => 'placed', codeOf)).toBe('placed');
      await operator.rings();
      await operator.answer();
      await operator.hears();
      await operator.hangUp();
      expect(await place.exchange.placeCall('property-lift').catch(codeOf)).toBe('not-registered');
      expect([place.exchange.calls().length, other.calls().length]).toEqual([1, 1]);
    });
  });
});

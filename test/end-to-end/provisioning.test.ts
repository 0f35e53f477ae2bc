import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '../../src-main/practice/index.ts';
import { exchangeEntry, startExchange } from '../support/exchange.ts';
import { createOperator } from '../support/operator.ts';
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
if (reason !== undefined) console.warn(`!!! SKIPPED: provisioning, end to end: ${reason}`);

const ADMIN = 'admin';

/** A seat that knows nothing but its hub, a hub that gives it an account, and the exchange that knows the account. */
describe.skipIf(reason !== undefined)('an account from the hub', () => {
  let exchange: Practice;
  let hub: Awaited<ReturnType<typeof startHub>>;
  let person: Person;
  let hubFolder: ReturnType<typeof makeDataFolder>;
  let data: ReturnType<typeof makeDataFolder>;
  let seatToken: string;
  let asAdministrator: (method: string, path: string, body: unknown) => Promise<unknown>;

  beforeEach(async () => {
    exchange = await startExchange();
    hubFolder = makeDataFolder();
    person = addOperator(hubFolder.path);
    const administrator = addOperator(hubFolder.path, 'administrator', ADMIN);
    hub = await startHub(hubFolder.path);
    const ask = async (method: string, path: string, body: unknown, token?: string) => {
      const response = await fetch(`${hub.url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify(body),
      });
      expect(response.ok).toBe(true);
      return response.status === 204 ? null : response.json();
    };
    const login = (await ask('POST', '/v1/login', administrator)) as { session: { accessToken: string } };
    asAdministrator = (method, path, body) => ask(method, path, body, login.session.accessToken);
    const given = await asAdministrator('PUT', '/v1/seats/7', { name: '七号', settings: null });
    seatToken = (given as { token: string }).token;
    data = makeDataFolder({ seat: 7, hub: { kind: 'remote', url: hub.url, token: seatToken } });
  });
  afterEach(async () => {
    await hub.end();
    await exchange.stop();
    data.remove();
    hubFolder.remove();
  });

  const give = () =>
    asAdministrator('PUT', '/v1/seats/7/settings', { settings: { exchange: exchangeEntry(exchange) } });

  it('PV-2 PV-8 registers where the hub says, after the sign-in and after a restart, and takes calls there', async () => {
    await give();
    let seat = await startSeat(data.path, ['--practice-paused']);
    const { browser, page } = await openChromium();
    try {
      const operator = createOperator(page, person);
      await operator.open(seat.address);
      // It practised until somebody was signed in.
      await page.getByTestId('practice-controls').waitFor({ state: 'detached' });

      // With nothing but what it kept: the hub is gone.
      await seat.end();
      await hub.end();
      seat = await startSeat(data.path, ['--practice-paused']);
      await operator.open(seat.address);
      await exchange.placeCall('property-lift');
      await operator.rings();
      await operator.answer();
      await operator.hears();
      await operator.hangUp();

      for (const name of readdirSync(data.path)) {
        if (!/\.(json|db|sealed|log)$/.test(name)) continue;
        expect(readFileSync(join(data.path, name)).includes(exchange.settings.password)).toBe(false);
      }
      expect(readFileSync(join(data.path, 'logs/seat.log'), 'utf8')).not.toContain(
        exchange.settings.password,
      );
    } finally {
      await browser.close();
      await seat.end();
    }
  });
});

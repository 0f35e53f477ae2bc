import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRetention } from './retention-timer.ts';
import { CITIZEN, startTestHub, submission, type TestHub } from './testing/index.ts';

const DAY = 86_400_000;
let hub: TestHub;
let waiting: Array<() => void>;
beforeEach(async () => {
  hub = await startTestHub();
  waiting = [];
});
afterEach(() => hub.close());

const start = (days: number | undefined) => {
  const write = (event: string, data?: TestHub['log'][number]['data']) => void hub.log.push({ event, data });
  return startRetention({
    storage: hub.storage,
    days,
    clock: { wall: () => hub.time.now, monotonic: () => hub.time.now },
    schedule: (_, run) => {
      waiting.push(run);
      return () => void waiting.splice(0);
    },
    log: { info: write, warn: write, error: write },
  });
};
const stored = async () => JSON.stringify(await hub.storage.read.orders.list({ limit: 10 }));
const runs = () => hub.log.filter(({ event }) => event === 'retention-run').length;

describe('retention', () => {
  it('HU-17 erases by itself what is older than the centre keeps, once a day, audited', async () => {
    const token = await hub.makeSeat(7);
    const operation = submission();
    const fields = { ...operation.payload.fields, handling: 'answered' as const };
    const operations = [{ ...operation, payload: { ...operation.payload, fields } }];
    await hub.ask(token, 'POST', '/v1/operations', { protocol: 1, seat: 7, operations });
    await start(30)();
    expect(await stored()).toContain(CITIZEN.number);
    hub.time.now += 31 * DAY;
    await start(30)();
    expect(await stored()).not.toContain(CITIZEN.number);
    const audit = await hub.storage.read.audit.list(1, 100);
    expect(audit.at(-1)).toMatchObject({
      action: 'orders-erased',
      actor: 'hub',
      detail: { orders: 1, days: 30 },
    });
    await start(30)();
    expect(runs()).toBe(2);
    expect(waiting).toEqual([]);
  });

  it('HU-17 says that nothing is erased where the centre has not said how long', async () => {
    await start(undefined)();
    expect(hub.log.map(({ event }) => event)).toContain('retention-not-set');
    expect(runs()).toBe(0);
  });
});

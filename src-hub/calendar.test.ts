import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calendarYearSchema, epochOfLocal, localDateAt } from '#shared/domain/index.ts';
import { operationResultsSchema } from '#shared/hub-protocol/index.ts';
import { startTestHub, submission, type TestHub } from './testing/index.ts';

const NOTICE = '国务院办公厅关于2027年部分节假日安排的通知\n一、元旦:1月1日(周五)至5日(周二)放假,共5天。';

let hub: TestHub;
let lead: string;
let seat: string;
beforeEach(async () => {
  hub = await startTestHub();
  await hub.makeAccount('lead', 'supervisor');
  lead = await hub.signIn('lead');
  seat = await hub.makeSeat(7);
});
afterEach(() => hub.close());

const handIn = async (operation: { id: string }) => {
  const answer = await hub.ask(seat, 'POST', '/v1/operations', {
    protocol: 1,
    seat: 7,
    operations: [operation],
  });
  return operationResultsSchema.parse(answer.body).results[0];
};
/** Until when an ordinary order of 30 December 2026 is due. */
const dueOf = async () => {
  const operation = submission();
  const { payload } = operation;
  payload.submittedAt = epochOfLocal('2026-12-30', '10:00');
  payload.fields = { ...payload.fields, handling: 'dispatched', leadUnit: '市住建局' };
  await handIn(operation);
  const found = await hub.storage.read.orders.find(payload.orderId);
  return localDateAt(found?.standing.deadlineAt ?? 0);
};
const feed = async () =>
  ((await hub.ask(seat, 'GET', '/v1/feeds/calendar')).body as { items: { key: string; body: unknown }[] })
    .items;

describe('the year’s holidays at the hub', () => {
  it('LI-6 a notice imported at the hub moves its deadlines at once and reaches every seat', async () => {
    await hub.server.ready();
    expect(await dueOf()).toBe('2027-01-07');
    const answer = await hub.ask(lead, 'POST', '/v1/calendar', { text: NOTICE });
    expect(answer).toMatchObject({ status: 200, body: { year: { year: 2027 }, problems: [] } });
    await expect.poll(dueOf).toBe('2027-01-11');
    const [item] = await feed();
    expect(item?.key).toBe('2027');
    expect(calendarYearSchema.safeParse(item?.body).success).toBe(true);
  });

  it('LI-6 what is wrong is said by its line, and nothing is imported', async () => {
    const wrong = await hub.ask(lead, 'POST', '/v1/calendar', { text: NOTICE.replace('周五', '周四') });
    expect(wrong).toMatchObject({
      status: 200,
      body: { year: null, problems: [{ line: 2, code: 'wrong-weekday' }] },
    });
    expect(await feed()).toEqual([]);
  });

  it('LI-6 what a supervisor imports at one seat holds for all; an operator’s is refused', async () => {
    await hub.makeAccount('limin', 'operator');
    const imported = await hub.ask(lead, 'POST', '/v1/calendar', { text: NOTICE });
    const year = { ...(imported.body as { year: object }).year, source: '本席导入' };
    const operation = (operator: string) => ({
      id: uuid(),
      kind: 'calendar.import',
      subject: 'calendar/2027',
      createdAt: hub.time.now,
      payload: { seat: 7, operator, year },
    });
    expect(await handIn(operation('limin'))).toMatchObject({ outcome: 'refused', reason: 'not-allowed' });
    expect(await handIn(operation('lead'))).toMatchObject({ outcome: 'accepted' });
    expect((await feed())[0]?.body).toMatchObject({ source: '本席导入' });
  });
});

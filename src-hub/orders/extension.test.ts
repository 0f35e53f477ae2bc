import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import deadlines from '#assets/rules/deadlines.json' with { type: 'json' };
import { emptyFields, epochOfLocal, localIsoAt, type WorkOrderFields } from '#shared/domain/index.ts';
import type { HubWorkOrder } from '#shared/hub-protocol/index.ts';
import { startTestHub, submission, type TestHub } from '../testing/index.ts';
import { lifeOf } from './life.ts';
import { createOrderRules } from './rules.ts';

const UNIT = '市住房和城乡建设局';
let hub: TestHub;
beforeEach(async () => {
  hub = await startTestHub();
});
afterEach(() => hub.close());

async function parties() {
  const seat = await hub.makeSeat(7);
  await hub.makeAccount('zjj', 'unit', UNIT);
  await hub.makeAccount('lead', 'supervisor');
  const tokens = { unit: await hub.signIn('zjj'), lead: await hub.signIn('lead') };
  const signed = async (fields: Partial<WorkOrderFields> = {}): Promise<string> => {
    const operation = submission();
    const { payload } = operation;
    payload.fields = { ...payload.fields, handling: 'dispatched', leadUnit: UNIT, ...fields };
    await hub.ask(seat, 'POST', '/v1/operations', { protocol: 1, seat: 7, operations: [operation] });
    await byUnit(payload.orderId, { kind: 'sign' });
    return payload.orderId;
  };
  const byUnit = (id: string, body: unknown) =>
    hub.ask(tokens.unit, 'POST', `/v1/unit/orders/${id}/steps`, body);
  const byLead = (id: string, body: unknown) =>
    hub.ask(tokens.lead, 'POST', `/v1/work-orders/${id}/steps`, body);
  const ask = (id: string, workingDays: number) =>
    byUnit(id, { kind: 'extension-request', workingDays, text: '等配件' });
  const dueOf = (answer: { body: unknown }) => localIsoAt((answer.body as { dueAt: number }).dueAt);
  return {
    signed,
    ask,
    decide: (id: string, granted: boolean) => byLead(id, { kind: 'extension-decision', granted }),
    dueOf,
  };
}

describe('more time for an order', () => {
  it('HU-18 more than the book allows is refused when it is asked for, and the answer says how much is left', async () => {
    const { signed, ask, decide, dueOf } = await parties();
    const id = await signed();
    const refused = await ask(id, 11);
    expect(refused).toMatchObject({ status: 409, body: { code: 'extension-refused' } });
    expect((refused.body as { message: string }).message).toContain('10 of 10 working days');
    const before = await ask(id, 6);
    expect(before.status).toBe(200);
    const after = await decide(id, true);
    expect(dueOf(after) > dueOf(before)).toBe(true);
  });

  it('HU-18 several add up; what was granted moves the limit, what was not granted takes nothing away', async () => {
    const { signed, ask, decide, dueOf } = await parties();
    const id = await signed();
    const first = await ask(id, 6);
    await decide(id, false);
    await ask(id, 6);
    const moved = await decide(id, true);
    expect(await ask(id, 5)).toMatchObject({
      status: 409,
      body: { code: 'extension-refused', message: expect.stringContaining('4 of 10') },
    });
    await ask(id, 4);
    const again = await decide(id, true);
    expect(dueOf(first) < dueOf(moved) && dueOf(moved) < dueOf(again)).toBe(true);
    expect(await ask(id, 1)).toMatchObject({
      status: 409,
      body: { code: 'extension-refused', message: expect.stringContaining('none are left') },
    });
  });

  it('HU-18 a rule without extension refuses any; a limit that a person set moves by working days', async () => {
    const { signed, ask, decide, dueOf } = await parties();
    expect(await ask(await signed({ safetyFlags: ['life'] }), 1)).toMatchObject({
      status: 409,
      body: { code: 'extension-refused', message: expect.stringContaining('no extension') },
    });
    // A Wednesday before the holidays of October: the second working day after it is the ninth.
    const id = await signed({ deadlineAt: epochOfLocal('2026-09-30', '12:00') });
    await ask(id, 2);
    expect(dueOf(await decide(id, true))).toBe('2026-10-09T12:00+08:00');
  });
});

describe('a book that changed', () => {
  const order: HubWorkOrder = {
    ...(({ payload: { orderId, ...content } }) => ({ id: orderId, ...content }))(submission()),
    receivedAt: 0,
    submittedAt: epochOfLocal('2026-09-30', '10:15'),
    fields: { ...emptyFields, handling: 'dispatched', leadUnit: UNIT, requestType: 'QZ' },
  };
  const life = lifeOf(order.fields, []);

  it('HU-18 a rule that is gone leaves the limit of the rule that fits, and is told once', () => {
    const told: string[] = [];
    const rules = createOrderRules(deadlines, [], { onLostRule: (code) => told.push(code) });
    const lost = { ...order, fields: { ...order.fields, deadlineRule: 'nobody' } };
    expect(rules.standingOf(lost, life).deadlineAt).toBe(rules.standingOf(order, life).deadlineAt);
    rules.returnByOf(lost);
    expect(told).toEqual(['nobody']);
  });

  it('HU-18 what was granted under a wider book goes on counting', () => {
    const narrow = { ...deadlines, extension: { ...deadlines.extension, maximumWorkingDays: 3 } };
    const granted = { ...life, extensionWorkingDays: 10 };
    const [wide, now] = [createOrderRules(deadlines, []), createOrderRules(narrow, [])];
    expect(now.standingOf(order, granted).deadlineAt).toBe(wide.standingOf(order, granted).deadlineAt);
    expect(now.extensionRoomOf(order, granted)).toEqual({ most: 3, left: 0 });
  });
});

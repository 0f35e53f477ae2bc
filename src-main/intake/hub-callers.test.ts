import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyFields } from '#shared/domain/index.ts';
import type { CallerOrderReport } from '#shared/hub-protocol/index.ts';
import { createHubCallers } from './hub-callers.ts';
import {
  ANSWERED,
  createTestDesk,
  DISPATCHED,
  MINUTE,
  TEN,
  type TestDesk,
} from './testing/desk.test-support.ts';

const NUMBER = '13812341234';
const report = (n: number, part: Partial<CallerOrderReport> = {}): CallerOrderReport => ({
  id: `01939d2e-0000-7000-8000-${String(n).padStart(12, '0')}`,
  number: `261121-012-00${n}`,
  seat: 12,
  operator: '十二号',
  submittedAt: TEN - n * MINUTE,
  fields: { ...emptyFields, ...DISPATCHED, title: `第${n}件` },
  state: 'in-progress',
  dueAt: TEN + 60 * MINUTE,
  ...part,
});

let desk: TestDesk;
let told: CallerOrderReport[];
let questions: string[];
let learned: number;
let ask: (written: string) => Promise<void>;
beforeEach(() => {
  desk = createTestDesk();
  [told, questions, learned] = [[], [], 0];
  ask = createHubCallers({
    cache: desk.cache,
    clock: { wall: () => desk.time.now },
    ask: async (number) => {
      questions.push(number);
      return told;
    },
    learned: () => {
      learned += 1;
    },
  });
});
afterEach(() => desk.remove());

describe('orders that other seats took', () => {
  it('CP-6 are in the pop once the hub has answered, masked, and can be followed up', async () => {
    await desk.submit({ ...ANSWERED, callerNumber: NUMBER });
    told = [report(1), report(2, { state: 'closed', dueAt: null })];
    await ask('+86 138 1234 1234');
    expect(questions).toEqual([NUMBER]);
    expect(learned).toBe(1);
    const known = desk.intake.callers.callerOf(NUMBER);
    expect(known).toMatchObject({ total: 3, open: 1 });
    expect(known.orders[0]).toMatchObject({ title: '第1件', dueAt: TEN + 60 * MINUTE, delivery: 'received' });
    expect(JSON.stringify(known)).not.toMatch(/王小明|13812341234/);
    const draft = await desk.intake.handlers.createDraft(null);
    const filled = await desk.intake.handlers.fillFromOrder({
      draftId: draft.id,
      writer: report(9).id,
      orderId: report(1).id,
      as: 'follow-up',
    });
    expect(filled.fields.followUpOf).toBe(report(1).id);
  });

  it('CP-6 nothing is told when nothing is new, and a number is not asked for again within a minute', async () => {
    told = [report(1)];
    await ask(NUMBER);
    await ask(NUMBER);
    expect(questions).toHaveLength(1);
    desk.time.now += MINUTE;
    await ask(NUMBER);
    expect([questions.length, learned]).toEqual([2, 1]);
    desk.time.now += MINUTE;
    told = [report(1, { state: 'fed-back' })];
    await ask(NUMBER);
    expect(learned).toBe(2);
    await ask('匿名');
    expect(questions).toHaveLength(3);
  });

  it('CP-6 what this seat took stays as it is', async () => {
    const own = await desk.submit({ ...DISPATCHED, callerNumber: NUMBER });
    told = [report(1, { id: own.id, number: own.number, state: 'closed' })];
    await ask(NUMBER);
    expect(learned).toBe(0);
    expect(desk.intake.callers.callerOf(NUMBER).orders[0]?.state).toBe('to-dispatch');
  });
});

import { v7 } from 'uuid';
import { afterEach, beforeEach } from 'vitest';
import { contract } from '#shared/contract/index.ts';
import { EVERY_ORDER, type OrderState } from '#shared/domain/index.ts';
import { operationSchema } from '#shared/hub-protocol/index.ts';
import { createTestDesk, type TestDesk } from './desk.test-support.ts';

/** The orders of a new desk for each test of a file, and how a page and the hub speak of them. */
export function ordersOnDesk() {
  let desk: TestDesk;
  beforeEach(() => {
    desk = createTestDesk();
  });
  afterEach(() => desk.remove());
  const handlers = () => desk.intake.orders.handlers;
  const page = (change: Partial<typeof EVERY_ORDER>, limit = 50) =>
    handlers().list({ filter: { ...EVERY_ORDER, ...change }, after: null, limit });
  return {
    get desk() {
      return desk;
    },
    handlers,
    /** Whatever a page gets fits the contract. */
    open: async (orderId: string) =>
      contract.orders.calls.open.output.parse(await handlers().open({ orderId })),
    operations: () => desk.cache.outbox.next(100).map((one) => operationSchema.parse(one)),
    page,
    titles: async (change: Partial<typeof EVERY_ORDER>) =>
      (await page(change)).orders.map((one) => one.title),
    /** What the hub tells of an order. */
    report: (orderId: string, state: OrderState, at: number, text = '已整改') => ({
      id: v7(),
      orderId,
      at,
      state,
      unit: '市城市管理局',
      text,
      dueAt: null,
    }),
  };
}

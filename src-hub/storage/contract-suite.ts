import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyFields } from '#shared/domain/index.ts';
import type { HubWorkOrder } from '#shared/hub-protocol/index.ts';
import { sampleCallRecord } from '#test/support/calls.ts';
import type { HubStorage } from './storage.ts';

/** One place where a storage keeps its data, which can be opened again after it was closed. */
export interface StoragePlace {
  open(): Promise<HubStorage>;
  remove(): Promise<void>;
}

/** What every storage of a hub has to do; each storage's test runs it. */
export function describeHubStorage(name: string, makePlace: () => Promise<StoragePlace>): void {
  describe(`${name} as a hub's storage`, () => {
    let place: StoragePlace;
    let storage: HubStorage;
    beforeEach(async () => {
      place = await makePlace();
      storage = await place.open();
    });
    afterEach(async () => {
      await storage.close();
      await place.remove();
    });

    const order = (part: Partial<HubWorkOrder> = {}): HubWorkOrder => ({
      id: uuid(),
      number: '261122-007-001',
      seat: 7,
      operator: '007',
      submittedAt: 1_790_000_000_000.5,
      receivedAt: 1_790_000_001_000.25,
      fields: { ...emptyFields, title: '噪声 "引号" \\ 𠮷 \u0000', anonymous: true },
      call: null,
      ...part,
    });

    it('HS-1 keeps an order exactly as it came, across a restart', async () => {
      const plain = order();
      const called = order({
        call: sampleCallRecord({
          id: uuid(),
          sipCallId: 'x',
          callerNumber: null,
          callerName: null,
          dialledLine: '12345',
          ringAt: 1,
          queueAt: 0.5,
          queuedMilliseconds: 0.5,
          answerAt: null,
          answeredAfterMilliseconds: null,
          endAt: 2,
          talkMilliseconds: null,
          endReason: 'abandoned',
        }),
      });
      await storage.transaction(async (unit) => {
        await unit.insertWorkOrder(plain);
        await unit.insertWorkOrder(called);
      });
      await storage.close();
      storage = await place.open();
      expect(await storage.findWorkOrder(plain.id)).toEqual(plain);
      expect(await storage.findWorkOrder(called.id)).toEqual(called);
      expect(await storage.findWorkOrder(uuid())).toBeUndefined();
    });

    it('HS-2 keeps outcomes of both kinds, across a restart', async () => {
      const accepted = { id: uuid(), outcome: 'accepted', receivedAt: 1_790_000_001_000.25 } as const;
      const refused = { id: uuid(), outcome: 'refused', reason: 'conflict', message: '' } as const;
      await storage.transaction(async (unit) => {
        await unit.rememberOutcome(accepted);
        await unit.rememberOutcome(refused);
        expect(await unit.findOutcome(accepted.id)).toEqual(accepted);
      });
      await storage.close();
      storage = await place.open();
      await storage.transaction(async (unit) => {
        expect(await unit.findOutcome(accepted.id)).toEqual(accepted);
        expect(await unit.findOutcome(refused.id)).toEqual(refused);
        expect(await unit.findOutcome(uuid())).toBeUndefined();
      });
    });

    it('HS-3 takes back everything of a unit that throws', async () => {
      const kept = order();
      const id = uuid();
      await storage.transaction((unit) => unit.insertWorkOrder(kept));
      const failing = storage.transaction(async (unit) => {
        await unit.insertWorkOrder(order());
        await unit.rememberOutcome({ id, outcome: 'accepted', receivedAt: 1 });
        throw new Error('power cut');
      });
      await expect(failing).rejects.toThrow('power cut');
      expect(await storage.listWorkOrders({ limit: 10, offset: 0 })).toEqual({ orders: [kept], total: 1 });
      expect(await storage.transaction((unit) => unit.findOutcome(id))).toBeUndefined();
    });

    it('HS-4 refuses a second order of one id and a second outcome of one operation', async () => {
      const first = order();
      const id = uuid();
      await storage.transaction(async (unit) => {
        await unit.insertWorkOrder(first);
        await unit.rememberOutcome({ id, outcome: 'accepted', receivedAt: 1 });
      });
      await expect(
        storage.transaction((unit) => unit.insertWorkOrder({ ...first, number: 'other' })),
      ).rejects.toThrow();
      await expect(
        storage.transaction((unit) => unit.rememberOutcome({ id, outcome: 'accepted', receivedAt: 2 })),
      ).rejects.toThrow();
      expect(await storage.findWorkOrder(first.id)).toEqual(first);
    });

    it('HS-5 units that run at once do not see half of each other', async () => {
      const target = order();
      const takeOnce = () =>
        storage.transaction(async (unit) => {
          if ((await unit.findWorkOrder(target.id)) !== undefined) return 'there';
          await unit.insertWorkOrder(target);
          return 'inserted';
        });
      expect(await Promise.all([takeOnce(), takeOnce(), takeOnce()])).toEqual(['inserted', 'there', 'there']);
    });

    it('HS-6 lists the last received first, in pages, with the whole count', async () => {
      const orders = Array.from({ length: 5 }, (_, index) => order({ receivedAt: index }));
      await storage.transaction(async (unit) => {
        for (const one of orders) await unit.insertWorkOrder(one);
      });
      const page = await storage.listWorkOrders({ limit: 2, offset: 1 });
      expect(page.total).toBe(5);
      expect(page.orders.map(({ receivedAt }) => receivedAt)).toEqual([3, 2]);
      expect((await storage.listWorkOrders({ limit: 2, offset: 9 })).orders).toEqual([]);
    });
  });
}

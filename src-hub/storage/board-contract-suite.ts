import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { expect, it } from 'vitest';
import { completionByArea, emptyFields, isOverdue } from '#shared/domain/index.ts';
import type { HubWorkOrder } from '#shared/hub-protocol/index.ts';
import type { FeedChange, HubStorage, OrderStanding } from './index.ts';

/** Moments of a random order: few, so that limits are met exactly. */
const moment = fc.integer({ min: 0, max: 12 });

const standingArbitrary: fc.Arbitrary<OrderStanding & { readonly receivedAt: number }> = fc.record({
  receivedAt: moment,
  state: fc.constant('to-sign'),
  unit: fc.constantFrom('', '市住建局'),
  category: fc.constantFrom('', '城乡建设/物业/收费', '三农/宅基地/纠纷'),
  area: fc.constantFrom('', '370402', '370481'),
  isOpen: fc.boolean(),
  deadlineAt: fc.option(moment),
  answeredAt: fc.option(moment),
});

/** What the wallboard asks of every storage, against the definitions in domain/board.ts. */
export function describeBoardQueries(storageOf: () => HubStorage): void {
  const insert = (standings: ReadonlyArray<OrderStanding & { readonly receivedAt: number }>) =>
    storageOf().transaction(async (unit) => {
      for (const { receivedAt, ...standing } of standings) {
        const order: HubWorkOrder = {
          id: uuid(),
          number: '261122-007-001',
          seat: 7,
          operator: '007',
          submittedAt: receivedAt,
          receivedAt,
          fields: emptyFields,
          call: null,
        };
        await unit.orders.insert(order, standing);
      }
    });

  it('HS-14 the counts of orders are those that the definitions give', async () => {
    // One base that grows: each run is compared over everything that is there.
    const orders: Array<OrderStanding & { readonly receivedAt: number }> = [];
    await fc.assert(
      fc.asyncProperty(
        fc.array(standingArbitrary, { maxLength: 12 }),
        moment,
        moment,
        async (more, from, to) => {
          await insert(more);
          orders.push(...more);
          const { board } = storageOf().read;
          expect(await board.completion(from, to)).toEqual(completionByArea(orders, from, to));
          expect(await board.overdueCount(to)).toBe(orders.filter((one) => isOverdue(one, to)).length);
          const received = orders.filter(({ receivedAt }) => receivedAt >= from && receivedAt < to);
          const counts = await board.received(from, to);
          expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(received.length);
          for (const { area, category, count } of counts) {
            const same = received.filter((one) => one.area === area && one.category === category);
            expect(count).toBe(same.length);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('HS-14 overdue orders come by how long their time has been over', async () => {
    const base = { state: 'to-sign', unit: '', category: '', area: '', isOpen: true, answeredAt: null };
    await insert([9, 3, 6, 20].map((deadlineAt) => ({ ...base, receivedAt: 1, deadlineAt })));
    const overdue = await storageOf().read.board.overdue(10, 2);
    expect(overdue.map(({ standing }) => standing.deadlineAt)).toEqual([3, 6]);
  });

  it('HS-15 each seat has its last state and when it was last heard', async () => {
    const state = (id: string, seat: number, at: number, name: string) => ({
      id,
      seat,
      at,
      state: name,
      body: { name },
    });
    await storageOf().transaction(async (unit) => {
      await unit.calls.saveState(state('a', 7, 1, 'ready'));
      await unit.calls.saveState(state('b', 7, 5, 'talking'));
      await unit.calls.saveState(state('c', 7, 3, 'ringing'));
      await unit.calls.saveState(state('d', 8, 2, 'ready'));
      await unit.board.heard([7, 8], 10_000);
      // What is hardly newer is not written; a seat without a state is not shown.
      await unit.board.heard([7, 9], 10_500);
      await unit.board.heard([8], 60_000);
      await unit.board.heard([], 70_000);
    });
    const now = await storageOf().read.board.seatsNow();
    expect(now.map(({ heardAt, last, seat }) => [seat, last.state, heardAt])).toEqual([
      [7, 'talking', 10_000],
      [8, 'ready', 60_000],
    ]);
  });

  it('HS-15 calls are read by what has been received since', async () => {
    const call = (id: string, ringAt: number) => ({ id, seat: 7, ringAt, body: { id } });
    await storageOf().transaction(async (unit) => {
      await unit.calls.save(call('old', 1), 100);
      await unit.calls.save(call('a', 50), 60);
      await unit.calls.save(call('b', 55), 70);
      await unit.calls.save(call('a', 50), 90);
    });
    const { board } = storageOf().read;
    expect((await board.callsReceived(70, 40)).map(({ id }) => id).toSorted()).toEqual(['a', 'b']);
    expect((await board.callsReceived(80, 0)).map(({ id }) => id).toSorted()).toEqual(['a', 'old']);
  });

  it('HS-16 what the hall shows is told of, once it is in effect, and a value is kept', async () => {
    const storage = storageOf();
    const heard: FeedChange[] = [];
    const told = new Promise<void>((resolve) => {
      storage.onFeedChange((change) => {
        heard.push(change);
        resolve();
      });
    });
    await storage.transaction((unit) => unit.board.setValue('queue', '{"waiting":3}'));
    await storage.transaction((unit) => unit.board.setValue('queue', '{"waiting":4}'));
    expect(await storage.read.board.value('queue')).toBe('{"waiting":4}');
    expect(await storage.read.board.value('other')).toBeUndefined();
    await told;
    expect(heard[0]).toEqual({ feed: 'hall', audience: 'hall' });
  });
}

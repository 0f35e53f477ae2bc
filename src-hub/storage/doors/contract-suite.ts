import { v7 as uuid } from 'uuid';
import { expect, it } from 'vitest';
import { emptyFields } from '#shared/domain/index.ts';
import type { HubStorage } from '../index.ts';

/** What the doors of the hub ask of a storage (unit page, Open311, connectors); part of the one contract suite. */
export function describeDoorStores(current: () => HubStorage): void {
  const insert = (unit: string, state: string, deadlineAt: number | null, id = uuid()) =>
    current().transaction(async ({ orders }) => {
      const order = {
        id,
        number: '261125-007-001',
        seat: 7,
        operator: '007',
        submittedAt: 1,
        receivedAt: 2,
        fields: emptyFields,
        call: null,
      };
      const standing = { state, unit, category: '', area: '', isOpen: true, deadlineAt, answeredAt: null };
      await orders.insert(order, standing);
      return id;
    });

  it('HS-15 single values, and counts that never give a number twice', async () => {
    const counted = await Promise.all(
      [1, 2, 3, 4].map(() => current().transaction(({ values }) => values.next('open311.count'))),
    );
    expect(counted.toSorted()).toEqual([1, 2, 3, 4]);
    await current().transaction(({ values }) => values.set('a', 'one'));
    await current().transaction(({ values }) => values.set('a', 'two'));
    const { values } = current().read;
    expect([await values.get('a'), await values.get('b')]).toEqual(['two', undefined]);
  });

  it('HS-16 orders on their way to another platform: taken once, claimed by one, amended seen', async () => {
    const ids = [await insert('甲', 'to-sign', 1), await insert('乙', 'to-sign', 1)];
    await insert('', 'to-dispatch', 1);
    const { connectorTasks, orders } = current().read;
    expect((await connectorTasks.untaken('city', null, 0, 9)).toSorted()).toEqual(ids.toSorted());
    expect(await connectorTasks.untaken('city', null, 3, 9)).toEqual([]);
    expect(await connectorTasks.untaken('city', ['乙'], 0, 9)).toEqual([ids[1]]);
    const [orderId = ''] = ids;
    const task = {
      connector: 'city',
      orderId,
      state: 'waiting',
      attempts: 0,
      nextAt: 5.5,
      remoteId: null,
      remoteState: null,
      amendments: 0,
      reason: null,
      changedAt: 1.5,
    } as const;
    await current().transaction((unit) => unit.connectorTasks.save(task));
    expect(await connectorTasks.untaken('city', null, 0, 9)).toEqual([ids[1]]);
    expect(await connectorTasks.untaken('other', ['甲'], 0, 9)).toEqual([orderId]);
    expect(await connectorTasks.due('city', 5, 9)).toEqual([]);
    expect(await connectorTasks.due('city', 5.5, 9)).toEqual([task]);
    const claim = () => current().transaction((unit) => unit.connectorTasks.claim(task, 99));
    expect([await claim(), await claim()]).toEqual([true, false]);
    const sent = { ...task, state: 'sent', remoteId: 'r-1', nextAt: 99 } as const;
    await current().transaction((unit) => unit.connectorTasks.save(sent));
    expect(await connectorTasks.amended('city', 9)).toEqual(new Map());
    const event = { id: uuid(), kind: 'amend', at: 3, receivedAt: 4.5, actor: '007', body: {} };
    await current().transaction((unit) => unit.orders.append(orderId, event));
    expect(await connectorTasks.amended('city', 9)).toEqual(new Map([[orderId, 1]]));
    expect(await orders.lastEventAt(ids)).toEqual(new Map([[orderId, 4.5]]));
    expect(await connectorTasks.list('city', 'sent', 9)).toEqual([sent]);
    expect(await connectorTasks.find('city', orderId)).toEqual(sent);
    expect(await connectorTasks.counts('city')).toEqual(new Map([['sent', 1]]));
  });

  it('HS-17 orders by time of receipt and by categories', async () => {
    const id = await insert('甲', 'to-sign', 1);
    const { orders } = current().read;
    const found = async (filter: Partial<Parameters<typeof orders.list>[0]>) =>
      (await orders.list({ limit: 9, ...filter })).map(({ order }) => order.id);
    expect(await found({ receivedFrom: 2, receivedTo: 3 })).toEqual([id]);
    expect(await found({ receivedFrom: 3 })).toEqual([]);
    expect(await found({ receivedTo: 2 })).toEqual([]);
    expect(await found({ categories: [''] })).toEqual([id]);
    expect(await found({ categories: ['供水'] })).toEqual([]);
    expect(await found({ categories: [] })).toEqual([]);
  });

  it("HS-14 a unit's orders: by state, the soonest due first, those without a limit last, page by page", async () => {
    const ids = [
      await insert('甲', 'to-sign', null),
      await insert('甲', 'to-sign', 300.5),
      await insert('甲', 'in-progress', 100.25),
      await insert('甲', 'to-sign', 300.5),
    ];
    await insert('甲', 'closed', 50);
    await insert('乙', 'to-sign', 1);
    const { orders } = current().read;
    const states = ['to-sign', 'in-progress'];
    const seen: string[] = [];
    for (let after: { deadlineAt: number | null; id: string } | undefined; ; ) {
      const page = await orders.listForUnit({ unit: '甲', states, limit: 2, after });
      seen.push(...page.map(({ order }) => order.id));
      const last = page.at(-1);
      if (page.length < 2 || last === undefined) break;
      after = { deadlineAt: last.standing.deadlineAt, id: last.order.id };
    }
    expect(seen).toEqual([ids[2], ids[1], ids[3], ids[0]]);
    expect(await orders.listForUnit({ unit: '甲', states: [], limit: 2 })).toEqual([]);
    expect(await orders.countForUnit('甲')).toEqual(
      new Map([
        ['to-sign', 3],
        ['in-progress', 1],
        ['closed', 1],
      ]),
    );
  });
}

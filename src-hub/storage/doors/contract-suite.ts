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

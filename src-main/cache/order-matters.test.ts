import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkOrderFields } from '#shared/domain/index.ts';
import { type Cache, openCache } from './index.ts';
import { cacheOptions, draft, id, operation, order, removeTemporaryDirectories } from './testing/samples.ts';

let cache: Cache;
beforeEach(() => {
  cache = openCache(cacheOptions()).cache;
});
afterEach(() => {
  cache.close();
  removeTemporaryDirectories();
});

function submit(n: number, fields: Partial<WorkOrderFields>): void {
  cache.drafts.insert(draft(n));
  const submitted = order(n, fields);
  cache.orders.submit({ draftId: id(n), order: submitted, operation: operation(n, submitted) });
}

describe('matters of orders', () => {
  it('SU-33 page by page, newest first, each once', () => {
    for (let n = 1; n <= 7; n += 1)
      submit(n, { title: `第${n}件`, handling: 'dispatched', leadUnit: '市教育局' });
    const first = cache.orderMatters.page(0, null, 3);
    const last = first.at(-1);
    const rest = cache.orderMatters.page(0, last ?? null, 10);
    expect([...first, ...rest].map((one) => one.id)).toEqual([7, 6, 5, 4, 3, 2, 1].map(id));
  });

  it('SU-33 has the most exact division, the unit of what was dispatched, and whether it is open', () => {
    submit(1, { areaCode: '370402', streetCode: '370402003', handling: 'dispatched', leadUnit: '市教育局' });
    submit(2, { handling: 'answered', leadUnit: '市教育局' });
    const [second, first] = cache.orderMatters.page(0, null, 10);
    expect(first).toMatchObject({ placeCode: '370402003', leadUnit: '市教育局', open: true });
    expect(second).toMatchObject({ placeCode: '', leadUnit: '', open: false });
    expect([id(1), id(2), id(3)].map(cache.orderMatters.isOpen)).toEqual([true, false, false]);
  });

  it('SU-4 has no identity in it', () => {
    submit(1, { callerName: '某某', callerNumber: '13800000000' });
    expect(JSON.stringify(cache.orderMatters.page(0, null, 1))).not.toMatch(/某某|13800000000/);
  });
});

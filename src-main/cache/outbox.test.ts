import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cache, openCache } from './index.ts';
import { cacheOptions, id, NOW, operation, order, removeTemporaryDirectories } from './testing/samples.ts';

let cache: Cache;
beforeEach(() => {
  cache = openCache(cacheOptions()).cache;
});
afterEach(() => {
  cache.close();
  removeTemporaryDirectories();
});

/** Operation `n` about `subject`. */
const about = (n: number, subject: number) => ({ ...operation(n, order(n)), subject: id(subject) });
const numbers = () => cache.outbox.next(99).map((one) => Number.parseInt(one.id.slice(-3), 16));
const refuse = (n: number) =>
  cache.outbox.settle([{ id: id(0x1000 + n), outcome: 'refused', reason: 'invalid', message: 'title' }], NOW);

describe('outbox', () => {
  it('SY-8 what comes behind a refused operation of its subject waits; others go on', () => {
    for (const [n, subject] of [
      [1, 1],
      [2, 2],
      [3, 1],
      [4, 2],
      [5, 1],
    ] as const)
      cache.outbox.append(about(n, subject));
    refuse(3);
    expect(numbers()).toEqual([1, 2, 4]);
    expect(cache.outbox.counts()).toMatchObject({ waiting: 4, refused: 1 });
    expect(cache.outbox.refused(9)).toEqual([
      { operation: about(3, 1), refusedAt: NOW, reason: 'invalid', message: 'title', heldBack: 1 },
    ]);
  });

  it('SY-10 a mended operation goes again in its old place under a new id', () => {
    for (const n of [1, 2]) cache.outbox.append(about(n, 1));
    refuse(1);
    expect(numbers()).toEqual([]);
    cache.outbox.resend(id(0x1001), id(0x1009), { mended: true });
    expect(cache.outbox.next(9)).toEqual([
      { ...about(1, 1), id: id(0x1009), payload: { mended: true } },
      about(2, 1),
    ]);
    expect(cache.outbox.counts()).toMatchObject({ waiting: 2, refused: 0 });
    expect(() => cache.outbox.resend(id(0x1001), id(0x100a))).toThrow(
      expect.objectContaining({ code: 'no-such-operation' }),
    );
  });

  it('SY-10 without mending it goes as it was', () => {
    cache.outbox.append(about(1, 1));
    refuse(1);
    cache.outbox.resend(id(0x1001), id(0x1009));
    expect(cache.outbox.next(9)).toEqual([{ ...about(1, 1), id: id(0x1009) }]);
  });

  it('SY-11 a closed one keeps its body, leaves the list and holds nothing up', () => {
    for (const n of [1, 2]) cache.outbox.append(about(n, 1));
    refuse(1);
    expect(cache.outbox.unreceived()).toHaveLength(2);
    cache.outbox.close(id(0x1001), NOW + 1);
    expect(cache.outbox.refused(9)).toEqual([]);
    expect(cache.outbox.counts()).toMatchObject({ waiting: 1, refused: 0 });
    expect(numbers()).toEqual([2]);
    expect(cache.outbox.unreceived()).toEqual([about(2, 1)]);
    for (const again of [id(0x1001), id(0x1002)])
      expect(() => cache.outbox.close(again, NOW)).toThrow(
        expect.objectContaining({ code: 'no-such-operation' }),
      );
  });
});

describe('what the hub has', () => {
  it('SY-16 waits again when the hub lost it, as long as it is kept', () => {
    for (const n of [1, 2]) cache.outbox.append(about(n, n));
    const accept = (n: number, receivedAt: number) =>
      cache.outbox.settle([{ id: id(0x1000 + n), outcome: 'accepted', receivedAt }], NOW);
    accept(1, NOW - 3 * 86_400_000 - 1);
    accept(2, NOW);
    expect(cache.outbox.counts().waiting).toBe(0);
    expect(cache.outbox.reopen()).toBe(1);
    expect(cache.outbox.waiting(9)).toEqual([about(2, 2)]);
    expect(numbers()).toEqual([2]);
  });
});

describe('feeds', () => {
  it('SY-12 keeps items and cursor together, and tells whether anything changed', () => {
    const { feeds } = cache;
    expect(feeds.position('units')).toBeUndefined();
    const item = (key: string, body: unknown) => ({ key, body });
    const first = { reset: true, items: [item('b', 2), item('a', { name: '供热' })], cursor: '1', at: NOW };
    expect(feeds.apply('units', first)).toBe(true);
    expect(feeds.apply('scripts', { ...first, items: [item('z', 1)] })).toBe(true);
    expect(feeds.list('units')).toEqual([item('a', { name: '供热' }), item('b', 2)]);
    const same = { reset: false, items: [item('b', 2), item('c', null)], cursor: '2', at: NOW + 1 };
    expect(feeds.apply('units', same)).toBe(false);
    expect(feeds.position('units')).toEqual({ cursor: '2', pulledAt: NOW + 1 });
    expect(feeds.apply('units', { ...same, items: [item('b', null)] })).toBe(true);
    expect(feeds.list('units')).toEqual([item('a', { name: '供热' })]);
    expect(feeds.apply('units', { ...same, reset: true, items: [] })).toBe(true);
    expect(feeds.list('units')).toEqual([]);
    expect(feeds.list('scripts')).toHaveLength(1);
  });
});

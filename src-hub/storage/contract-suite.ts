import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyFields } from '#shared/domain/index.ts';
import type { HubWorkOrder } from '#shared/hub-protocol/index.ts';
import { sampleCallRecord } from '#test/support/calls.ts';
import { describeBoardQueries } from './board-contract-suite.ts';
import { describeDoorStores } from './doors/contract-suite.ts';
import {
  type FeedChange,
  firstBrokenLink,
  type HubStorage,
  type OrderStanding,
  type StoredSession,
} from './index.ts';

/** One place where a storage keeps its data, which can be opened again after it was closed. */
export interface StoragePlace {
  open(): Promise<HubStorage>;
  remove(): Promise<void>;
}

const STANDING: OrderStanding = {
  state: 'to-sign',
  unit: '市住建局',
  category: '城乡建设/物业管理/收费',
  area: '370402',
  isOpen: true,
  deadlineAt: 2_000.5,
  answeredAt: null,
};

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

const session = (part: Partial<StoredSession> = {}): StoredSession => ({
  id: uuid(),
  family: uuid(),
  accountId: '007',
  seat: 7,
  accessDigest: uuid(),
  accessExpiresAt: 10,
  refreshDigest: uuid(),
  refreshExpiresAt: 20,
  replacedAt: null,
  endedAt: null,
  ...part,
});

const account = {
  id: '007',
  name: '李敏',
  role: 'operator',
  unit: null,
  passwordHash: '$argon2id$',
  mustChange: true,
  createdAt: 1.5,
  closedAt: null,
} as const;

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
    const reopen = async () => {
      await storage.close();
      storage = await place.open();
    };
    const insert = (...orders: HubWorkOrder[]) =>
      storage.transaction(async (unit) => {
        for (const one of orders) await unit.orders.insert(one, STANDING);
      });

    describeDoorStores(() => storage);

    it('HS-1 keeps an order exactly as it came, across a restart', async () => {
      const plain = order();
      const called = order({
        call: sampleCallRecord({
          id: uuid(),
          sipCallId: 'x',
          ringAt: 1,
          queueAt: 0.5,
          queuedMilliseconds: 0.5,
        }),
      });
      await insert(plain, called);
      await reopen();
      expect(await storage.read.orders.find(plain.id)).toEqual({ order: plain, standing: STANDING });
      expect((await storage.read.orders.find(called.id))?.order).toEqual(called);
      expect(await storage.read.orders.find(uuid())).toBeUndefined();
      expect([...(await storage.read.orders.findMany([plain.id, uuid()])).keys()]).toEqual([plain.id]);
    });

    it('HS-2 keeps outcomes of both kinds, across a restart', async () => {
      const accepted = { id: uuid(), outcome: 'accepted', receivedAt: 1_790_000_001_000.25 } as const;
      const refused = { id: uuid(), outcome: 'refused', reason: 'conflict', message: '' } as const;
      await storage.transaction((unit) => unit.outcomes.remember([accepted, refused]));
      await reopen();
      const found = await storage.read.outcomes.find([accepted.id, refused.id, uuid()]);
      expect([...found.values()]).toEqual(expect.arrayContaining([accepted, refused]));
      expect(found.size).toBe(2);
    });

    it('HS-3 takes back everything of a unit that throws, and tells nobody of it', async () => {
      const kept = order();
      const id = uuid();
      const heard: FeedChange[] = [];
      storage.onFeedChange((change) => heard.push(change));
      await insert(kept);
      const failing = storage.transaction(async (unit) => {
        await unit.orders.insert(order(), STANDING);
        await unit.outcomes.remember([{ id, outcome: 'accepted', receivedAt: 1 }]);
        await unit.feeds.put('units', 'all', [{ key: 'a', body: 1 }]);
        throw new Error('power cut');
      });
      await expect(failing).rejects.toThrow('power cut');
      expect((await storage.read.orders.list({ limit: 10 })).map((one) => one.order)).toEqual([kept]);
      expect((await storage.read.outcomes.find([id])).size).toBe(0);
      expect(await storage.read.feeds.list('units', 'all')).toEqual([]);
      // The order that was kept is told of, in its own time.
      expect(heard.filter(({ feed }) => feed !== 'hall')).toEqual([]);
    });

    it('HS-4 refuses a second order of one id and a second outcome of one operation', async () => {
      const first = order();
      const outcome = { id: uuid(), outcome: 'accepted', receivedAt: 1 } as const;
      await insert(first);
      await storage.transaction((unit) => unit.outcomes.remember([outcome]));
      await expect(insert({ ...first, number: 'other' })).rejects.toThrow();
      await expect(
        storage.transaction((unit) => unit.outcomes.remember([{ ...outcome, receivedAt: 2 }])),
      ).rejects.toThrow();
      expect((await storage.read.orders.find(first.id))?.order).toEqual(first);
    });

    it('HS-5 units that run at once do not see half of each other', async () => {
      const target = order();
      const takeOnce = () =>
        storage.transaction(async (unit) => {
          if ((await unit.orders.find(target.id)) !== undefined) return 'there';
          await unit.orders.insert(target, STANDING);
          return 'inserted';
        });
      const taken = await Promise.all([takeOnce(), takeOnce(), takeOnce()]);
      expect(taken.toSorted()).toEqual(['inserted', 'there', 'there']);
    });

    it('HS-6 lists the last received first, in pages, and by what is asked', async () => {
      const orders = Array.from({ length: 5 }, (_, index) =>
        order({ receivedAt: index, seat: 1 + (index % 2) }),
      );
      await insert(...orders);
      const received = async (filter: Parameters<HubStorage['read']['orders']['list']>[0]) =>
        (await storage.read.orders.list(filter)).map((one) => one.order.receivedAt);
      expect(await received({ limit: 2 })).toEqual([4, 3]);
      const third = orders[3];
      expect(await received({ limit: 9, before: { receivedAt: 3, id: third?.id ?? '' } })).toEqual([2, 1, 0]);
      expect(await received({ limit: 9, seat: 2 })).toEqual([3, 1]);
      expect(await received({ limit: 9, unit: '市住建局', open: true })).toHaveLength(5);
      expect(await received({ limit: 9, unit: '别的单位' })).toEqual([]);
      expect(await received({ limit: 9, dueBefore: 2_000 })).toEqual([]);
      expect(await received({ limit: 9, dueBefore: 2_001 })).toHaveLength(5);
      expect(await received({ limit: 9, number: '261122-007-001', state: 'to-sign' })).toHaveLength(5);
    });

    it('CP-6 lists what a number called about, the newest first, and nothing for no number', async () => {
      const of = (callerNumber: string, submittedAt: number) =>
        order({ submittedAt, fields: { ...emptyFields, callerNumber } });
      const [older, newer] = [of('13812341234', 1), of('+86 138 1234 1234', 2)];
      await insert(older, newer, of('13900000000', 3), of('', 4));
      const listed = async (number: string, limit = 9) =>
        (await storage.read.orders.listForCaller(number, limit)).map((one) => one.order.id);
      expect(await listed('13812341234')).toEqual([newer.id, older.id]);
      expect(await listed('13812341234', 1)).toEqual([newer.id]);
      expect(await listed('')).toEqual([]);
    });

    it("HS-7 adds events to an order and keeps what follows from them; an event's id serves once", async () => {
      const one = order();
      await insert(one);
      const event = (id: string, body: unknown) => ({
        id,
        kind: 'sign',
        at: 1.5,
        receivedAt: 2.5,
        actor: 'unit-1',
        body,
      });
      const [first, second] = [event(uuid(), null), event(uuid(), { text: '已签收\u0000' })];
      await storage.transaction(async (unit) => {
        await unit.orders.append(one.id, first);
        await unit.orders.append(one.id, second);
        await unit.orders.update(one, { ...STANDING, state: 'in-progress', answeredAt: 3.5 });
      });
      await reopen();
      expect(await storage.read.orders.events(one.id)).toEqual([first, second]);
      expect((await storage.read.orders.find(one.id))?.standing).toEqual({
        ...STANDING,
        state: 'in-progress',
        answeredAt: 3.5,
      });
      await expect(storage.transaction((unit) => unit.orders.append(one.id, first))).rejects.toThrow();
    });

    it('HS-8 counts orders by state, unit, category and area, and those that are late', async () => {
      await insert(order({ receivedAt: 1 }), order({ receivedAt: 2 }), order({ receivedAt: 3 }));
      const { orders } = storage.read;
      expect([...(await orders.countBy('state', 1, 3))]).toEqual([['to-sign', 2]]);
      expect([...(await orders.countBy('area', 0, 9))]).toEqual([['370402', 3]]);
      expect([...(await orders.overdueByUnit(2_001))]).toEqual([['市住建局', 3]]);
      expect((await orders.overdueByUnit(2_000)).size).toBe(0);
    });

    it('HS-9 feeds: what came after a cursor, each key once with its last state', async () => {
      const put = (audience: 'all' | 'seat:7', ...items: Array<[string, unknown]>) =>
        storage.transaction((unit) =>
          unit.feeds.put(
            'units',
            audience,
            items.map(([key, body]) => ({ key, body })),
          ),
        );
      const page = (cursor?: string, limit = 10) =>
        storage.read.feeds.page('units', ['all', 'seat:7'], cursor, limit);
      const empty = await page();
      expect(empty).toMatchObject({ reset: true, items: [], more: false });
      await put('all', ['a', 1], ['b', 2], ['c', 3]);
      await put('seat:7', ['own', '自己的']);
      await storage.transaction((unit) => unit.feeds.put('units', 'seat:8', [{ key: 'other', body: 1 }]));
      const first = await page(undefined, 3);
      expect(first).toMatchObject({ reset: true, more: true });
      const second = await page(first.cursor, 3);
      expect(second).toMatchObject({ reset: false, more: false });
      expect([...first.items, ...second.items].map(({ key }) => key)).toEqual(['a', 'b', 'c', 'own']);
      expect((await page(empty.cursor)).items).toHaveLength(4);

      await put('all', ['b', null], ['a', 9]);
      await reopen();
      const third = await page(second.cursor);
      expect(third.items).toHaveLength(2);
      expect(third.items).toEqual(
        expect.arrayContaining([
          { key: 'b', body: null },
          { key: 'a', body: 9 },
        ]),
      );
      expect((await page(third.cursor)).items).toEqual([]);
      expect((await page()).items.map(({ key }) => key).toSorted()).toEqual(['a', 'c', 'own']);
      expect(await storage.read.feeds.list('units', 'all')).toEqual([
        { key: 'a', body: 9 },
        { key: 'c', body: 3 },
      ]);
      expect(await storage.read.feeds.get('units', 'all', 'b')).toBeUndefined();

      await storage.transaction((unit) => unit.newFeedEpoch('restored'));
      expect(await page(third.cursor)).toMatchObject({ reset: true });
      expect(await page('no cursor of ours')).toMatchObject({ reset: true });
    });

    it('HS-10 people, seats and keys are found by what they show', async () => {
      const seat = {
        number: 7,
        name: '七号',
        tokenDigest: 'd',
        settings: { sip: { user: '1007' } },
        createdAt: 1.5,
        revokedAt: null,
        lastSeenAt: null,
      };
      const key = {
        id: uuid(),
        name: '省平台',
        scope: 'open311',
        keyDigest: 'k',
        createdAt: 1,
        revokedAt: null,
      } as const;
      const one = session();
      await storage.transaction(async (unit) => {
        await unit.accounts.save(account);
        await unit.seats.save(seat);
        await unit.outsideKeys.save(key);
        await unit.sessions.insert(one);
      });
      const { read } = storage;
      expect(await read.accounts.find('007')).toEqual(account);
      expect(await read.seats.byToken('d')).toEqual(seat);
      expect(await read.outsideKeys.byKey('k')).toEqual(key);
      expect(await read.sessions.byAccess(one.accessDigest)).toEqual(one);
      await storage.transaction(async (unit) => {
        await unit.accounts.save({ ...account, closedAt: 9.5 });
        await unit.seats.seen(7, 3.5);
      });
      expect(await read.accounts.list()).toEqual([{ ...account, closedAt: 9.5 }]);
      expect(await read.seats.list()).toEqual([{ ...seat, lastSeenAt: 3.5 }]);
    });

    it('HS-11 a refresh token is used once, and a family ends as one', async () => {
      const one = session();
      const sibling = session({ family: one.family });
      await storage.transaction(async (unit) => {
        await unit.accounts.save(account);
        await unit.sessions.insert(one);
        await unit.sessions.insert(sibling);
      });
      const replace = () => storage.transaction((unit) => unit.sessions.replace(one.id, 5));
      expect((await Promise.all([replace(), replace()])).toSorted()).toEqual([false, true]);
      await storage.transaction((unit) => unit.sessions.endFamily(one.family, 6));
      expect((await storage.read.sessions.byRefresh(sibling.refreshDigest))?.endedAt).toBe(6);
      await storage.transaction((unit) => unit.sessions.prolong(one.id, 19.5));
      expect((await storage.read.sessions.byAccess(one.accessDigest))?.accessExpiresAt).toBe(19.5);
      await storage.transaction((unit) => unit.sessions.purge(21));
      expect(await storage.read.sessions.byRefresh(one.refreshDigest)).toBeUndefined();
    });

    it('HS-12 the audit log is one unbroken chain, also of entries made at once', async () => {
      const entry = (n: number) => ({
        at: n + 0.5,
        actor: '007',
        action: 'login',
        target: 'seat:7',
        detail: { n, b: true, a: null },
      });
      await Promise.all(
        Array.from({ length: 8 }, (_, n) => storage.transaction((unit) => unit.audit.append(entry(n)))),
      );
      const entries = await storage.read.audit.list(1, 99);
      expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(firstBrokenLink(entries)).toBeUndefined();
      const changed = entries.map((one) => (one.sequence === 3 ? { ...one, target: 'seat:8' } : one));
      expect(firstBrokenLink(changed)).toBe(3);
      expect(firstBrokenLink(entries.filter(({ sequence }) => sequence !== 5))).toBe(6);
    });

    it('HS-13 calls are kept by their last word, seats by their last state', async () => {
      const call = (body: unknown) => ({ id: 'c', seat: 7, ringAt: 5.5, body });
      const state = (id: string, at: number, name: string, seat = 7) => ({
        id,
        seat,
        at,
        state: name,
        body: { name },
      });
      await storage.transaction(async (unit) => {
        await unit.calls.save(call({ end: null }), 6);
        await unit.calls.save(call({ end: 1 }), 7);
        await unit.calls.saveState(state('1', 1, 'ready'));
        await unit.calls.saveState(state('2', 3, 'talking'));
        await unit.calls.saveState(state('3', 2, 'busy', 8));
      });
      const { calls } = storage.read;
      expect(await calls.list(5, 6)).toEqual([call({ end: 1 })]);
      expect(await calls.list(6, 7)).toEqual([]);
      expect((await calls.latestStates(0)).map((one) => [one.seat, one.state]).toSorted()).toEqual([
        [7, 'talking'],
        [8, 'busy'],
      ]);
      expect((await calls.states(1, 3)).map((one) => one.id)).toEqual(['1', '3']);
    });

    describeBoardQueries(() => storage);
  });
}

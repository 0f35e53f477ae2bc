import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contract } from '#shared/contract/index.ts';
import {
  ANSWERED,
  createTestDesk,
  DAY,
  DISPATCHED,
  HOUR,
  TEN,
  type TestDesk,
} from './testing/desk.test-support.ts';

let desk: TestDesk;
beforeEach(() => {
  desk = createTestDesk();
});
afterEach(() => desk.remove());

async function callerOf(number: string) {
  return contract.callers.calls.lookUp.output.parse(await desk.intake.callers.handlers.lookUp({ number }));
}

describe('screen pop', () => {
  it('CP-1 finds a caller in every writing of the number, and by a second number', async () => {
    await desk.submit({ ...ANSWERED, callerNumber: '0632-3456789', contactNumbers: ['138 1234 1234'] });
    for (const number of [
      '3456789',
      '+866323456789',
      '13812341234',
      '+8613812341234',
      '８６１３８１２３４１２３４',
    ])
      expect([number, (await callerOf(number)).total]).toEqual([number, 1]);
    expect(await callerOf('13900000000')).toMatchObject({ people: [], orders: [], marks: [], total: 0 });
    expect(await callerOf('')).toMatchObject({ total: 0, lastContactAt: null });
  });

  it('CP-2 keeps several people behind one number apart, open orders first, and names nobody', async () => {
    await desk.submit({ ...DISPATCHED, callerName: '王小明', genderTitle: 'sir', title: '一' });
    desk.time.now = TEN + HOUR;
    await desk.submit({ ...ANSWERED, callerName: '李女士', title: '二' });
    desk.time.now = TEN + 2 * HOUR;
    const last = await desk.submit({ ...ANSWERED, callerName: '王小明', title: '三' });
    const known = await callerOf('13812341234');
    expect(known.people).toMatchObject([
      { maskedName: '王**', orders: 2, openOrders: 1, lastAt: TEN + 2 * HOUR, lastOrderId: last.id },
      { maskedName: '李女士', orders: 1, openOrders: 0 },
    ]);
    expect(known.orders.map(({ title, person }) => [title, person])).toEqual([
      ['一', 0],
      ['三', 0],
      ['二', 1],
    ]);
    expect(known).toMatchObject({
      total: 3,
      open: 1,
      lastContactAt: TEN + 2 * HOUR,
      maskedNumber: '138****1234',
    });
    expect(JSON.stringify(known)).not.toMatch(/王小明|13812341234/);
  });

  it('CP-3 marks: often lately, confidential, promised a callback, nuisance', async () => {
    expect((await callerOf('13812341234')).marks).toEqual([]);
    await desk.submit({ ...DISPATCHED, requestType: 'JB', confidential: true });
    await desk.submit(ANSWERED);
    await desk.submit({ ...ANSWERED, callbackWish: true });
    expect((await callerOf('13812341234')).marks).toEqual(['promised-callback', 'confidential', 'repeat']);
    desk.time.now = TEN + 31 * DAY;
    expect((await callerOf('13812341234')).marks).not.toContain('repeat');
    const mark = (nuisance: boolean) =>
      desk.intake.callers.handlers.markNuisance({ number: '+86 13812341234', nuisance, reason: '反复骚扰' });
    await mark(true);
    desk.restart();
    expect((await callerOf('13812341234')).marks[0]).toBe('nuisance');
    await mark(false);
    expect((await callerOf('13812341234')).marks).not.toContain('nuisance');
    expect(desk.cache.seatEvents.list(0, 9)).toMatchObject([
      { kind: 'number-marked', subject: '138****1234', reason: '反复骚扰' },
      { kind: 'number-unmarked' },
    ]);
  });

  it('CP-4 the places of a number come with it, newest first, each once', async () => {
    await desk.submit(DISPATCHED);
    desk.time.now = TEN + HOUR;
    await desk.submit({ ...DISPATCHED, place: '光明路 1号' });
    desk.time.now = TEN + 2 * HOUR;
    await desk.submit({ ...DISPATCHED, place: '解放路9号' });
    expect((await callerOf('13812341234')).places.map(({ place }) => place)).toEqual([
      '解放路9号',
      '光明路 1号',
    ]);
  });
});

describe('places', () => {
  it('PL-20 places used lately and places added by people; an added one goes to the hub', async () => {
    await desk.submit(DISPATCHED);
    const place = {
      kind: 'compound' as const,
      name: '青檀佳苑',
      areaCode: '370402',
      streetCode: '370402001',
      villageCode: '',
      longitude: null,
      latitude: null,
      address: '文化路',
    };
    const states: unknown[] = [];
    desk.intake.places.onChanged((state) => states.push(state));
    const added = await desk.intake.places.handlers.add(place);
    expect(added).toMatchObject({ ...place, addedBy: '七号', addedAt: TEN });
    desk.restart();
    expect(await desk.intake.places.handlers.snapshot(null)).toMatchObject({
      recent: [{ place: '光明路1号', areaCode: '370402', usedAt: TEN }],
      local: [added],
    });
    expect(states).toHaveLength(1);
    expect(desk.cache.outbox.next(9)[1]).toMatchObject({
      kind: 'place.add',
      payload: { seat: 7, place: added },
    });
  });
});

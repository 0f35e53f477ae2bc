import { describe, expect, it } from 'vitest';
import type { ListedFields } from '#shared/contract/index.ts';
import type { FeedItem, FeedName } from '#shared/hub-protocol/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createLists } from './index.ts';

const ORDER: ListedFields = {
  categoryCode: '',
  areaCode: '',
  streetCode: '',
  villageCode: '',
  leadUnit: '',
  assistUnits: [],
  copyTo: [],
};

/** A seat whose feeds the test fills. */
function start(saved = new Map<string, string>()) {
  const items = new Map<FeedName, FeedItem[]>();
  const listeners = new Map<FeedName, () => void>();
  const log = createMemoryLog();
  const lists = createLists({
    feeds: {
      list: (name) => items.get(name) ?? [],
      onChanged: (name, listener) => void listeners.set(name, listener),
    },
    shippedDivisions: () => new Map([['370403', '薛城区']]),
    store: { get: (key) => saved.get(key), set: (key, text) => void saved.set(key, text) },
    log,
  });
  /** What lies on the disk. */
  const put = (name: FeedName, bodies: object[]) =>
    void items.set(
      name,
      bodies.map((body, index) => ({ key: String(index), body })),
    );
  const give = (name: FeedName, bodies: object[]) => {
    put(name, bodies);
    listeners.get(name)?.();
  };
  const retired = (order: Partial<ListedFields>) => lists.handlers.retired({ ...ORDER, ...order });
  return { lists, give, put, retired, log, saved };
}
const unit = (name: string) => ({ code: name, name, level: 'city', parent: '', phone: '' });

describe('lists of the centre', () => {
  it('LI-1 a list that the hub did not give is not there; a row that does not fit is left out and counted', async () => {
    const { lists, give, log } = start();
    expect([lists.units(), lists.divisions(), lists.categories(), lists.years()]).toEqual([
      undefined,
      undefined,
      undefined,
      [],
    ]);
    give('units', [unit('市教育局'), { name: '没有编码' }]);
    expect(lists.units()?.map(({ name }) => name)).toEqual(['市教育局']);
    expect(log.lines.at(-1)).toMatchObject({ event: 'list-rows-unusable', data: { list: 'units', rows: 1 } });
    expect(await lists.handlers.snapshot(null)).toEqual({ revision: 1, given: ['units'] });
  });

  it('LI-5 a change is told with a revision; the same rows stay the same object', () => {
    const { lists, give } = start();
    const seen: unknown[] = [];
    lists.onChanged((state) => seen.push(state));
    give('categories', [{ level1: '甲', level2: '乙', level3: '丙' }]);
    expect(lists.categories()).toBe(lists.categories());
    give('categories', []);
    expect(seen).toEqual([
      { revision: 1, given: ['categories'] },
      { revision: 2, given: [] },
    ]);
  });

  it('LI-5 what an order holds and its list has no more is said by name, also after a restart', async () => {
    const first = start();
    first.give('units', [unit('市教育局'), unit('市体育局')]);
    first.give('divisions', [
      { code: '370402', name: '市中区' },
      { code: '370402001', name: '中心街街道' },
    ]);
    first.give('categories', [{ level1: '甲', level2: '乙', level3: '丙' }]);
    const order = {
      categoryCode: '甲/乙/丙',
      areaCode: '370402',
      streetCode: '370402001',
      leadUnit: '市体育局',
      assistUnits: ['市教育局'],
    };
    expect(await first.retired(order)).toEqual({ category: false, place: null, units: [] });
    first.give('units', [unit('市教育局')]);
    first.give('divisions', [{ code: '370402', name: '市中区' }]);
    first.give('categories', [{ level1: '甲', level2: '乙', level3: '丁' }]);
    const gone = { category: true, place: '市中区中心街街道', units: ['市体育局'] };
    expect(await first.retired(order)).toEqual(gone);

    const second = start(first.saved);
    second.give('units', [unit('市教育局')]);
    second.give('divisions', [{ code: '370402', name: '市中区' }]);
    second.give('categories', [{ level1: '甲', level2: '乙', level3: '丁' }]);
    expect(await second.retired(order)).toEqual(gone);
    // A unit that comes back is in use again; a name that never stood there is nobody's business.
    second.give('units', [unit('市教育局'), unit('市体育局')]);
    expect((await second.retired({ ...order, assistUnits: ['某公司'] })).units).toEqual([]);
  });

  it('LI-5 a unit that ships is out of use beside a directory of the hub that does not have it, and only then', async () => {
    const { lists, give, retired } = start();
    const seen: unknown[] = [];
    lists.onChanged((state) => seen.push(state));
    const order = { leadUnit: '市体育局', assistUnits: ['市教育局', '某公司'], copyTo: ['市档案馆'] };
    lists.libraryHas(new Set(['市教育局', '市体育局', '市档案馆']));
    expect((await retired(order)).units).toEqual([]);
    // Without a directory of the hub it says nothing of any order, so nobody is told.
    expect(seen).toEqual([]);
    give('units', [unit('市教育局')]);
    expect((await retired(order)).units).toEqual(['市体育局', '市档案馆']);
    // The library is read after the start: the page asks again then, and not for the same units.
    lists.libraryHas(new Set(['市教育局', '市体育局']));
    lists.libraryHas(new Set(['市体育局', '市教育局']));
    expect(seen).toEqual([
      { revision: 1, given: ['units'] },
      { revision: 2, given: ['units'] },
    ]);
    expect((await retired(order)).units).toEqual(['市体育局']);
    // The hub takes its whole table back: the directory that ships is in force again.
    give('units', []);
    expect((await retired(order)).units).toEqual([]);
  });

  it('LI-5 without lists of the hub nothing is out of use, and an area without a code never is', async () => {
    const { retired, give } = start();
    expect(await retired({ categoryCode: '甲/乙/丙', areaCode: '370402', leadUnit: '市体育局' })).toEqual({
      category: false,
      place: null,
      units: [],
    });
    give('divisions', [{ code: '370402', name: '市中区' }]);
    expect((await retired({ areaCode: '3704', streetCode: '3704GX' })).place).toBeNull();
    // One of the list that ships, which the centre's own does not have.
    expect((await retired({ areaCode: '370403' })).place).toBe('薛城区');
  });

  it('LI-5 a change that comes before anybody has asked for a list is compared with what was on disk', async () => {
    const saved = new Map<string, string>();
    const { lists, give, retired, put } = start(saved);
    put('units', [unit('市教育局'), unit('市体育局')]);
    lists.prepare();
    give('units', [unit('市教育局')]);
    expect((await retired({ leadUnit: '市体育局' })).units).toEqual(['市体育局']);
  });
});

import { v7 as uuidv7 } from 'uuid';
import { openCache, type StoredOrder } from '../src-main/cache/index.ts';
import { createCallers } from '../src-main/intake/index.ts';
import { createMemoryLog } from '../src-main/log/index.ts';
import { EVERY_ORDER, emptyFields, type OrderState } from '../src-shared/domain/index.ts';
import { makeDataFolder } from '../test/support/programs.ts';
import { percentile } from './percentile.ts';

/** Fewer by the environment, for a look at the bench itself. */
const ORDERS = Number(process.env['HISTORY_ORDERS'] ?? 1_000_000);
const LOOKUPS = 5_000;
const SEARCHES = 100;
/** A number in four calls once, most a few times, one in a thousand without end. */
const NUMBERS = Math.ceil(ORDERS / 4);
const DAY = 86_400_000;

const SURNAMES = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄'];
const MATTERS = [
  '夜间施工噪声',
  '路灯不亮',
  '供暖温度低',
  '电梯停运',
  '占道经营',
  '井盖缺失',
  '工资拖欠',
  '停车难',
];
const ROADS = ['光明路', '解放路', '文化路', '青檀路', '善国路', '长白山路', '永福路', '君山路'];
const STATES: readonly OrderState[] = ['closed', 'closed-at-once', 'in-progress', 'to-dispatch'];

/** A repeatable random number in [0, 1). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * What main does at each ring: who is known behind this number. The cache is the encrypted file of a seat, filled
 * with as many orders as a city has in a year, and each lookup is the one that the page's call makes.
 */
export async function run(): Promise<Record<string, number>> {
  console.log(`Fills an encrypted cache with ${ORDERS} orders, then looks up ${LOOKUPS} numbers.`);
  const data = makeDataFolder();
  const now = Date.now();
  const clock = { wall: () => now, monotonic: () => performance.now() };
  const key = Buffer.alloc(32, 9);
  const options = { directory: data.path, key, clock, log: createMemoryLog() };
  const { cache } = openCache(options);
  const random = createRandom(12345);
  const numberOf = (n: number) => `1${3 + (n % 7)}${String(100_000_000 + n).slice(-9)}`;
  /** Few numbers call often: the square of a random number is small more often than not. */
  const someNumber = () => numberOf(Math.floor(random() ** 1.5 * NUMBERS));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  try {
    const began = performance.now();
    for (let n = 0; n < ORDERS; ) {
      const batch: StoredOrder[] = [];
      for (; batch.length < 2_000 && n < ORDERS; n += 1) {
        const road = pick(ROADS);
        const matter = pick(MATTERS);
        const submittedAt = now - Math.floor(random() * 365 * DAY);
        const state = pick(STATES);
        batch.push({
          id: uuidv7(),
          number: `${String(n).padStart(9, '0')}-001`,
          callId: null,
          submittedAt,
          fields: {
            ...emptyFields,
            callerName: `${pick(SURNAMES)}先生`,
            callerNumber: someNumber(),
            title: `${road}${matter}`,
            content: `市民反映${road}${matter},已持续多日,影响正常生活,曾向社区反映未解决,希望尽快处理。`,
            areaCode: '370402',
            place: `${road}${1 + Math.floor(random() * 200)}号`,
            handling: 'dispatched',
            leadUnit: '市城市管理局',
          },
          deadline: null,
          operator: '一号',
          mine: n % 100 === 0,
          state,
          stateAt: submittedAt,
          callback: null,
        });
      }
      cache.orders.learnMany(batch);
      if (n % 100_000 === 0)
        console.log(`${n} orders after ${Math.round((performance.now() - began) / 1000)} s`);
    }
    const callers = createCallers({ cache, clock, operator: () => '一号' });
    const took = (look: () => unknown) => {
      const start = performance.now();
      look();
      return performance.now() - start;
    };
    for (let n = 0; n < 200; n += 1) callers.callerOf(someNumber());
    const lookups = Array.from({ length: LOOKUPS }, () => {
      const number = someNumber();
      return took(() => callers.callerOf(number));
    });
    const searches = Array.from({ length: SEARCHES }, () => {
      const filter = { ...EVERY_ORDER, text: `${pick(ROADS)} ${pick(MATTERS)}` };
      return took(() => cache.orderLists.page(filter, null, 50, now));
    });
    const hundredth = (value: number) => Math.round(value * 100) / 100;
    return {
      orders: ORDERS,
      main_p50_ms: hundredth(percentile(lookups, 0.5)),
      main_p99_ms: hundredth(percentile(lookups, 0.99)),
      search_p99_ms: hundredth(percentile(searches, 0.99)),
    };
  } finally {
    cache.close();
    data.remove();
  }
}

import type { StoredOrder } from '../src-main/cache/index.ts';
import { emptyFields, type OrderState } from '../src-shared/domain/index.ts';

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

/** The orders of a year, and what is asked of them; the same at every run. */
export interface History {
  orders(): Iterable<StoredOrder>;
  /** A number as calls bring them: few call often, so they are asked for often. */
  readonly someNumber: () => string;
  /** Words that a person would search by. */
  readonly someText: () => string;
}

/** One order in four has a number of its own on average; some numbers have hundreds. */
export function createHistory(count: number, now: number): History {
  const random = createRandom(12345);
  const numbers = Math.ceil(count / 4);
  const numberOf = (n: number) => `1${3 + (n % 7)}${String(100_000_000 + n).slice(-9)}`;
  const drawn = Array.from({ length: count }, () => numberOf(Math.floor(random() ** 1.5 * numbers)));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return {
    *orders() {
      for (let n = 0; n < count; n += 1) {
        const road = pick(ROADS);
        const matter = pick(MATTERS);
        const submittedAt = now - Math.floor((1 - n / count) * 365 * DAY);
        yield {
          id: `01939d2e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
          number: `${String(n).padStart(9, '0')}-001`,
          callId: null,
          submittedAt,
          fields: {
            ...emptyFields,
            callerName: `${pick(SURNAMES)}先生`,
            callerNumber: drawn[n] ?? '',
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
          state: pick(STATES),
          stateAt: submittedAt,
          callback: null,
        };
      }
    },
    someNumber: () => pick(drawn),
    someText: () => `${pick(ROADS)} ${pick(MATTERS)}`,
  };
}

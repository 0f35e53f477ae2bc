import { createEngine, type EngineParts, type KnownOrder } from '../../src-main/suggest/index.ts';
import { seededRandom } from '../../src-main/suggest-training/index.ts';
import type { SuggestInput } from '../../src-shared/contract/index.ts';
import { percentile } from '../percentile.ts';

const ORDERS = 100_000;
const TEXTS = 40;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 10, 25);

/** Invented matters, for where the messages are not: places and things put together. */
function invented(random: () => number): { title: string; body: string } {
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  const place = `${pick(['光明', '文化', '振兴', '长江', '黄河', '解放', '青檀', '龙头', '君山', '海河'])}${pick(['路', '街', '小区', '花园', '家园', '新村', '广场'])}${pick(['东侧', '西门', '南区', '北边', '一期', '二期', ''])}`;
  const matter = pick([
    '夜间施工噪音扰民',
    '路灯长期不亮',
    '垃圾无人清运',
    '物业乱收停车费',
    '自来水停水三天',
    '暖气不热',
    '占道经营堵塞交通',
    '下水道堵塞污水外溢',
    '电梯经常故障',
    '公交车不按时发车',
    '拖欠农民工工资',
    '幼儿园收费不合理',
  ]);
  return {
    title: place + matter,
    body: `我是${place}的居民,${matter}已经${pick(['一周', '半个月', '三个月', '很久'])}了,多次反映没有解决,请有关部门尽快处理。`,
  };
}

/**
 * Typing, keystroke by keystroke, with so many open orders known: how long one question takes in the thread. What
 * main adds (a message each way) is in the bench `draft`'s way, not here.
 */
export function measureSpeed(parts: EngineParts, texts: ReadonlyArray<{ title: string; body: string }>) {
  const random = seededRandom(7);
  const engine = createEngine(parts);
  const source = (at: number) => texts[at % texts.length] ?? invented(random);
  const codes = parts.leaves.map(({ code }) => code);
  const began = performance.now();
  for (let start = 0; start < ORDERS; start += 1000) {
    const page: KnownOrder[] = [];
    for (let at = start; at < start + 1000; at += 1) {
      const one = source(at);
      // Another place and another writer's words: the same matter told again is not the same text.
      const other = source(Math.floor(random() * ORDERS));
      page.push({
        id: `order-${at}`,
        number: `261125-001-${at}`,
        title: one.title.slice(0, 30),
        content: `${one.body.slice(0, 200)}。${other.body.slice(0, 60)}`,
        placeCode: `3704${String(2 + (at % 5)).padStart(2, '0')}${String(at % 11).padStart(3, '0')}`,
        place: '',
        categoryCode: codes[at % codes.length] ?? '',
        leadUnit: at % 3 === 0 ? '市城市管理局' : '',
        submittedAt: NOW - (at % 30) * DAY_MILLISECONDS,
        open: true,
      });
    }
    engine.putOrders(page);
  }
  console.log(`  ${ORDERS} orders were indexed in ${Math.round(performance.now() - began)} ms.`);
  const times: number[] = [];
  for (let text = 0; text < TEXTS; text += 1) {
    const { title, body } = source(text * 97);
    const shownTitle = title.slice(0, 30);
    const whole = body.slice(0, 300);
    for (let typed = 1; typed <= shownTitle.length + whole.length; typed += 1) {
      const input: SuggestInput = {
        draftId: null,
        title: shownTitle.slice(0, typed),
        content: whole.slice(0, Math.max(0, typed - shownTitle.length)),
        aim: '',
        placeCode: '370402003',
        place: '',
        categoryCode: '',
      };
      const asked = performance.now();
      engine.suggest(input, NOW);
      times.push(performance.now() - asked);
    }
  }
  return {
    keystrokes: times.length,
    p50_ms: percentile(times, 0.5),
    p99_ms: percentile(times, 0.99),
    heap_mb: process.memoryUsage().heapUsed / 1024 / 1024,
  };
}

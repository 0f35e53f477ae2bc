import type { ScriptEntry } from '../src-shared/domain/index.ts';
import { seeded } from './seeded.ts';

/** Entries that the search is measured with. */
export const CONTENT = 100_000;

const PLACES = [
  '市中区',
  '薛城区',
  '峄城区',
  '台儿庄区',
  '山亭区',
  '滕州市',
  '光明路',
  '文化路',
  '税郭',
  '孟庄',
  '齐村',
  '永安',
  '陶庄',
  '坛山',
  '阴平',
  '古邵',
  '马兰屯',
  '涧头集',
  '店子',
  '桑村',
  '荆河',
  '北辛',
  '善南',
  '龙泉',
  '东沙河',
  '洪绪',
  '南沙河',
  '大坞',
  '滨湖',
  '级索',
];
const KINDS = [
  '办理指南',
  '常见问题',
  '补充说明',
  '收费标准',
  '办事地点',
  '所需材料',
  '办理时限',
  '政策解读',
  '联系方式',
  '注意事项',
  '投诉处理',
  '业务范围',
];

/** The shipped entries and as many made from them as are needed: other places, other sides of the matter, mixed texts. */
export function enlarged(shipped: readonly ScriptEntry[], count: number): ScriptEntry[] {
  const entries = [...shipped];
  const draw = seeded(20_261_125);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(draw() * from.length)] as T;
  for (let number = 0; entries.length < count; number += 1) {
    const one = pick(shipped);
    const other = pick(shipped);
    const zh = `${pick(PLACES)}${one.title.zh}${pick(KINDS)}`.slice(0, 60);
    entries.push({
      ...one,
      id: `B-${number}`,
      title: { zh, en: one.title.en },
      keywords: [...one.keywords.slice(0, 4), pick(PLACES)],
      body: {
        zh: `${pick(PLACES)}:${one.body.zh.slice(0, 220)}${other.body.zh.slice(0, 120)}`.slice(0, 600),
        en: one.body.en,
      },
    });
  }
  return entries;
}

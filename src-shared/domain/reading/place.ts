import { codesOf, divisionOf, lineOf, OTHER_NAME, type PlaceIndex, type PlaceNode } from '../place/index.ts';
import type { FindingOf } from './finding.ts';

type PlaceFinding = FindingOf<'place'>;

/** Where an address goes on below a division: roads, houses, compounds, what lies there. */
const TAIL =
  /^(?!到|至|和(?![平谐顺美泰兴园苑])|与|及|有|个|这边|那边|的?[那这]条)(?:的)?((?:(?:(?!村民|居民|业主|市民|群众|反映|投诉|举报)[^的了在被把我你他去来有,。,.;;、!!??::()()\s]){0,12}?(?:交叉口|交汇处|十字路口|丁字路口|路口|大道|号楼|号院|单元|北门|南门|东门|西门|国道|省道|小区|花园|家园|公寓|新村|新城|名都|嘉园|华府|未来城|广场|大厦|市场|商场|超市|学校|小学|中学|幼儿园|医院|车站|公园|水库|工业园|产业园|开发区|附近|旁边|对面|门口|院内|[东西南北]头|[东西南北]侧|[东西南北]边|村[东西南北]|社区|村(?!民)|路(?![灯面段])|街|巷|胡同|线|桥|组|栋|(?<![信型编账牌称])号|室|楼|户)(?:[东西南北]区|(?:[一二三四五六七八九十]{1,2}|\d{1,2})期)?){1,6}(?:[A-Za-z0-9-]{1,5}(?:室|户)?)?)/u;
const COMPOUND =
  /((?:[\p{Script=Han}A-Za-z0-9]){2,8}?(?:小区|花园|家园|公寓|新村|名都|嘉园|佳苑|苑|华府|豪庭|广场|大厦|御园|国际城|新城)(?:[东西南北]区|(?:[一二三四五六七八九十]{1,2}|\d{1,2})期)?(?:[A-Za-z]?\d+(?:号楼|栋|号)|[一二三四五六七八九十]+(?:号楼|栋))?(?:[0-9一二三四五六七八九十]+单元)?(?:\d{2,4}(?:室|户)?)?)/gu;
const CROSSING =
  /((?:[\p{Script=Han}]{1,5}(?:大道|中路|东路|西路|南路|北路|路|街))(?:与|和|跟)(?:[\p{Script=Han}]{1,5}(?:大道|中路|东路|西路|南路|北路|路|街))(?:的)?(?:交叉口|路口|交汇处|十字路口|丁字路口)?)/gu;
/** What stands before a name and does not belong to it. */
const BEFORE_NAME =
  /^.*(?:在|住|是|于|到|从|去|叫|们|的|,|。|家|这个|那个|我|反映|投诉|举报|咨询|位于|路过|买了|来自|[点分日号半]|上午|下午|晚上|早上|中午)(?=.{2,})/u;

/**
 * Places in a text: divisions named one below the other (滕州市荆河街道平等社区), with the address behind them;
 * landmarks; compounds and crossings, which lie in the division that was named nearest before.
 */
export function readPlaces(text: string, index: PlaceIndex): PlaceFinding[] {
  const found: PlaceFinding[] = [];
  let context: PlaceNode | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const chain = chainAt(text, at, index, context);
    if (!chain) continue;
    const { node, end } = chain;
    // «城头镇东凫山村», where no such village is known below that township, is an address.
    if (context?.level === 'street' && node.level === 'village' && !node.above.includes(context)) continue;
    const tail = chain.node.level === 'landmark' ? undefined : TAIL.exec(text.slice(end));
    const address = tail?.[1] ?? '';
    const to = end + (tail?.[0].length ?? 0);
    found.push(finding(text, at, to, node, address, chain.sure ? 0.9 : 0.65, `place.${node.level}`));
    if (node.level !== 'landmark') context = node;
    at = to - 1;
  }
  for (const [pattern, rule] of [
    [COMPOUND, 'place.compound'],
    [CROSSING, 'place.crossing'],
  ] as const)
    for (const match of text.matchAll(pattern)) {
      const words = match[1] ?? '';
      const name = words.replace(BEFORE_NAME, '');
      const from = match.index + words.length - name.length;
      const to = from + name.length;
      if ([...name].length < 4 || /^(?:整个|全|本|我们|哪个|一个|多个|别的)/.test(name)) continue;
      if (found.some((one) => one.from < to && from < one.to)) continue;
      const near = found.filter((one) => one.to <= from && divisionNamed(one)).at(-1);
      const node = near && index.byCode(near.villageCode || near.streetCode || near.areaCode);
      found.push(node ? finding(text, from, to, node, name, 0.65, rule) : bare(text, from, to, name, rule));
    }
  return merge(found);
}

const divisionNamed = ({ areaCode }: PlaceFinding): boolean => areaCode !== '';

function finding(
  text: string,
  from: number,
  to: number,
  node: PlaceNode,
  address: string,
  confidence: number,
  rule: string,
): PlaceFinding {
  const division = divisionOf(node);
  const own = division === node || !division ? '' : lineOf(node).slice(lineOf(division).length);
  return {
    field: 'place',
    value: lineOf(node) + address,
    words: text.slice(from, to),
    from,
    to,
    confidence,
    rule,
    ...codesOf(node),
    place: own + address,
  };
}

function bare(text: string, from: number, to: number, name: string, rule: string): PlaceFinding {
  const none = { areaCode: '', streetCode: '', villageCode: '' };
  return {
    field: 'place',
    value: name,
    words: text.slice(from, to),
    from,
    to,
    confidence: 0.5,
    rule,
    ...none,
    place: name,
  };
}

/** Of places one of which lies in the other, the nearer one; of two findings of one place the longer. */
function merge(found: readonly PlaceFinding[]): PlaceFinding[] {
  return found.filter(
    (one) =>
      !found.some(
        (other) =>
          other !== one &&
          other.value.startsWith(one.value) &&
          (other.value.length > one.value.length || other.from < one.from),
      ),
  );
}

interface Chain {
  readonly node: PlaceNode;
  readonly end: number;
  /** Whether it was named with its ending, or below something that was named. */
  readonly sure: boolean;
}

/** The lowest division whose line of names begins at a position. */
function chainAt(
  text: string,
  at: number,
  index: PlaceIndex,
  context: PlaceNode | undefined,
): Chain | undefined {
  let best: Chain | undefined;
  const walk = (from: number, above: PlaceNode | undefined, depth: number): void => {
    for (const node of index.beginningWith((text[from] ?? '').toLowerCase())) {
      if (above && !node.above.includes(above)) continue;
      const named = nameAt(text, from, node, above ?? context);
      if (!named) continue;
      const end = from + named.length;
      if (!best || end > best.end || (end === best.end && prefers(node, best.node, context)))
        best = { node, end, sure: named.whole || above !== undefined };
      if (depth < 3 && node.level !== 'landmark' && node.level !== 'village') walk(end, node, depth + 1);
    }
  };
  walk(at, undefined, 0);
  return best;
}

/** Of two places with the same name: the one below what was named before, then the larger one. */
function prefers(one: PlaceNode, other: PlaceNode, context: PlaceNode | undefined): boolean {
  if (!context) return false;
  return one.above.includes(context) && !other.above.includes(context);
}

/**
 * How a name stands at a position: whole («荆河街道», «荆河办事处»), or short, which counts for districts, below
 * something that was named, and for what is followed by a word of place.
 */
function nameAt(
  text: string,
  from: number,
  node: PlaceNode,
  above: PlaceNode | undefined,
): { length: number; whole: boolean } | undefined {
  const { name } = node;
  if (text.startsWith(name, from)) return { length: name.length, whole: true };
  if (node.level === 'landmark' || node.level === 'city') return undefined;
  const characters = [...name];
  if (node.level === 'street' && name.endsWith('街道')) {
    const short = characters.slice(0, node.ending).join('');
    const office = [`${short}街道办事处`, `${short}办事处`, `${short}街道办`, `${short}街办`].find((one) =>
      text.startsWith(one, from),
    );
    if (office !== undefined) return { length: office.length, whole: true };
  }
  const core = characters.slice(0, node.ending).join('');
  if (core === name || !text.startsWith(core, from) || [...core].length < 2) return undefined;
  const behind = text.slice(from + core.length, from + core.length + 2);
  if (node.level === 'area') {
    // «市中心» is no district; «滕州路» is a road.
    return core === '市中' || (/^(?:[路街站东西南北][^街镇])/.test(behind) && !/^[东西南北]沙/.test(behind))
      ? undefined
      : { length: core.length, whole: true };
  }
  if (OTHER_NAME.test(text.slice(from + core.length))) return undefined;
  const below = above !== undefined && node.above.includes(above);
  if (!below) return undefined;
  return { length: core.length, whole: false };
}

import type { FindingOf } from './finding.ts';

/** Words that begin what the citizen wants, with how sure they are. */
const LEADS: ReadonlyArray<readonly [RegExp, number, string]> = [
  [/(?<=^|[,。;!?\s,])望(?=有关|相关|领导|政府|尽快|给予|协调|解决)/gu, 0.85, 'aim.hope'],
  [/(?:希望|盼望|期盼|恳请|恳求|请求|强烈要求)/gu, 0.92, 'aim.hope'],
  [/要求/gu, 0.85, 'aim.demand'],
  [/建议/gu, 0.8, 'aim.propose'],
  [/(?:想要?|要)(?:咨询|问|了解|请问|打听)/gu, 0.85, 'aim.ask'],
  [/(?<=^|[,。;!?\s,、)])请(?!问|假|客|我|他|吃|原谅|稍)/gu, 0.8, 'aim.please'],
  [/请问/gu, 0.7, 'aim.ask'],
  [/(?<=^|[,。;!?\s,])咨询(?:一下)?(?!了)/gu, 0.7, 'aim.ask'],
  [/(?:能不能|能否|可不可以|可否|麻烦)/gu, 0.7, 'aim.may'],
  [/(?:诉求(?:是|为|[::])|诉求目的[::])/gu, 0.95, 'aim.labelled'],
];
/** Somebody else's wish: «物业要求我们交钱». */
const ANOTHERS =
  /(?:他|她|他们|物业|公司|老板|对方|村里|学校|单位|房东|开发商|中介|银行|社区|医院|老师|对方还|并|还|厂里|却|又)$/u;
/** What follows behind a comma and is no part of the wish: who calls, and thanks. */
const OTHER_MATTER =
  /[,,](?:[我俺](?!们?(?:想|希望|要求|家))|本人|家长|联系人|联系电话|联系方式|电话|手机|号码|谢谢|他|她|姓|叫|不愿|不敢|别说).*$/su;
const LONGEST = 200;

/** What the citizen wants: the clause from such a word to the end of its sentence. */
export function readAims(text: string): FindingOf<'aim'>[] {
  const found: FindingOf<'aim'>[] = [];
  for (const [lead, confidence, rule] of LEADS) {
    for (const match of text.matchAll(lead)) {
      const from = match.index;
      const before = text.slice(Math.max(0, from - 6), from);
      if (
        rule === 'aim.demand' &&
        (ANOTHERS.test(before) || /^要求(?:我|俺|业主|家长|员工|交|先)/.test(text.slice(from)))
      )
        continue;
      if (/不$|没有?$|无$/.test(before)) continue;
      const sentence = /^[^。!?!?;;\n]+/u.exec(text.slice(from))?.[0] ?? '';
      const words = sentence
        .replace(OTHER_MATTER, '')
        .replace(/[,,、\s]+$/u, '')
        .slice(0, LONGEST);
      if ([...words].length < (rule === 'aim.ask' ? 6 : 4)) continue;
      found.push({
        field: 'aim',
        value: words.replace(/^(?:诉求(?:是|为|[::])|诉求目的[::])/, ''),
        words,
        from,
        to: from + words.length,
        confidence,
        rule,
      });
    }
  }
  // «希望…要求…» in one sentence is one wish: the one that begins first holds the other.
  const order = found.sort((one, other) => one.from - other.from || other.confidence - one.confidence);
  return order.filter((one, position) => !order.slice(0, position).some((other) => one.from < other.to));
}

import type { Finding, FindingOf } from './finding.ts';

const ENDING =
  '有限责任公司|股份有限公司|集团有限公司|有限公司|分公司|集团|公司|专业合作社|合作社|合作联社|养殖场|养猪场|养鸡场|养鸭场|屠宰场|采石场|搅拌站|加油站|水泥厂|化工厂|加工厂|纸厂|砖厂|家具厂|服装厂|食品厂|电厂|厂|超市|商场|酒店|饭店|饭馆|烧烤店|火锅店|宾馆|旅馆|药店|药房|健身房|健身中心|培训学校|培训机构|培训中心|美容院|理发店|KTV|网吧|店';
const NAME = new RegExp(
  `([\\p{Script=Han}A-Za-z0-9()()]{2,24}?(?:${ENDING}))(?![\\p{Script=Han}]?(?:${ENDING}))`,
  'gu',
);
/** What stands before a name and does not belong to it. The last one cuts. */
const BEFORE_NAME =
  /^.*(?:我是|我们是|代表|我在|我们在|住在|位于|投诉|举报|反映|附近的?|旁边的?|对面的?|楼下的?|路口的?|村里的?|小区的?|门口的?|一家叫|一个叫|名叫|叫|有一家|有家|这家|那家|有个|这个|那个|一家|某|被|给|去|到|于|找|跟|和|把|从|就是|们是|[家方位东]是|里的?|上的?|希望|要求|督促|请|让|开了个?|开了一?家|经营|在|的)(?=.{2,})/u;
/** Not the name of anything: «我们公司», «物业公司», «饭店». */
const GENERIC =
  /^(?:我们|你们|他们|我|该|本|贵|此|物业|开发|供热|供水|热力|装修|装饰|家政|搬家|环卫|公交|出租车?|水务|电力|旅游|房地产|广告|砂石|水泥|砖|自来水|燃气|保险|快递|通信|中介|劳务|建筑|用人|一些|好多|许多|很多|几家|多家|各|全部|所有|工|小|大|这些|那些|附近|露天)?(?:公司|厂|工厂|店|饭店|小饭店|超市|商店|小店|门店|集团|酒店|烧烤店|养猪场|养鸡场|养殖场|加工厂|药店|加油站|合作社|网吧|KTV|健身房|宾馆|理发店|砖厂|饭馆|商场)$/u;

/** Names of enterprises, and whether the caller speaks for them or of them. */
export function readOrganisations(text: string): FindingOf<'organisation'>[] {
  const found: FindingOf<'organisation'>[] = [];
  for (const match of text.matchAll(NAME)) {
    const words = match[1] ?? '';
    const name = words.replace(BEFORE_NAME, '').replace(/^(?:是|为|系|名为)/u, '');
    if (GENERIC.test(name) || [...name].length < 3 || /[了着过闭进]店?|\d月/.test(name)) continue;
    if (!/公司$|合作社$|集团$/.test(name) && [...name].length < 4) continue;
    const from = match.index + words.length - name.length;
    const before = text.slice(Math.max(0, from - 12), from);
    const isLegal = /公司$|厂$|合作社$|集团$/.test(name);
    found.push({
      field: 'organisation',
      value: name,
      words: name,
      from,
      to: from + name.length,
      confidence: isLegal ? 0.88 : 0.7,
      rule: isLegal ? 'organisation.legal' : 'organisation.trade',
      role: roleOf(before, text.slice(from + name.length)),
    });
  }
  return found.filter(
    (one, position) => !found.some((other, at) => at < position && other.value === one.value),
  );
}

/** Wrongs that are told of an enterprise, right behind its name or somewhere in the paragraph. */
const WRONG_NEAR = /^[^,。]{0,8}(?:拖欠|欠|不给|违|偷|乱|夜间|晚上|排|占|污|噪|骗|拒|没|强制|虚假|跑路|关门)/;
const WRONG_ANYWHERE = /拖欠|克扣|跑路|诈骗|不退|追回|讨薪/;

function roleOf(before: string, behind: string): FindingOf<'organisation'>['role'] {
  const worksThere = /^(?:的)?(?:员工|职工|工人|业主|顾客|客户|会员)/.test(behind);
  if (
    /(?:我是|我们是|(?:我们?|俺们?|本)(?:公司|单位|企业|厂|店|合作社)(?:的?名称|全称)?(?:是|为|叫|系)|代表|这里是|这边是|我叫.{0,6}是)[^,。]{0,4}$/.test(
      before,
    )
  ) {
    if (!worksThere) return 'requester';
    return WRONG_ANYWHERE.test(behind) ? 'respondent' : 'unknown';
  }
  if (/(?:投诉|举报|反映|控告)[^,。]{0,12}$/.test(before) || WRONG_NEAR.test(behind)) return 'respondent';
  return WRONG_ANYWHERE.test(behind) ? 'respondent' : 'unknown';
}

const NOUN =
  '开发商|包工头|施工队|施工方|物业(?:公司)?|供热公司|热力公司|自来水公司|燃气公司|供电公司|邻居|楼[上下](?:邻居|住户)|村委会|居委会|村干部|村支书|村主任|房东|房产中介|中介|烧烤摊|烧烤店|夜市|早餐摊|小摊贩|摊贩|商贩|早餐店|养猪场|养鸡场|养殖场|养殖户|砂石厂|工地|渣土车|大货车|出租车司机|公交司机|驾校|幼儿园|培训机构|健身房|快递公司|加油站|广告公司|劳务公司|老板';
const RESPONDENT = new RegExp(
  `(?:投诉|举报|反映|控告|告)(?:一下|的是|的|下)?(?:就是)?(?:我们|俺们?|这个|那个|这里的?|小区的?|村里的?|附近的?|家)?([\\p{Script=Han}]{0,8}?(?:${NOUN}))`,
  'gu',
);
const ACTS = new RegExp(
  `(${NOUN})(?:[^,。]{0,6})(?:往|占道|占|堆|天天|半夜|欠|还在|说没|说不|把|收了|扰民|偷|拖欠|不给|不管|不处理|不作为|乱收费|违规|偷排|乱倒|强行|私自|占用|不退|推诿|不修|不供|关门|跑路|骂|打人)`,
  'gu',
);

/** 被反映对象: an organisation that is complained of, or whom the caller names by what they are. */
export function readRespondents(
  text: string,
  organisations: readonly FindingOf<'organisation'>[],
): Finding[] {
  const named = organisations.filter(({ role }) => role === 'respondent');
  if (named.length > 0)
    return named.map(({ value, words, from, to }) => ({
      field: 'respondent',
      value,
      words,
      from,
      to,
      confidence: 0.8,
      rule: 'respondent.organisation',
    }));
  const found: Finding[] = [];
  for (const [pattern, confidence, rule] of [
    [RESPONDENT, 0.7, 'respondent.complained-of'],
    [ACTS, 0.6, 'respondent.acts'],
  ] as const)
    for (const match of text.matchAll(pattern)) {
      const value = (match[1] ?? '').replace(/^.*(?:有个|有家|有人|一个|一家|一下|我们|的|有)/u, '');
      const from = match.index + match[0].indexOf(value);
      if (found.some(({ value: known }) => known === value)) continue;
      found.push({
        field: 'respondent',
        value,
        words: value,
        from,
        to: from + value.length,
        confidence,
        rule,
      });
    }
  return found.slice(0, 2);
}

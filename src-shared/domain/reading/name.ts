import type { FindingOf } from './finding.ts';
import { COMPOUND_SURNAMES, SPELLED_SURNAMES, SURNAMES } from './surnames.ts';

type NameFinding = FindingOf<'name'>;

const HAN = String.raw`\p{Script=Han}`;
/** What people are called behind a name, and what it says of them. */
const TITLES: ReadonlyMap<string, NameFinding['genderTitle']> = new Map([
  ...['先生', '大爷', '大哥', '叔叔', '大叔', '小伙子', '男士'].map((word) => [word, 'sir'] as const),
  ...['女士', '阿姨', '大妈', '大姐', '小姐', '大娘', '奶奶'].map((word) => [word, 'madam'] as const),
  ...['师傅', '老师', '同志', '医生', '经理', '老板'].map((word) => [word, 'unknown'] as const),
]);
const TITLE = `(?:${[...TITLES.keys()].join('|')})`;

/** Behind these words stands a name: [pattern, confidence, rule]. */
const LEADS: ReadonlyArray<readonly [RegExp, number, string]> = [
  [/[我俺]的?(?:大名|名字)?(?:就)?叫(?:做)?\s*/gu, 0.95, 'name.called'],
  [
    /(?:名字|姓名|来电人|反映人|诉求人|投诉人|联系人|户主)(?:名字|姓名)?(?:是|叫|为|[::])?\s*/gu,
    0.92,
    'name.labelled',
  ],
  [/(?:市民|本人|村民|居民|业主)(?:叫|是|姓名)?\s*/gu, 0.75, 'name.self'],
  [/(?:[我俺]|本人|免贵|敝)姓\s*/gu, 0.9, 'name.surname'],
  [/(?:^|[,。,;;!\s])姓\s*/gu, 0.8, 'name.surname'],
  [/(?:^|[,。,;;!\s])[我俺](?:们)?是\s*/gu, 0.7, 'name.is'],
  [/(?:^|[,。,;;!\s])叫\s*(?!我|他|她|它|你|人|什么|做|停|车|醒|嚷|来|去)/gu, 0.65, 'name.called-short'],
  [
    /(?:[我俺](?:的)?|找|联系)(?:爱人|对象|老公|媳妇|儿子|女儿|闺女|父亲|母亲|爸爸?|妈妈?|爷爷|奶奶|老伴儿?|弟弟?|哥哥?|姐姐?|妹妹?|孩子)(?:叫|是)?\s*/gu,
    0.6,
    'name.relative',
  ],
  [/[我俺](?:爱人|对象|老公|媳妇)\s*/gu, 0.6, 'name.relative'],
  // A line of a message: «王小明 13806325678 …».
  [/(?:^|\n)\s*(?=\p{Script=Han}{2,4}[\s,、:]*(?:电话|手机)?[\s:]*1[3-9]\d)/gu, 0.75, 'name.before-number'],
];
/** Leads behind which a name may be one that no list has. */
const SURE_LEADS = new Set(['name.called', 'name.labelled']);

/** What may stand right behind a name. */
const BEHIND =
  /^(?:$|[\s,。,.;;、!!??::()()「」"“”0-9+]|电话|手机|号码|联系|住|家|今年|男|女|是|的|在|来自|想|要|我|身份证|本人|反映|投诉|咨询|举报|现|有|因|从|属|也|就|这|那|同志)/u;
/** What is never the beginning of a given name. */
const NOT_GIVEN =
  /^[的在是住家电手今我你他她想要反有,来打说就也都还不没去给把被跟和与从到这那个们了过着呢吗吧啊之很]/u;
/** Words that begin with a surname and are none: 我是高铁站旁边的, 我是任何人… */
const NOT_A_NAME =
  /^(?:高铁|高新|高中|高三|任何|马路|马上|石榴|金融|国家|全体|常住|常年|万达|安全|安置|安居|安侨|平等|东郭|农民|农村|方便|江湖|温州|水果|成年|包工|包村|和谐|和平|商户|商铺|商场|单位|单亲|时候|时间|路口|路过|路边|路上|路灯|连续|项目|经常|经营|明天|明年|计划|都是|应该|于是|向阳|元旦|支付|党员|党委|公司|公园|公交|公安|公共|阿姨|居民|居委|居住|黄牌|黄河|黄金|白天|白色|边上|能不能|能否|陶瓷|家长|阳光|古城|吉品|干什么|干活|但是|况且|那个|那边|那些|哈尔|来电|来反|来咨|相邻|相关|终于|广场|广大|车主|车辆|车库|车位|文明|文化|荣华|宿舍|井盖|初中|初三|初二|卫生|卫健|司机|丁字|丁桥|龙泉|龙阳|龙山|滕州|薛城|山亭|荆河|鲍沟|柴胡|官桥|羊庄|木石|西岗|西集|姜屯|级索|洪绪|张汪|张范|张山|周营|邹坞|陶庄|常庄|沙沟|徐庄|桑村|冯卯|店子|孟庄|齐村|税郭|永安|吴林|古邵|阴平|底阁|榴园|峨山|邳庄|泥沟|马兰|涧头|界河|东沙|南沙|大坞|滨湖|善南|北辛|水泉|凫城|城头|解放|胡同|谢谢|杜绝|关于|关键|程序|雷雨|乐意|能够|房东|房子|房屋|房产|房管|房主|宋代|汽车|向你|向您|楼上|楼下|楼道|何时|简直|毛病|凌晨|毕竟|毕业|盛世|苗木|花园|沈阳|管道|管理|管委|解决|解释|习惯|季节|危险|危房|充电|全家|全村|全小|鱼塘|养殖|养猪|水泥|门口|门面|店主|饭店|施工|焦急|鲁班|墨子|海边)/u;

/** Names of citizens: «我叫…», «我姓…», «…女士», a surname that was spelled («弓长张»). */
export function readNames(text: string): NameFinding[] {
  const found: NameFinding[] = [];
  for (const [lead, confidence, rule] of LEADS) {
    for (const match of text.matchAll(lead)) {
      const from = match.index + match[0].length;
      const short =
        nameAt(text, from, rule.startsWith('name.surname') || SURE_LEADS.has(rule), SURE_LEADS.has(rule)) ??
        (rule === 'name.surname' ? unlistedSurname(text.slice(from)) : undefined);
      if (short === undefined) continue;
      const { name: read, from: begins } =
        rule === 'name.surname' ? fullNameBehind(text, from, short) : { name: short, from };
      const titled = titleAt(text, begins + read.length) ?? sexAt(text, begins + read.length);
      // «我是张庄的» names a village.
      if (rule === 'name.is' && titled === undefined && [...read].length < 2) continue;
      found.push(finding(text, begins, read, titled, titled ? Math.max(confidence, 0.85) : confidence, rule));
    }
  }
  for (const match of text.matchAll(new RegExp(`(${HAN}{1,4})(${TITLE})(?!们)`, 'gu'))) {
    const [, words = '', title = ''] = match;
    const name = endOfName(words);
    if (name === undefined) continue;
    const from = match.index + words.length - name.length;
    const before = text.slice(Math.max(0, from - 6), from);
    // Somebody that the caller speaks of: «联系物业的王经理».
    const isOther =
      /(?:物业|老板|房东|经理|主任|业主|邻居|找|联系|一个|有个|那个|叫|送货的?|开车的?|司机|师傅)(?:的|了|过|是)?(?:是)?$/.test(
        before,
      );
    if (/^[您你]好/.test(text.slice(match.index + match[0].length))) continue;
    if (['老板', '经理', '医生', '老师'].includes(title) && !/我是$/.test(before)) continue;
    found.push(finding(text, from, name, title, isOther ? 0.4 : 0.8, 'name.titled'));
  }
  for (const [words, surname] of SPELLED_SURNAMES) {
    const at = text.indexOf(words);
    if (at < 0 || !/姓|贵姓|我是/.test(text.slice(Math.max(0, at - 8), at))) continue;
    found.push({
      ...base(text, at, words.length),
      value: surname,
      genderTitle: 'unknown',
      confidence: 0.85,
      rule: 'name.spelled',
    });
  }
  return strongest(found);
}

/** «我姓欧阳,欧阳雪梅»: the whole name, when it follows its surname. */
function fullNameBehind(text: string, from: number, surname: string): { name: string; from: number } {
  const behind = /^[,,、。\s]*(?:名?叫)?/u.exec(text.slice(from + surname.length))?.[0] ?? '';
  const at = from + surname.length + behind.length;
  const isListed = SURNAMES.has(surname) || COMPOUND_SURNAMES.includes(surname);
  const name = behind !== '' && text.startsWith(surname, at) ? nameAt(text, at, false, !isListed) : undefined;
  // «姓渠,渠道的渠» spells the surname.
  const spells = name !== undefined && text.startsWith(`的${surname}`, at + name.length);
  return name !== undefined && !spells && name.length > surname.length
    ? { name, from: at }
    : { name: surname, from };
}

/** The name that begins at a position: surname and one or two characters more, whichever ends where a name can end. */
function nameAt(text: string, from: number, mayBeAlone: boolean, mayBeUnlisted: boolean): string | undefined {
  const rest = text.slice(from);
  if (NOT_A_NAME.test(rest)) return undefined;
  const dotted = new RegExp(`^${HAN}{2,6}[·•]${HAN}{2,6}`, 'u').exec(rest)?.[0];
  if (dotted !== undefined) return dotted;
  const characters = [...rest.slice(0, 12)];
  const compound = COMPOUND_SURNAMES.find((one) => rest.startsWith(one));
  const surname = compound ?? (SURNAMES.has(characters[0] ?? '') ? characters[0] : undefined);
  if (surname === undefined) return mayBeUnlisted ? unlistedName(rest) : undefined;
  const given = [...rest.slice(surname.length)];
  if (titleAt(given.join(''), 0) !== undefined) return surname;
  const ends: number[] = [];
  for (let length = 0; length <= 2; length += 1) {
    const last = given[length - 1];
    if (length > 0 && (last === undefined || !isHan(last))) break;
    const behind = given.slice(length).join('');
    const titled = titleAt(behind, 0) !== undefined;
    if (BEHIND.test(behind) || titled) ends.push(length);
  }
  const first = given[0] ?? '';
  const length = ends.filter((end) => end === 0 || !NOT_GIVEN.test(first)).at(-1);
  // «我姓张反映一下»: a surname alone when nothing behind it can be a given name.
  if (length === undefined) return mayBeAlone && NOT_GIVEN.test(first) ? surname : undefined;
  if (length === 0 && !mayBeAlone && titleAt(given.join(''), 0) === undefined) return undefined;
  return surname + given.slice(0, length).join('');
}

/** A rare surname, or a rare character: taken when it stands between two boundaries. */
function unlistedName(rest: string): string | undefined {
  const match = new RegExp(`^(${HAN}{2,4}?)(?=$|[\\s,。,.;;、!!??()()0-9]|电话|手机|住在|家住)`, 'u').exec(
    rest,
  );
  const name = match?.[1];
  return name === undefined || NOT_GIVEN.test(name) || /[路街区县镇村市楼号店厂的]/.test(name)
    ? undefined
    : name;
}

/** A surname that no list has, as it may be as rare as 䶮: one character behind «姓» that ends there. */
function unlistedSurname(rest: string): string | undefined {
  const surname = new RegExp(`^${HAN}(?=$|[\\s,。,.;;、!?()]|名?叫|的|${TITLE})`, 'u').exec(rest)?.[0];
  return surname === undefined || NOT_GIVEN.test(surname) || /[什啥名]/.test(surname) ? undefined : surname;
}

/** «刘桂英(女)», «刘桂英,女,68岁» */
function sexAt(text: string, at: number): string | undefined {
  const sex = /^\s*[(,、]?\s*([男女])(?=$|[\s),,。、;])/u.exec(text.slice(at))?.[1];
  return sex === undefined ? undefined : sex === '女' ? '女士' : '先生';
}

/** The longest end of the words before a title that is a name: «市民王建国»先生 → 王建国. */
function endOfName(words: string): string | undefined {
  const characters = [...words];
  for (let length = Math.min(4, characters.length); length >= 1; length -= 1) {
    const name = characters.slice(characters.length - length).join('');
    const compound = COMPOUND_SURNAMES.some((one) => name.startsWith(one));
    const first = characters[characters.length - length] ?? '';
    if (!compound && (!SURNAMES.has(first) || length > 3)) continue;
    if (
      length > 1 &&
      (NOT_A_NAME.test(name) || NOT_GIVEN.test(characters[characters.length - length + 1] ?? ''))
    )
      continue;
    return name;
  }
  return undefined;
}

function titleAt(text: string, at: number): string | undefined {
  return new RegExp(`^${TITLE}`, 'u').exec(text.slice(at))?.[0];
}

const isHan = (character: string): boolean => /\p{Script=Han}/u.test(character);

function base(text: string, from: number, length: number) {
  return { field: 'name', from, to: from + length, words: text.slice(from, from + length) } as const;
}

function finding(
  text: string,
  from: number,
  name: string,
  title: string | undefined,
  confidence: number,
  rule: string,
): NameFinding {
  return {
    ...base(text, from, name.length),
    value: name,
    genderTitle: TITLES.get(title ?? '') ?? 'unknown',
    confidence,
    rule,
  };
}

/** One finding a name: the surest; a surname alone goes when the whole name stands elsewhere. */
function strongest(found: readonly NameFinding[]): NameFinding[] {
  const order = [...found].sort(
    (one, other) => other.confidence - one.confidence || other.value.length - one.value.length,
  );
  const kept: NameFinding[] = [];
  for (const one of order) {
    const same = kept.findIndex(({ value }) => value.startsWith(one.value) || one.value.startsWith(value));
    const known = kept[same];
    if (known === undefined) {
      kept.push(one);
      continue;
    }
    const fuller = one.value.length > known.value.length ? one : known;
    const genderTitle = known.genderTitle === 'unknown' ? one.genderTitle : known.genderTitle;
    kept[same] = { ...fuller, genderTitle };
  }
  return kept;
}

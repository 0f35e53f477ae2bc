/**
 * Text as the suggestions read it: characters that carry meaning and no person.
 *
 * What identifies somebody is taken out before anything is counted, learned or compared (rule SU-4): digits (numbers,
 * identity cards, dates), latin letters (addresses on the net, account names), and names where they show
 * themselves: before a title («王局长», «李女士») and after words that introduce one («我叫…», «联系人:…»).
 */

/** The commonest surnames; one of them before a title is taken for a person. */
const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文瞿鹿肖欧阳';
const TITLES =
  '书记|省长|市长|县长|区长|镇长|乡长|村长|厅长|局长|处长|科长|部长|主任|主席|校长|院长|所长|站长|队长|支书|会长|组长|经理|老板|老师|医生|律师|警官|先生|女士|小姐|同志|师傅';

const NAME_BEFORE_TITLE = new RegExp(`[${SURNAMES}][\\p{Script=Han}]{0,2}?\\s?(?=副?(?:${TITLES}))`, 'gu');
const NAME_AFTER_WORD = new RegExp(
  `(我叫|我名叫|名叫|我名|本人姓名|姓名|联系人|我姓|投诉人|反映人|举报人|申请人)(?:是|为)?[:： ]*([${SURNAMES}][\\p{Script=Han}]{1,2})`,
  'gu',
);
/** «我是张三,» or «本人李四,»: a whole clause of two or three characters that begins with a surname. */
const NAME_ALONE = new RegExp(`(我是|本人)([${SURNAMES}][\\p{Script=Han}]{1,2})(?=[,，。;；、 (（])`, 'gu');

/** Takes names out where they show themselves. Needs the punctuation, so it goes first. */
export function withoutNames(text: string): string {
  return text.replace(NAME_AFTER_WORD, '$1 ').replace(NAME_ALONE, '$1 ').replace(NAME_BEFORE_TITLE, ' ');
}

/** Only Chinese characters, in one piece, without names. */
export function plainText(text: string): string {
  return withoutNames(text.normalize('NFKC')).replace(/[^\p{Script=Han}]+/gu, '');
}

/** A text in its two parts; either may be empty. */
export interface Document {
  readonly title: string;
  readonly body: string;
}

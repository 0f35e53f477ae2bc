import { hashOfRun, runsOf } from './features.ts';
import type { Classifier } from './linear-model.ts';
import { withoutNames } from './plain-text.ts';

/** Word breaks of the platform's own dictionary (ICU), in Node and in Electron. */
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Words that stand in any message; they explain nothing to a person. */
const EMPTY_WORDS = new Set(
  '我们 你们 他们 自己 领导 尊敬 您好 请问 希望 要求 反映 投诉 举报 咨询 建议 现在 目前 已经 没有 可以 一个 这个 那个 什么 怎么 为什么 问题 情况 进行 有关 相关 部门 解决 处理 居民 市民 群众 政府 书记 市长 局长 严重 长期 一直 多次 每天 今年 去年 请求 能否 是否 不能 不是 就是 因为 所以 但是 如果 还是 以及 关于 对于 由于 晚上 早上 上午 下午 时候 时间 地方 附近 感谢 谢谢 支持 工作 麻烦 影响 导致 造成'.split(
    ' ',
  ),
);
const READ_LENGTH = 400;

/** Words of a text, each once, in their order: Chinese, of two characters or more, no names, nothing that says nothing. */
export function wordsOf(text: string): string[] {
  const words = new Set<string>();
  for (const { segment, isWordLike } of segmenter.segment(withoutNames(text).slice(0, READ_LENGTH))) {
    if (isWordLike && /^\p{Script=Han}{2,}$/u.test(segment) && !EMPTY_WORDS.has(segment)) words.add(segment);
  }
  return [...words];
}

/** The words of a text that speak most for a class, the most telling first. */
export function tellingWords(
  words: readonly string[],
  classifier: Classifier,
  classIndex: number,
  count: number,
): string[] {
  return words
    .map((word) => ({
      word,
      leaning: runsOf(word).reduce((sum, { hash }) => sum + classifier.leaning(hash, classIndex), 0),
    }))
    .filter(({ leaning }) => leaning > 0)
    .toSorted((one, other) => other.leaning - one.leaning)
    .slice(0, count)
    .map(({ word }) => word);
}

/** Words that two texts share, the rarest first. */
export function sharedWords(
  words: readonly string[],
  other: string,
  rarityOf: (hash: number) => number,
  count: number,
): string[] {
  return words
    .filter((word) => other.includes(word))
    .map((word) => ({
      word,
      rarity: Math.max(...runsOf(word).map(({ hash }) => rarityOf(hash)), rarityOf(hashOfRun(word))),
    }))
    .toSorted((one, two) => two.rarity - one.rarity || two.word.length - one.word.length)
    .slice(0, count)
    .map(({ word }) => word);
}

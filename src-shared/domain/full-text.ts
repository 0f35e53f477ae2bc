import { halfWidth } from './text.ts';

/** One run of Chinese characters, or one of letters and digits; the rest parts words. */
const RUNS = /(?<han>[\p{Script=Han}〇]+)|(?:(?!\p{Script=Han}|〇)[\p{L}\p{N}_])+/gu;

/**
 * The terms of a text for an index that finds any part of Chinese: each character begins a term of two («夜间施工» →
 * 夜间 间施 施工 工), so that a run of two or more characters is found as a phrase of neighbouring terms, and a single
 * one as the beginning of a term. Letters and digits are one term a word, lower case and half width.
 */
export function searchTerms(text: string): string[] {
  const terms: string[] = [];
  for (const { 0: run, groups } of halfWidth(text).toLowerCase().matchAll(RUNS)) {
    if (groups?.['han'] === undefined) {
      terms.push(run);
      continue;
    }
    const characters = [...run];
    for (const [at, one] of characters.entries()) terms.push(`${one}${characters[at + 1] ?? ''}`);
  }
  return terms;
}

/** What stands together without a blank or sign between. */
const WORDS = /[\p{L}\p{N}_〇]+/gu;

/**
 * A query of FTS5 for what a person typed: every word must occur, each as it was typed, its end open where that is a
 * single character or a word of letters and digits. Nothing a person types is read as an operator.
 *
 * @returns undefined when there is nothing to look for
 */
export function searchQuery(typed: string): string | undefined {
  const words = [...halfWidth(typed).toLowerCase().matchAll(WORDS)].map(([word]) => {
    const terms = searchTerms(word);
    // The term that only the last of several Chinese characters begins would have to end the text, too.
    const open = !/\p{Script=Han}{2}$/u.test(word);
    return open ? `"${terms.join(' ')}"*` : `"${terms.slice(0, -1).join(' ')}"`;
  });
  return words.length === 0 ? undefined : words.join(' AND ');
}

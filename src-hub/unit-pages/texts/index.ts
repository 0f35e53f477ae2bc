import { en } from './en.ts';
import { type PageTexts, zh } from './zh-CN.ts';

export type { PageTexts } from './zh-CN.ts';
export type PageLanguage = 'zh' | 'en';
export const pageTexts: Readonly<Record<PageLanguage, PageTexts>> = { zh, en };

/** The language that was chosen before, else the first of a browser's that there is; Chinese where there is none. */
export function languageOf(chosen: string | undefined, acceptLanguage: string | undefined): PageLanguage {
  if (chosen === 'zh' || chosen === 'en') return chosen;
  const wanted = (acceptLanguage ?? '').toLowerCase().split(',');
  const first = wanted.find((one) => /^\s*(zh|en)\b/.test(one));
  return first?.trim().startsWith('en') ? 'en' : 'zh';
}

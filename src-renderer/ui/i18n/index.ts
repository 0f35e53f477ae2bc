import i18next from 'i18next';
import { zhCN } from './zh-CN.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zhCN };
    /** The English texts differ from the typed Chinese ones. */
    returnNull: false;
  }
}

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORAGE_KEY = 'lianxinqiao.language';

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/** The language of this page: the address's `lang`, else the last choice here, else Chinese. */
export function preferredLanguage(): Language {
  const asked = new URLSearchParams(window.location.search).get('lang');
  if (isLanguage(asked)) return asked;
  const kept = window.localStorage.getItem(STORAGE_KEY);
  return isLanguage(kept) ? kept : 'zh-CN';
}

async function load(language: Language): Promise<void> {
  if (language === 'zh-CN' || i18next.hasResourceBundle(language, 'translation')) return;
  const { en } = await import('./en.ts');
  i18next.addResourceBundle(language, 'translation', en);
}

/** Starts the texts in `language`; Chinese is in the first bundle, English is fetched when it is wanted. */
export async function startTexts(language: Language): Promise<void> {
  await i18next.init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zhCN } },
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
  });
  await changeLanguage(language, false);
}

/** Changes the language of the page at once and, unless told otherwise, remembers it. */
export async function changeLanguage(language: Language, remember = true): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  if (remember) window.localStorage.setItem(STORAGE_KEY, language);
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'zh-CN';
}

/** The text of an error code, or the error's own sentence when the code has none. */
export function errorText(code: string, message: string): string {
  return isErrorCode(code) ? i18next.t(`error.${code}`) : message;
}

function isErrorCode(code: string): code is keyof (typeof zhCN)['error'] {
  return Object.hasOwn(zhCN.error, code);
}

type MissingKey = keyof (typeof zhCN)['form']['missing'];
type FieldKey = keyof (typeof zhCN)['orders']['field'];

const isMissingKey = (field: string): field is MissingKey => Object.hasOwn(zhCN.form.missing, field);
const isFieldKey = (field: string): field is FieldKey => Object.hasOwn(zhCN.orders.field, field);

/** What is said beside a required field that is empty. */
export function missingText(field: string): string {
  return i18next.t(`form.missing.${isMissingKey(field) ? field : 'other'}`);
}

/** A work order field's name; its own name where it is none of ours (a newer program wrote it). */
export function fieldName(field: string): string {
  return isFieldKey(field) ? i18next.t(`orders.field.${field}`) : field;
}

/** Names of the commands of the bar. */
export type CommandName = keyof (typeof zhCN)['commands']['name'];

export { useTranslation } from './translation.ts';
export const texts = i18next;

import i18next, { type TFunction } from 'i18next';
import { useSyncExternalStore } from 'react';

/**
 * The texts of each language. A screen asks for some hundred at a drawing and i18next resolves each anew, which costs more
 * than the rest of the drawing: those that have no values in them are looked up once.
 */
const translators = new Map<string, TFunction>();

function translatorOf(language: string): TFunction {
  const known = translators.get(language);
  if (known) return known;
  const found = new Map<string, string>();
  // The keys are checked where a text is asked for; here they are only names.
  const ask = i18next.getFixedT(language) as unknown as (key: string, values?: object) => string;
  const look = (key: string): string => {
    const text = found.get(key) ?? ask(key);
    found.set(key, text);
    return text;
  };
  const either = (key: string, values?: object) => (values ? ask(key, values) : look(key));
  const translator = either as unknown as TFunction;
  translators.set(language, translator);
  return translator;
}

function onLanguage(listener: () => void): () => void {
  i18next.on('languageChanged', listener);
  return () => i18next.off('languageChanged', listener);
}

/** The texts in the language of the page, and its name; whoever asks is drawn again when it changes. */
export function useTranslation(): { readonly t: TFunction; readonly language: string } {
  const language = useSyncExternalStore(onLanguage, () => i18next.language);
  return { t: translatorOf(language), language };
}

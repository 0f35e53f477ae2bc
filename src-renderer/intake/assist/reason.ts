import type { SuggestionReason } from '#shared/contract/index.ts';
import { texts } from '../../ui/index.ts';

/** The sentence of a reason, in the language of the screen. */
export function reasonText(reason: SuggestionReason): string {
  const { t } = texts;
  switch (reason.kind) {
    case 'words':
      return t('suggest.reason.words', { words: quoted(reason.words) });
    case 'named':
      return t('suggest.reason.named', { words: quoted(reason.words) });
    case 'own-category':
      return t('suggest.reason.own-category', { count: reason.count });
    case 'own-unit':
      return t('suggest.reason.own-unit', { count: reason.count });
    case 'in-charge':
      return t('suggest.reason.in-charge', { category: leaf(reason.category) });
    case 'answered-by':
      return t('suggest.reason.answered-by', { share: Math.round(reason.share * 100) });
    case 'area':
      return t('suggest.reason.area', { area: reason.area });
    case 'same-place':
      return t('suggest.reason.same-place');
    case 'same-category':
      return t('suggest.reason.same-category');
    case 'same-words':
      return t('suggest.reason.same-words', { words: quoted(reason.words) });
  }
}

export const reasonsText = (reasons: readonly SuggestionReason[]) =>
  reasons.map((reason) => reasonText(reason)).join(' · ');

const quoted = (words: readonly string[]) => words.map((word) => `“${word}”`).join('');
const leaf = (category: string) => category.split('/').at(-1) ?? category;

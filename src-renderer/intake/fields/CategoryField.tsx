import { memo, useMemo, useRef, useState } from 'react';
import { type Category, searchCategories } from '#shared/domain/index.ts';
import { Combobox, useTranslation } from '../../ui/index.ts';
import { useField } from '../form-fields.ts';
import { edit, loadCategories } from '../store.ts';
import { setUnfinished, useUnfinished } from '../unfinished.ts';
import { Field } from './Field.tsx';

const SHOWN = 40;

/** A category that is offered before anything is typed, with why. */
export interface OfferedCategory {
  readonly code: string;
  readonly reason: string;
}

/** `level 1 › level 2 › level 3`; the code is the names joined by `/`. */
const pathOf = (code: string) => code.replaceAll('/', ' › ');

/**
 * Picks a leaf of the category tree by Chinese, pinyin or pinyin initials. While nothing is typed the suggestions stand
 * in the list, each taken by its digit. Enter or Tab takes the first hit once something was typed. What is typed stays
 * with its draft until something is taken.
 */
export const CategoryField = memo(function CategoryField(properties: {
  readonly categories: readonly Category[];
  readonly offered: readonly OfferedCategory[];
  readonly warning?: string | undefined;
}) {
  const { categories, offered, warning } = properties;
  const { value, required, error } = useField('categoryCode');
  const { t } = useTranslation();
  const [focused, setFocused] = useState(false);
  const unfinished = useUnfinished('categoryCode');
  const query = value === '' ? unfinished : '';
  const input = useRef<HTMLInputElement>(null);
  const found = useMemo(
    () => (query === '' ? [] : searchCategories(categories, query, SHOWN)),
    [categories, query],
  );
  const options =
    query === ''
      ? offered.map(({ code, reason }, index) => ({
          key: code,
          label: <CategoryPath code={code} />,
          note: reason,
          digit: String(index + 1),
        }))
      : found.map(({ code }) => ({ key: code, label: <CategoryPath code={code} /> }));
  return (
    <Field
      name="categoryCode"
      label={t('form.category')}
      required={required}
      warning={query !== '' ? (focused ? undefined : t('form.categoryOpen')) : warning}
      error={error}
    >
      <Combobox
        input={input}
        id="field-categoryCode"
        label={t('form.category')}
        text={query || pathOf(value)}
        options={options}
        unmoved="first"
        searching={query !== ''}
        required={required}
        invalid={error !== undefined}
        describedBy="note-categoryCode"
        placeholder={error === undefined ? t('form.categoryHint') : ''}
        empty={t('form.categoryNone')}
        onFocus={() => {
          setFocused(true);
          input.current?.select();
          void loadCategories();
        }}
        onBlur={() => setFocused(false)}
        onText={(text) => {
          if (value !== '') edit({ categoryCode: '' });
          setUnfinished('categoryCode', text);
        }}
        onTake={({ key }) => {
          edit({ categoryCode: key });
          setUnfinished('categoryCode', '');
        }}
      />
    </Field>
  );
});

/** The last level strongest, as it says most. */
function CategoryPath({ code }: { readonly code: string }) {
  const levels = code.split('/');
  return (
    <span className="category-path">
      {levels.map((name, index) => (
        <span key={levels.slice(0, index + 1).join('/')}>
          {index > 0 && <span className="category-sign"> › </span>}
          <span className={index === levels.length - 1 ? 'category-leaf' : ''}>{name}</span>
        </span>
      ))}
    </span>
  );
}

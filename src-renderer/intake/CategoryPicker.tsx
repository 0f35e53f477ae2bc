import { Select } from 'antd';
import { memo, useMemo, useRef, useState } from 'react';
import { type Category, searchCategories } from '#shared/domain/index.ts';
import { useTranslation } from '../ui/index.ts';
import { ComponentTheme } from './ComponentTheme.tsx';
import { Field } from './Field.tsx';
import { edit, loadCategories } from './store.ts';
import { TabOut } from './TabOut.tsx';

const SHOWN = 40;

/** The three levels of a code; the code is their names joined by `/`. */
const levelsOf = (code: string) => code.split('/');

/** Picks a leaf of the category tree by Chinese or by pinyin initials. */
export const CategoryPicker = memo(function CategoryPicker(properties: {
  readonly value: string;
  readonly categories: readonly Category[];
  readonly error: string | undefined;
}) {
  const { value, categories, error } = properties;
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const highlighted = useRef<string | undefined>(undefined);
  const found = useMemo(() => searchCategories(categories, query, SHOWN), [categories, query]);
  const options = found.map((category) => ({
    value: category.code,
    label: <CategoryPath levels={[category.level1, category.level2, category.level3]} />,
  }));
  const chosen = value === '' ? null : { value, label: <CategoryPath levels={levelsOf(value)} /> };
  const choose = (code: string | undefined) => {
    if (code !== undefined) edit({ categoryCode: code });
    setOpen(false);
    setQuery('');
  };
  return (
    <Field name="categoryCode" label={t('form.category')} required error={error}>
      <ComponentTheme>
        <TabOut
          open={open}
          onTab={() => {
            const known = found.some(({ code }) => code === highlighted.current);
            choose(query !== '' && known ? highlighted.current : undefined);
          }}
        >
          <Select
            id="field-categoryCode"
            data-field="categoryCode"
            aria-label={t('form.category')}
            aria-required
            aria-invalid={error !== undefined}
            aria-describedby="note-categoryCode"
            className="list-field"
            showSearch={{ filterOption: false, searchValue: query, onSearch: setQuery }}
            labelInValue
            value={chosen}
            placeholder={t('form.categoryHint')}
            options={options}
            suffixIcon={null}
            notFoundContent={
              <p className="picker-note">{t(query === '' ? 'form.categoryType' : 'form.categoryNone')}</p>
            }
            listHeight={288}
            open={open}
            onOpenChange={(next) => {
              setOpen(next);
              if (!next) setQuery('');
            }}
            onActive={(code: unknown) => {
              highlighted.current = typeof code === 'string' ? code : undefined;
            }}
            onFocus={() => void loadCategories()}
            onSelect={(choice: { value: string }) => choose(choice.value)}
          />
        </TabOut>
      </ComponentTheme>
    </Field>
  );
});

/** `level 1 › level 2 › level 3`, the last one strongest. */
function CategoryPath({ levels }: { readonly levels: readonly string[] }) {
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

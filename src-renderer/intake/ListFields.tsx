import { flushSync } from 'react-dom';
import { create } from 'zustand';
import type { Category } from '#shared/domain/index.ts';
import { useTranslation, whenIdle } from '../ui/index.ts';
import { Field } from './Field.tsx';
import { LIMITS } from './form-order.ts';
import { edit } from './store.ts';

/** The fields with lists, once their chunk is there. Not React's `lazy`: it would wait at each field's first use. */
const useLists = create<{ readonly lists: typeof import('./lists.ts') | undefined }>(() => ({
  lists: undefined,
}));

/** Fetches the lists when the page has nothing more urgent to do. A cursor that stood in a field stays there. */
export async function loadLists(): Promise<void> {
  if (useLists.getState().lists) return;
  await whenIdle();
  const lists = await import('./lists.ts');
  const focused = document.activeElement?.id ?? '';
  flushSync(() => useLists.setState({ lists }));
  const target = document.getElementById(focused);
  if (target !== document.activeElement) target?.focus();
}

/** The category's field; until its list is there (a moment after the first paint) it only shows its value. */
export function CategoryField(properties: {
  readonly value: string;
  readonly categories: readonly Category[];
  readonly error: string | undefined;
}) {
  const { t } = useTranslation();
  const lists = useLists((state) => state.lists);
  if (lists) return <lists.CategoryPicker {...properties} />;
  const { value, error } = properties;
  return (
    <Field name="categoryCode" label={t('form.category')} required error={error}>
      <input
        className="text-input"
        id="field-categoryCode"
        readOnly
        value={value.replaceAll('/', ' › ')}
        placeholder={t('form.categoryHint')}
      />
    </Field>
  );
}

/** The lead unit's field; until its list is there it takes any text without offering names. */
export function LeadUnitField(properties: { readonly value: string; readonly error: string | undefined }) {
  const { t } = useTranslation();
  const lists = useLists((state) => state.lists);
  if (lists) return <lists.UnitField {...properties} />;
  const { value, error } = properties;
  return (
    <Field name="leadUnit" label={t('form.leadUnit')} required error={error}>
      <input
        className="text-input"
        id="field-leadUnit"
        value={value}
        maxLength={LIMITS.leadUnit}
        placeholder={t('form.leadUnitHint')}
        onChange={(event) => edit({ leadUnit: event.target.value })}
      />
    </Field>
  );
}

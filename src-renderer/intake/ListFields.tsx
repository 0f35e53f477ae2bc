import { lazy, Suspense } from 'react';
import type { Category } from '#shared/domain/index.ts';
import { useTranslation, whenIdle } from '../ui/index.ts';
import { Field } from './Field.tsx';

const load = () => whenIdle().then(() => import('./lists.ts'));
const CategoryPicker = lazy(() => load().then(({ CategoryPicker: it }) => ({ default: it })));
const UnitField = lazy(() => load().then(({ UnitField: it }) => ({ default: it })));

/** The category's field; until its list is loaded (a moment after the first paint) it only shows its value. */
export function CategoryField(properties: {
  readonly value: string;
  readonly categories: readonly Category[];
  readonly error: string | undefined;
}) {
  const { t } = useTranslation();
  const { value, error } = properties;
  return (
    <Suspense
      fallback={
        <Waiting
          name="categoryCode"
          label={t('form.category')}
          value={value.replaceAll('/', ' › ')}
          hint={t('form.categoryHint')}
          error={error}
        />
      }
    >
      <CategoryPicker {...properties} />
    </Suspense>
  );
}

/** The lead unit's field, likewise. */
export function LeadUnitField(properties: { readonly value: string; readonly error: string | undefined }) {
  const { t } = useTranslation();
  const { value, error } = properties;
  return (
    <Suspense
      fallback={
        <Waiting
          name="leadUnit"
          label={t('form.leadUnit')}
          value={value}
          hint={t('form.leadUnitHint')}
          error={error}
        />
      }
    >
      <UnitField {...properties} />
    </Suspense>
  );
}

function Waiting(properties: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly error: string | undefined;
}) {
  const { name, label, value, hint, error } = properties;
  return (
    <Field name={name} label={label} required error={error}>
      <input className="text-input" id={`field-${name}`} readOnly value={value} placeholder={hint} />
    </Field>
  );
}

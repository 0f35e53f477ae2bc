import { memo, useState } from 'react';
import { DRAFT_TEXT_LIMIT } from '#shared/domain/index.ts';
import { Combobox, useTranslation } from '../../ui/index.ts';
import { useField, useOnScreen } from '../form-fields.ts';
import { countOf } from '../form-order.ts';
import { edit } from '../store.ts';
import { useFoundUnits } from '../units.ts';
import { Field } from './Field.tsx';

/** A unit that is offered before anything is typed, with why. */
export interface OfferedUnit {
  readonly name: string;
  readonly reason: string;
}

/**
 * The lead unit: any name, with the likely ones offered. Nothing is taken unless a digit or an arrow reached it, so a
 * free name stays as typed.
 */
export const UnitField = memo(function UnitField(properties: {
  readonly offered: readonly OfferedUnit[];
  /** Units of which the directory has no more. */
  readonly retired: readonly string[];
}) {
  const { offered, retired } = properties;
  const { value, error } = useField('leadUnit');
  const categoryCode = useOnScreen((fields) => fields.categoryCode);
  const { t } = useTranslation();
  const [focused, setFocused] = useState(false);
  const found = useFoundUnits(value, categoryCode, focused);
  const options =
    value === ''
      ? offered.map(({ name, reason }, index) => ({
          key: name,
          label: name,
          note: reason,
          digit: String(index + 1),
        }))
      : found.map(({ name, note }) => ({ key: name, label: name, note }));
  return (
    <Field
      name="leadUnit"
      label={t('form.leadUnit')}
      required
      warning={retired.includes(value) ? t('form.retired') : undefined}
      error={error}
      count={countOf('leadUnit', value)}
    >
      <Combobox
        id="field-leadUnit"
        label={t('form.leadUnit')}
        text={value}
        options={options}
        unmoved="none"
        required
        invalid={error !== undefined}
        describedBy="note-leadUnit"
        maxLength={DRAFT_TEXT_LIMIT}
        placeholder={error === undefined ? t('form.leadUnitHint') : ''}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onText={(leadUnit) => edit({ leadUnit })}
        onTake={({ key }) => edit({ leadUnit: key })}
      />
    </Field>
  );
});

import type { Code } from '#shared/domain/index.ts';
import { useTranslation } from '../../ui/index.ts';
import { useField } from '../form-fields.ts';
import { Field } from './Field.tsx';

/** One code of a list that a centre may extend: the browser's own list, as it needs no search. */
export function ChoiceField(properties: {
  readonly field: 'enterpriseKind' | 'rejectReason';
  readonly label: string;
  readonly codes: readonly Code[];
  readonly language: 'zh' | 'en';
  readonly onChange: (code: string) => void;
}) {
  const { field, label, codes, language, onChange } = properties;
  const { value, required, error } = useField(field);
  const { t } = useTranslation();
  return (
    <Field name={field} label={label} required={required} error={error}>
      <select
        id={`field-${field}`}
        className="plain-select"
        data-field={field}
        aria-required={required}
        aria-invalid={error !== undefined}
        aria-describedby={`note-${field}`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{error === undefined ? t('form.choose') : ''}</option>
        {codes.map((code) => (
          <option key={code.code} value={code.code}>
            {code[language]}
          </option>
        ))}
      </select>
    </Field>
  );
}

import { useState } from 'react';
import { Combobox, useTranslation } from '../../ui/index.ts';
import { useOnScreen } from '../form-fields.ts';
import { LIMITS } from '../form-order.ts';
import { edit } from '../store.ts';
import { useFoundUnits } from '../units.ts';
import { Field } from './Field.tsx';

/** Units besides the leading one, which assist or are informed: each Enter adds one, Backspace in the empty line takes the last one away. */
export function UnitListField(properties: {
  readonly field: 'assistUnits' | 'copyTo';
  /** Of these units the directory has no more. */
  readonly retired?: readonly string[];
}) {
  const { field, retired = [] } = properties;
  const value = useOnScreen((fields) => fields[field]);
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const found = useFoundUnits(text, '', true);
  const add = (name: string) => {
    const unit = name.trim();
    if (unit !== '' && !value.includes(unit)) edit({ [field]: [...value, unit] });
    setText('');
  };
  return (
    <Field
      name={field}
      label={t(`form.${field}`)}
      warning={value.some((unit) => retired.includes(unit)) ? t('form.retired') : undefined}
    >
      <span className="unit-chips">
        {value.map((unit) => (
          <button
            key={unit}
            type="button"
            className="unit-chip"
            tabIndex={-1}
            title={unit}
            aria-label={t('form.removeUnit', { unit })}
            onClick={() => edit({ [field]: value.filter((one) => one !== unit) })}
          >
            <span className="chip-name">{unit}</span>
            <span aria-hidden="true">×</span>
          </button>
        ))}
      </span>
      <Combobox
        id={`field-${field}`}
        label={t(`form.${field}`)}
        text={text}
        options={found
          .filter(({ name }) => !value.includes(name))
          .map(({ name, note }) => ({ key: name, label: name, note }))}
        unmoved="first"
        maxLength={LIMITS.leadUnit}
        placeholder={value.length === 0 ? t(`form.${field}Hint`) : ''}
        onText={setText}
        onTake={({ key }) => add(key)}
        onBlur={() => add(text)}
        onKey={(event) => {
          if (event.key === 'Enter' && text !== '') {
            event.preventDefault();
            add(text);
          } else if (event.key === 'Backspace' && text === '' && value.length > 0) {
            edit({ [field]: value.slice(0, -1) });
          }
        }}
      />
    </Field>
  );
}

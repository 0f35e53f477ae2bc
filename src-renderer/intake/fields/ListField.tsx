import { useState } from 'react';
import { Combobox, type ComboboxOption, useTranslation } from '../../ui/index.ts';
import { useOnScreen } from '../form-fields.ts';
import { edit } from '../store.ts';
import { addTyped, type ListFieldName, setUnfinished, useUnfinished } from '../unfinished.ts';
import { useFoundUnits } from '../units.ts';
import { Field } from './Field.tsx';
import { numberText } from './number-text.ts';

/**
 * Several values in one line: each Enter adds one, Backspace in the empty line takes the last one away. What is typed
 * and not added yet belongs to the draft, not to the field: it is not lost, nor carried into another draft.
 */
function ListField(properties: {
  readonly field: ListFieldName;
  readonly options: readonly ComboboxOption[];
  readonly warning?: string | undefined;
  /** What is meant by what was typed, once no input method composes. */
  readonly mend?: (typed: string) => string;
  readonly onFocused?: (focused: boolean) => void;
}) {
  const { field, options, warning, mend = (typed) => typed } = properties;
  const value = useOnScreen((fields) => fields[field]);
  const typed = useUnfinished(field);
  const { t } = useTranslation();
  return (
    <Field name={field} label={t(`form.${field}`)} warning={warning}>
      <span className="unit-chips">
        {value.map((one) => (
          <button
            key={one}
            type="button"
            className="unit-chip"
            tabIndex={-1}
            title={one}
            aria-label={t('form.removeUnit', { unit: one })}
            onClick={() => edit({ [field]: value.filter((other) => other !== one) })}
          >
            <span className="chip-name">
              <bdi>{one}</bdi>
            </span>
            <span aria-hidden="true">×</span>
          </button>
        ))}
      </span>
      <Combobox
        id={`field-${field}`}
        label={t(`form.${field}`)}
        text={typed}
        options={options.filter(({ key }) => !value.includes(key))}
        unmoved="first"
        searching={typed !== ''}
        placeholder={value.length === 0 ? t(`form.${field}Hint`) : ''}
        onText={(text, composing) => setUnfinished(field, composing ? text : mend(text))}
        onComposed={(text) => setUnfinished(field, mend(text))}
        onTake={({ key }) => addTyped(field, key)}
        onFocus={() => properties.onFocused?.(true)}
        onBlur={() => {
          properties.onFocused?.(false);
          addTyped(field, mend(typed));
        }}
        onKey={(event) => {
          if (event.key === 'Enter' && !event.ctrlKey && typed !== '') {
            event.preventDefault();
            addTyped(field, mend(typed));
          } else if (event.key === 'Backspace' && typed === '' && value.length > 0) {
            edit({ [field]: value.slice(0, -1) });
          }
        }}
      />
    </Field>
  );
}

/** Units besides the leading one, which assist or are informed. */
export function UnitListField(properties: {
  readonly field: 'assistUnits' | 'copyTo';
  /** Of these units the directory has no more. */
  readonly retired?: readonly string[];
}) {
  const { field, retired = [] } = properties;
  const value = useOnScreen((fields) => fields[field]);
  const { t } = useTranslation();
  const [focused, setFocused] = useState(false);
  const found = useFoundUnits(useUnfinished(field), '', focused);
  return (
    <ListField
      field={field}
      options={found.map(({ name, note }) => ({ key: name, label: name, note }))}
      warning={value.some((unit) => retired.includes(unit)) ? t('form.retired') : undefined}
      onFocused={setFocused}
    />
  );
}

/** Other numbers to reach the citizen by. */
export function NumberListField() {
  return <ListField field="contactNumbers" options={[]} mend={numberText} />;
}

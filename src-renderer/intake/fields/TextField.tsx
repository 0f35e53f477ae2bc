import { memo, type ReactNode } from 'react';
import { useField } from '../form-fields.ts';
import { LIMITS, type TextFieldName } from '../form-order.ts';
import { edit } from '../store.ts';
import { Field } from './Field.tsx';
import { numberText } from './number-text.ts';

/** A line of text of the work order. Every change goes to the draft, composing or not. */
export const TextField = memo(function TextField(properties: {
  readonly field: TextFieldName;
  readonly label: string;
  readonly placeholder?: string;
  readonly warning?: string | undefined;
  /** A number or a code: full-width characters become half-width, blanks and dashes go. */
  readonly digits?: boolean;
  /** Stands at the right end of the box. */
  readonly after?: ReactNode;
}) {
  const { field, label, digits = false } = properties;
  const { value, required, error } = useField(field);
  const limit = LIMITS[field];
  return (
    <Field
      name={field}
      label={label}
      required={required}
      error={error}
      warning={properties.warning}
      count={{ used: value.length, limit }}
    >
      <input
        id={`field-${field}`}
        name={field}
        type="text"
        className={`plain-input ${digits ? 'digits' : ''}`}
        inputMode={digits ? 'tel' : 'text'}
        value={value}
        maxLength={limit}
        placeholder={error === undefined ? (properties.placeholder ?? '') : ''}
        autoComplete="off"
        spellCheck={false}
        data-field={field}
        aria-required={required}
        aria-invalid={error !== undefined}
        aria-describedby={`note-${field}`}
        onChange={(event) => {
          const composing = event.nativeEvent instanceof InputEvent && event.nativeEvent.isComposing;
          const typed = event.target.value;
          edit({ [field]: digits && !composing ? numberText(typed) : typed });
        }}
        onCompositionEnd={(event) => {
          if (digits) edit({ [field]: numberText(event.currentTarget.value) });
        }}
      />
      {properties.after}
    </Field>
  );
});

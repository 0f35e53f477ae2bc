import { memo } from 'react';
import { Field } from './Field.tsx';
import { LIMITS } from './form-order.ts';
import { edit } from './store.ts';

/** A line or an area of text of the work order. Every change goes to the draft, composing or not. */
export const TextField = memo(function TextField(properties: {
  readonly field: keyof typeof LIMITS;
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly error?: string | undefined;
  /** Several lines that fill the room left. */
  readonly area?: boolean;
  readonly digits?: boolean;
  readonly className?: string;
}) {
  const {
    field,
    label,
    value,
    placeholder,
    required = false,
    error,
    area = false,
    digits = false,
  } = properties;
  const limit = LIMITS[field];
  const shared = {
    id: `field-${field}`,
    name: field,
    value,
    maxLength: limit,
    placeholder: placeholder ?? '',
    autoComplete: 'off',
    spellCheck: false,
    'data-field': field,
    'aria-required': required,
    'aria-invalid': error !== undefined,
    'aria-describedby': `note-${field}`,
    onChange: (event: { target: { value: string } }) => edit({ [field]: event.target.value }),
  };
  return (
    <Field
      name={field}
      label={label}
      required={required}
      error={error}
      count={{ used: value.length, limit }}
      className={properties.className ?? ''}
    >
      {area ? (
        <textarea {...shared} className="text-input text-area" />
      ) : (
        <input
          {...shared}
          type="text"
          className={`text-input ${digits ? 'digits' : ''}`}
          inputMode={digits ? 'tel' : 'text'}
        />
      )}
    </Field>
  );
});

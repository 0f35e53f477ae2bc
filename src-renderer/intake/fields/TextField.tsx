import { memo, type ReactNode } from 'react';
import { DRAFT_TEXT_LIMIT } from '#shared/domain/index.ts';
import { isComposingInput } from '../../ui/index.ts';
import { useField } from '../form-fields.ts';
import { countOf, type TextFieldName } from '../form-order.ts';
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
  /** Keeps what is meant, and the cursor behind the same character: what goes is not seen to go. */
  const mendNumber = (input: HTMLInputElement) => {
    const { value: typed, selectionStart } = input;
    const mended = numberText(typed);
    edit({ [field]: mended });
    if (mended === typed) return;
    const at = numberText(typed.slice(0, selectionStart ?? typed.length)).length;
    // React sets the mended text, and with it the cursor to its end, when the event is over.
    queueMicrotask(() => input.setSelectionRange(at, at));
  };
  return (
    <Field
      name={field}
      label={label}
      required={required}
      error={error}
      warning={properties.warning}
      count={countOf(field, value)}
    >
      <input
        id={`field-${field}`}
        name={field}
        type="text"
        className={`plain-input ${digits ? 'digits' : ''}`}
        inputMode={digits ? 'tel' : 'text'}
        value={value}
        maxLength={DRAFT_TEXT_LIMIT}
        placeholder={error === undefined ? (properties.placeholder ?? '') : ''}
        autoComplete="off"
        spellCheck={false}
        data-field={field}
        aria-required={required}
        aria-invalid={error !== undefined}
        aria-describedby={`note-${field}`}
        onChange={(event) => {
          const { value: typed } = event.target;
          if (digits && !isComposingInput(event.nativeEvent)) mendNumber(event.target);
          else edit({ [field]: typed });
        }}
        onCompositionEnd={(event) => {
          if (digits) mendNumber(event.currentTarget);
        }}
      />
      {properties.after}
    </Field>
  );
});

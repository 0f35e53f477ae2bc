import { type KeyboardEvent, memo } from 'react';
import { DRAFT_TEXT_LIMIT } from '#shared/domain/index.ts';
import { isForInputMethod, useTranslation } from '../../ui/index.ts';
import { blankFrom, blanksOf } from '../blanks.ts';
import { useField } from '../form-fields.ts';
import { countOf, type TextFieldName } from '../form-order.ts';
import { edit } from '../store.ts';
import { Field } from './Field.tsx';

/**
 * Several lines of text. Where a template stands in it, Tab goes from blank to blank and then on, Shift+Tab back.
 */
export const AreaField = memo(function AreaField(properties: {
  readonly field: TextFieldName;
  readonly label: string;
  readonly placeholder?: string;
  readonly className?: string;
}) {
  const { field, label } = properties;
  const { value, required, error } = useField(field);
  const { t } = useTranslation();
  const blanks = blanksOf(value).length;
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isForInputMethod(event.nativeEvent) || event.key !== 'Tab') return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { selectionStart, selectionEnd } = event.currentTarget;
    const blank = blankFrom(value, { start: selectionStart, end: selectionEnd }, event.shiftKey);
    if (!blank) return;
    event.preventDefault();
    event.currentTarget.setSelectionRange(blank.start, blank.end);
  };
  return (
    <Field
      name={field}
      label={label}
      required={required}
      error={error}
      count={countOf(field, value)}
      tall
      className={properties.className ?? ''}
      aside={
        blanks > 0 && (
          <span className="field-blanks" role="status">
            {t('form.blanks', { count: blanks })}
          </span>
        )
      }
    >
      <textarea
        id={`field-${field}`}
        name={field}
        className="plain-area"
        value={value}
        maxLength={DRAFT_TEXT_LIMIT}
        placeholder={error === undefined ? (properties.placeholder ?? '') : ''}
        autoComplete="off"
        spellCheck={false}
        data-field={field}
        aria-required={required}
        aria-invalid={error !== undefined}
        aria-describedby={`note-${field}`}
        onChange={(event) => edit({ [field]: event.target.value })}
        onKeyDown={onKeyDown}
      />
    </Field>
  );
});

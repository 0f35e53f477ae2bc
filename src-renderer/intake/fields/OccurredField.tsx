import { DRAFT_TEXT_LIMIT, overLimit } from '#shared/domain/index.ts';
import { dayAndTime, useTranslation } from '../../ui/index.ts';
import { useField, useOnScreen } from '../form-fields.ts';
import { understandOccurred } from '../language/occurred.ts';
import { edit } from '../store.ts';
import { Field } from './Field.tsx';

/**
 * When it happened, as the citizen says it («昨天下午三点»); what it was understood as stands beside it, so that a wrong
 * reading is seen. The words are kept, whether they are understood or not.
 */
export function OccurredField() {
  const { value: text, required, error } = useField('occurredText');
  const { at, ongoing } = useOnScreen(({ occurredAt, ongoing }) => ({ at: occurredAt, ongoing }));
  const { t } = useTranslation();
  const over = overLimit('occurredText', text);
  const read = at === null ? '' : dayAndTime(at);
  return (
    <Field
      name="occurredText"
      label={t('form.occurred')}
      required={required}
      error={error}
      warning={over > 0 ? t('form.tooLong', { count: over }) : undefined}
      className="field-occurred"
    >
      <input
        id="field-occurredText"
        type="text"
        className="plain-input"
        title={text}
        value={text}
        maxLength={DRAFT_TEXT_LIMIT}
        placeholder={error === undefined ? t('form.occurredHint') : ''}
        autoComplete="off"
        spellCheck={false}
        data-field="occurredText"
        aria-required={required}
        aria-invalid={error !== undefined}
        aria-describedby="note-occurredText occurred-read"
        onChange={(event) => edit({ occurredText: event.target.value, occurredAt: null })}
        onBlur={() => void understandOccurred()}
      />
      <span className="field-read" id="occurred-read" title={read}>
        {read}
      </span>
      <button
        type="button"
        // No Tab is spent on it: the command bar has it (cxz).
        tabIndex={-1}
        className={`field-toggle ${ongoing ? 'is-on' : ''}`}
        aria-pressed={ongoing}
        onClick={() => edit({ ongoing: !ongoing })}
      >
        {t('form.ongoing')}
      </button>
    </Field>
  );
}

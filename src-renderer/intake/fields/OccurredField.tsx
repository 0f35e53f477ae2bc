import { clipped, codeOf, DRAFT_TEXT_LIMIT, FIELD_LIMITS, overLimit } from '#shared/domain/index.ts';
import { dayAndTime, showError, useTranslation } from '../../ui/index.ts';
import { useField, useOnScreen } from '../form-fields.ts';
import { readingClient } from '../language/client.ts';
import { edit, fieldsOnScreen, useIntake } from '../store.ts';
import { Field } from './Field.tsx';

/** Asks what moment the words mean; what is not understood stays words. */
async function understand(text: string): Promise<void> {
  try {
    const findings = await readingClient().readParagraph({ text: clipped(text, FIELD_LIMITS.content) });
    const time = findings.find((finding) => finding.field === 'time');
    if (time?.field !== 'time' || fieldsOnScreen(useIntake.getState()).occurredText !== text) return;
    if (time.at !== null || time.ongoing)
      edit({ occurredAt: time.at, ...(time.ongoing ? { ongoing: true } : {}) });
  } catch (error) {
    if (codeOf(error) !== 'disconnected') showError(error);
  }
}

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
        onBlur={() => at === null && text !== '' && void understand(text)}
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

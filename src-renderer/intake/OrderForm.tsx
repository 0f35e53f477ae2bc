import { useEffect, useLayoutEffect } from 'react';
import {
  type Handling,
  type RequestType,
  requestTypeSchema,
  type WorkOrderField,
} from '#shared/domain/index.ts';
import { Keycap, RadioRow, showError, useTranslation } from '../ui/index.ts';
import { Field } from './Field.tsx';
import { type MissingField, missingInOrder } from './form-order.ts';
import { CategoryField, LeadUnitField, loadLists } from './ListFields.tsx';
import { SaveState } from './SaveState.tsx';
import { BLANK, edit, fieldsOnScreen, setComposing, submit, useIntake } from './store.ts';
import { TextField } from './TextField.tsx';

/** Puts the cursor into a field of the form. */
function focusField(field: WorkOrderField): void {
  const target =
    document.getElementById(`field-${field}`) ?? document.querySelector(`input[data-field="${field}"]`);
  if (target instanceof HTMLElement) target.focus();
}

/** 举报 is confidential unless the operator says otherwise (DOMAIN.md §2.3). */
export function chooseRequestType(requestType: RequestType): void {
  edit(requestType === 'JB' ? { requestType, confidential: true } : { requestType });
}

/** The work order that is being typed: one screen, Tab from top to bottom. */
export function OrderForm(properties: { readonly onDiscard: () => void }) {
  const { t } = useTranslation();
  const view = useIntake();
  const fields = fieldsOnScreen(view);
  const missing = missingInOrder(fields);
  const told = view.attempted.includes(view.activeId ?? BLANK);
  const errorOf = (field: MissingField) =>
    told && missing.includes(field) ? t(`form.missing.${field}`) : undefined;
  const placed = fields.requestType !== 'ZX' && fields.requestType !== 'BY';

  useLayoutEffect(() => {
    performance.mark('form-ready'); // from here on the fields are on the page and take the cursor
    loadLists().catch(showError);
  }, []);
  useEffect(() => {
    if (view.focus) focusField(view.focus.field);
  }, [view.focus]);

  return (
    <form
      className="order-form"
      aria-label={t('form.region')}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onKeyDown={(event) => {
        // Enter in a single line must not submit a half-written order; Ctrl+Enter does.
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
      }}
    >
      <Field name="requestType" label={t('form.requestType')} labelled={false}>
        <RadioRow<RequestType>
          name="requestType"
          legend={t('form.requestType')}
          value={fields.requestType}
          onChange={chooseRequestType}
          choices={requestTypeSchema.options.map((value, index) => ({
            value,
            label: t(`form.types.${value}`),
            key: String(index + 1),
          }))}
        />
      </Field>

      <div className="form-row row-identity">
        <TextField
          field="callerName"
          label={t('form.callerName')}
          value={fields.callerName}
          placeholder={t('form.callerNameHint')}
        />
        <TextField
          field="callerNumber"
          label={t('form.callerNumber')}
          value={fields.callerNumber}
          required={!fields.anonymous}
          error={errorOf('callerNumber')}
          digits
        />
        <Toggle
          field="anonymous"
          checked={fields.anonymous}
          label={t('form.anonymous')}
          hint={t('form.anonymousHint')}
        />
        <Toggle
          field="confidential"
          checked={fields.confidential}
          label={t('form.confidential')}
          hint={t('form.confidentialHint')}
        />
      </div>

      <TextField
        field="content"
        label={t('form.content')}
        value={fields.content}
        placeholder={t('form.contentHint')}
        required
        error={errorOf('content')}
        area
        className="field-fill"
      />

      <div className="form-row">
        <TextField
          field="aim"
          label={t('form.aim')}
          value={fields.aim}
          placeholder={t('form.aimHint')}
          required={placed}
          error={errorOf('aim')}
        />
        <TextField
          field="place"
          label={t('form.place')}
          value={fields.place}
          placeholder={t('form.placeHint')}
          required={placed}
          error={errorOf('place')}
        />
      </div>

      <div className="form-row">
        <TextField
          field="title"
          label={t('form.title')}
          value={fields.title}
          placeholder={t('form.titleHint')}
          required
          error={errorOf('title')}
        />
        <CategoryField
          value={fields.categoryCode}
          categories={view.categories}
          error={errorOf('categoryCode')}
        />
      </div>

      <div className="form-row row-handling">
        <Field
          name="handling"
          label={t('form.handling')}
          labelled={false}
          required
          error={errorOf('handling')}
        >
          <RadioRow<Handling>
            name="handling"
            legend={t('form.handling')}
            value={fields.handling}
            onChange={(handling) => edit({ handling })}
            describedBy="note-handling"
            invalid={errorOf('handling') !== undefined}
            choices={[
              { value: 'answered', label: t('form.answered') },
              { value: 'dispatched', label: t('form.dispatched') },
            ]}
          />
        </Field>
        {fields.handling === 'answered' && (
          <TextField
            field="replyText"
            label={t('form.replyText')}
            value={fields.replyText}
            placeholder={t('form.replyHint')}
            required
            error={errorOf('replyText')}
            area
            className="field-reply"
          />
        )}
        {fields.handling === 'dispatched' && (
          <LeadUnitField value={fields.leadUnit} error={errorOf('leadUnit')} />
        )}
        {fields.handling === '' && <p className="handling-hint">{t('form.handlingHint')}</p>}
      </div>

      <footer className="form-foot">
        <SaveState />
        {told && missing.length > 0 && (
          <p className="missing-count" role="status">
            {t('form.missingCount', { count: missing.length })}
          </p>
        )}
        <span className="foot-space" />
        {view.activeId !== null && (
          <button type="button" className="button button-quiet" onClick={properties.onDiscard}>
            {t('form.discard')}
          </button>
        )}
        <button
          type="submit"
          className="button button-main button-submit"
          data-testid="submit"
          aria-keyshortcuts="Control+Enter"
          disabled={view.submitting}
        >
          {view.submitting ? t('form.submitting') : t('form.submit')}
          <Keycap>Ctrl+Enter</Keycap>
        </button>
      </footer>
    </form>
  );
}

function Toggle(properties: {
  readonly field: 'anonymous' | 'confidential';
  readonly checked: boolean;
  readonly label: string;
  readonly hint: string;
}) {
  const { field, checked, label, hint } = properties;
  return (
    <Field name={field} label={label} className="field-toggle">
      <div className="toggle">
        <input
          type="checkbox"
          role="switch"
          aria-checked={checked}
          className="switch"
          id={`field-${field}`}
          data-field={field}
          aria-describedby={`hint-${field}`}
          checked={checked}
          onChange={(event) => edit({ [field]: event.target.checked })}
        />
        <span id={`hint-${field}`} className={checked ? 'toggle-hint toggle-on' : 'toggle-hint'}>
          {hint}
        </span>
      </div>
    </Field>
  );
}

import { type Handling, handlingSchema } from '#shared/domain/index.ts';
import { RadioRow, StateMark, useTranslation } from '../../ui/index.ts';
import { useOfferedUnits } from '../assist/suggest-store.ts';
import { useCodes } from '../codes.ts';
import { useCopies } from '../copies.ts';
import { DeadlineNote } from '../deadline/DeadlineNote.tsx';
import { AreaField } from '../fields/AreaField.tsx';
import { ChoiceField } from '../fields/ChoiceField.tsx';
import { TextField } from '../fields/TextField.tsx';
import { UnitField } from '../fields/UnitField.tsx';
import { UnitListField } from '../fields/UnitListField.tsx';
import { activeDraft, edit, useIntake } from '../store.ts';
import type { SectionProperties } from './section.ts';

/** What is done about it; each way brings its own fields, in the same place. */
export function HandlingSection({ fields, errorOf, required, retired }: SectionProperties) {
  const { t } = useTranslation();
  const codes = useCodes();
  return (
    <>
      <div
        className={`field field-bare field-handling ${errorOf('handling') ? 'field-missing' : ''}`}
        data-missing={errorOf('handling') ? 'handling' : undefined}
      >
        <span className="field-label">{t('form.handling')}</span>
        <RadioRow<Handling>
          name="handling"
          legend={t('form.handling')}
          value={fields.handling}
          onChange={(handling) => edit({ handling })}
          describedBy={fields.handling === '' ? 'note-handling' : undefined}
          invalid={errorOf('handling') !== undefined}
          choices={handlingSchema.options.map((value, index) => ({
            value,
            label: codes.text('handlings', value),
            key: String(index + 1),
          }))}
        />
      </div>
      <HandlingParts fields={fields} errorOf={errorOf} required={required} retired={retired} />
    </>
  );
}

function HandlingParts({ fields, errorOf, required, retired }: SectionProperties) {
  const { t } = useTranslation();
  const offered = useOfferedUnits();
  const receivedAt = useIntake((view) => activeDraft(view)?.createdAt ?? 0);
  const codes = useCodes();
  const copies = useCopies(fields);
  switch (fields.handling) {
    case '':
      return (
        <p className="handling-hint" id="note-handling">
          {errorOf('handling') ? (
            <span className="field-error">
              <StateMark kind="bad" />
              {errorOf('handling')}
            </span>
          ) : (
            t('form.handlingHint')
          )}
        </p>
      );
    case 'answered':
      return (
        <AreaField
          field="replyText"
          label={t('form.replyText')}
          value={fields.replyText}
          placeholder={t('form.replyHint')}
          required={required('replyText')}
          error={errorOf('replyText')}
          className="field-reply"
        />
      );
    case 'dispatched':
      return (
        <>
          <div className={`form-row ${copies ? 'row-units' : ''}`}>
            <UnitField
              value={fields.leadUnit}
              offered={offered}
              categoryCode={fields.categoryCode}
              warning={retired.units.includes(fields.leadUnit) ? t('form.retired') : undefined}
              error={errorOf('leadUnit')}
            />
            <UnitListField field="assistUnits" value={fields.assistUnits} retired={retired.units} />
            {/* Rare: it costs room and a Tab only once somebody is to be informed (cs). */}
            {copies && <UnitListField field="copyTo" value={fields.copyTo} retired={retired.units} />}
          </div>
          <DeadlineNote fields={fields} receivedAt={receivedAt} />
        </>
      );
    case 'transferred':
    case 'three-party':
      return (
        <div className="form-row row-narrow-wide">
          <TextField
            field="transferTarget"
            label={t('form.transferTarget')}
            value={fields.transferTarget}
            placeholder={t('form.transferTargetHint')}
            required={required('transferTarget')}
            error={errorOf('transferTarget')}
          />
          <TextField
            field="replyText"
            label={t('form.transferNote')}
            value={fields.replyText}
            required={required('replyText')}
            error={errorOf('replyText')}
          />
        </div>
      );
    case 'not-accepted':
      return (
        <div className="form-row row-narrow-wide">
          <ChoiceField
            field="rejectReason"
            label={t('form.rejectReason')}
            value={fields.rejectReason}
            codes={codes.list('reject-reasons')}
            language={codes.language}
            required={required('rejectReason')}
            error={errorOf('rejectReason')}
            onChange={(rejectReason) => {
              const hint = codes.list('reject-reasons').find(({ code }) => code === rejectReason)?.hint?.zh;
              // What is to be told stands in the list; it is written only where nothing was written yet.
              edit(fields.guidance === '' && hint ? { rejectReason, guidance: hint } : { rejectReason });
            }}
          />
          <TextField
            field="guidance"
            label={t('form.guidance')}
            value={fields.guidance}
            placeholder={t('form.guidanceHint')}
            required={required('guidance')}
            error={errorOf('guidance')}
          />
        </div>
      );
  }
}

import { memo } from 'react';
import { type Handling, handlingSchema } from '#shared/domain/index.ts';
import { RadioRow, StateMark, useTranslation } from '../../ui/index.ts';
import { useOfferedUnits } from '../assist/suggest-store.ts';
import { useCodes } from '../codes.ts';
import { DeadlineNote } from '../deadline/DeadlineNote.tsx';
import { AreaField } from '../fields/AreaField.tsx';
import { ChoiceField } from '../fields/ChoiceField.tsx';
import { UnitListField } from '../fields/ListField.tsx';
import { TextField } from '../fields/TextField.tsx';
import { UnitField } from '../fields/UnitField.tsx';
import { useField, useOnScreen } from '../form-fields.ts';
import { useRare } from '../rare.ts';
import { edit } from '../store.ts';
import type { SectionProperties } from './section.ts';

/** What is done about it; each way brings its own fields, in the same place. */
export const HandlingSection = memo(function HandlingSection({ retired }: SectionProperties) {
  const { t } = useTranslation();
  const codes = useCodes();
  const { value: handling, error } = useField('handling');
  return (
    <>
      <div
        className={`field field-bare field-handling ${error ? 'field-missing' : ''}`}
        data-missing={error ? 'handling' : undefined}
      >
        <span className="field-label">{t('form.handling')}</span>
        <RadioRow<Handling>
          name="handling"
          legend={t('form.handling')}
          value={handling}
          onChange={(chosen) => edit({ handling: chosen })}
          describedBy={handling === '' ? 'note-handling' : undefined}
          invalid={error !== undefined}
          choices={handlingSchema.options.map((value, index) => ({
            value,
            label: codes.text('handlings', value),
            key: String(index + 1),
          }))}
        />
      </div>
      <HandlingParts handling={handling} error={error} retired={retired} />
    </>
  );
});

function HandlingParts(
  properties: SectionProperties & { readonly handling: Handling | ''; readonly error: string | undefined },
) {
  const { handling, error, retired } = properties;
  const { t } = useTranslation();
  const offered = useOfferedUnits();
  const codes = useCodes();
  const copies = useRare('copyTo');
  const isGuided = useOnScreen(({ guidance }) => guidance !== '');
  switch (handling) {
    case '':
      return (
        <p className="handling-hint" id="note-handling">
          {error ? (
            <span className="field-error">
              <StateMark kind="bad" />
              {error}
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
          placeholder={t('form.replyHint')}
          className="field-reply"
        />
      );
    case 'dispatched':
      return (
        <>
          <div className={`form-row ${copies ? 'row-units' : ''}`}>
            <UnitField offered={offered} retired={retired.units} />
            <UnitListField field="assistUnits" retired={retired.units} />
            {/* Rare: it costs room and a Tab only once somebody is to be informed (cs). */}
            {copies && <UnitListField field="copyTo" retired={retired.units} />}
          </div>
          <DeadlineNote />
        </>
      );
    case 'transferred':
    case 'three-party':
      return (
        <div className="form-row row-narrow-wide">
          <TextField
            field="transferTarget"
            label={t('form.transferTarget')}
            placeholder={t('form.transferTargetHint')}
          />
          <TextField field="replyText" label={t('form.transferNote')} />
        </div>
      );
    case 'not-accepted':
      return (
        <div className="form-row row-narrow-wide">
          <ChoiceField
            field="rejectReason"
            label={t('form.rejectReason')}
            codes={codes.list('reject-reasons')}
            language={codes.language}
            onChange={(rejectReason) => {
              const hint = codes.list('reject-reasons').find(({ code }) => code === rejectReason)?.hint?.zh;
              // What is to be told stands in the list; it is written only where nothing was written yet.
              edit(!isGuided && hint ? { rejectReason, guidance: hint } : { rejectReason });
            }}
          />
          <TextField field="guidance" label={t('form.guidance')} placeholder={t('form.guidanceHint')} />
        </div>
      );
  }
}

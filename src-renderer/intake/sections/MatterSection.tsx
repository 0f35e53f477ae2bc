import { useTranslation } from '../../ui/index.ts';
import { useOfferedCategories } from '../assist/suggest-store.ts';
import { useCodes } from '../codes.ts';
import { AreaField } from '../fields/AreaField.tsx';
import { CategoryField } from '../fields/CategoryField.tsx';
import { OccurredField } from '../fields/OccurredField.tsx';
import { PlaceField } from '../fields/PlaceField.tsx';
import { TextField } from '../fields/TextField.tsx';
import { edit, useIntake } from '../store.ts';
import type { SectionProperties } from './section.ts';

/** What happened, where, when, and what is asked. «What happened» takes the height that the rest leaves. */
export function MatterSection({ fields, errorOf, required, retired }: SectionProperties) {
  const { t } = useTranslation();
  const codes = useCodes();
  const categories = useIntake((view) => view.categories);
  const offered = useOfferedCategories();
  const { requestType } = fields;
  const accuses =
    ['TS', 'JB'].includes(requestType) || fields.respondentName !== '' || fields.respondentKind !== '';
  const happened = requestType === 'QZ' || accuses || fields.occurredText !== '' || fields.ongoing;
  return (
    <>
      <AreaField
        field="content"
        label={t('form.content')}
        value={fields.content}
        placeholder={t('form.contentHint')}
        required={required('content')}
        error={errorOf('content')}
        className="field-fill"
      />
      <div className={`form-row ${happened ? 'row-wide-narrow' : 'row-one'}`}>
        <PlaceField
          areaCode={fields.areaCode}
          streetCode={fields.streetCode}
          villageCode={fields.villageCode}
          place={fields.place}
          retired={retired.place}
          required={required('place')}
          error={errorOf('place') ?? errorOf('areaCode')}
        />
        {happened && (
          <OccurredField
            text={fields.occurredText}
            at={fields.occurredAt}
            ongoing={fields.ongoing}
            required={required('occurredText')}
            error={errorOf('occurredText')}
          />
        )}
      </div>
      <div className={`form-row ${accuses ? 'row-accused' : 'row-one'}`}>
        <TextField
          field="aim"
          label={t('form.aim')}
          value={fields.aim}
          placeholder={t('form.aimHint')}
          required={required('aim')}
          error={errorOf('aim')}
        />
        {accuses && (
          <TextField
            field="respondentName"
            label={t('form.respondentName')}
            value={fields.respondentName}
            required={required('respondentName')}
            error={errorOf('respondentName')}
            after={
              <select
                id="field-respondentKind"
                className="mini-select"
                data-field="respondentKind"
                // No Tab is spent on it: the command bar has it (dxlb).
                tabIndex={-1}
                aria-label={t('form.respondentKind')}
                value={fields.respondentKind}
                onChange={({ target }) => edit({ respondentKind: target.value })}
              >
                <option value="">{t('form.respondentKind')}</option>
                {codes.list('respondent-kinds').map((kind) => (
                  <option key={kind.code} value={kind.code}>
                    {kind[codes.language]}
                  </option>
                ))}
              </select>
            }
          />
        )}
      </div>
      <div className="form-row">
        <TextField
          field="title"
          label={t('form.title')}
          value={fields.title}
          placeholder={t('form.titleHint')}
          required={required('title')}
          error={errorOf('title')}
        />
        <CategoryField
          value={fields.categoryCode}
          categories={categories}
          offered={offered}
          warning={retired.category ? t('form.retired') : undefined}
          error={errorOf('categoryCode')}
          required={required('categoryCode')}
        />
      </div>
    </>
  );
}

/** A reminder or a co-complaint needs only what the citizen says now; the rest stands in the order it goes to. */
export function FollowUpSection({ fields, errorOf, required }: SectionProperties) {
  const { t } = useTranslation();
  return (
    <AreaField
      field="content"
      label={t(fields.followUpOf === '' ? 'form.content' : 'form.followUpContent')}
      value={fields.content}
      placeholder={t('form.followUpHint')}
      required={required('content')}
      error={errorOf('content')}
      className="field-fill"
    />
  );
}

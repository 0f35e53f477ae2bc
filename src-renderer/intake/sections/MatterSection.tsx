import { memo } from 'react';
import { useTranslation } from '../../ui/index.ts';
import { useOfferedCategories } from '../assist/suggest-store.ts';
import { useCodes } from '../codes.ts';
import { AreaField } from '../fields/AreaField.tsx';
import { CategoryField } from '../fields/CategoryField.tsx';
import { OccurredField } from '../fields/OccurredField.tsx';
import { PlaceField } from '../fields/PlaceField.tsx';
import { TextField } from '../fields/TextField.tsx';
import { TitleField } from '../fields/TitleField.tsx';
import { useOnScreen } from '../form-fields.ts';
import { edit, useIntake } from '../store.ts';
import type { SectionProperties } from './section.ts';

/** What happened, where, when, and what is asked. «What happened» takes the height that the rest leaves. */
export const MatterSection = memo(function MatterSection({ retired }: SectionProperties) {
  const { t } = useTranslation();
  const codes = useCodes();
  const categories = useIntake((view) => view.categories);
  const offered = useOfferedCategories();
  const respondentKind = useOnScreen((fields) => fields.respondentKind);
  const { accuses, happened } = useOnScreen((fields) => {
    const accuses =
      ['TS', 'JB'].includes(fields.requestType) ||
      fields.respondentName !== '' ||
      fields.respondentKind !== '';
    const happened = fields.requestType === 'QZ' || accuses || fields.occurredText !== '' || fields.ongoing;
    return { accuses, happened };
  });
  return (
    <>
      <AreaField
        field="content"
        label={t('form.content')}
        placeholder={t('form.contentHint')}
        className="field-fill"
      />
      <div className={`form-row ${happened ? 'row-occurred' : 'row-one'}`}>
        <PlaceField retired={retired.place} />
        {happened && <OccurredField />}
      </div>
      <div className={`form-row ${accuses ? 'row-accused' : 'row-one'}`}>
        <TextField field="aim" label={t('form.aim')} placeholder={t('form.aimHint')} />
        {accuses && (
          <TextField
            field="respondentName"
            label={t('form.respondentName')}
            after={
              <select
                id="field-respondentKind"
                className="mini-select"
                data-field="respondentKind"
                // No Tab is spent on it: the command bar has it (dxlb).
                tabIndex={-1}
                aria-label={t('form.respondentKind')}
                value={respondentKind}
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
        <TitleField />
        <CategoryField
          categories={categories}
          offered={offered}
          warning={retired.category ? t('form.retired') : undefined}
        />
      </div>
    </>
  );
});

/** A reminder or a co-complaint needs only what the citizen says now; the rest stands in the order it goes to. */
export const FollowUpSection = memo(function FollowUpSection() {
  const { t } = useTranslation();
  const joins = useOnScreen(({ followUpOf }) => followUpOf === '');
  return (
    <AreaField
      field="content"
      label={t(joins ? 'form.content' : 'form.followUpContent')}
      placeholder={t('form.followUpHint')}
      className="field-fill"
    />
  );
});

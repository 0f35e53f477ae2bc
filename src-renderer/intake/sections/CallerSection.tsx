import { isCreditCode } from '#shared/domain/index.ts';
import { useTranslation } from '../../ui/index.ts';
import { useCodes } from '../codes.ts';
import { ChoiceField } from '../fields/ChoiceField.tsx';
import { NameField } from '../fields/NameField.tsx';
import { TextField } from '../fields/TextField.tsx';
import { edit } from '../store.ts';
import type { SectionProperties } from './section.ts';

/** Credit codes have 18 characters (GB 32100); a shorter one is still being typed. */
const isWrongCode = (code: string) => code.length === 18 && !isCreditCode(code);

/** Who asks: one line for a citizen, two more for an enterprise or another organisation. */
export function CallerSection({ fields, errorOf, required }: SectionProperties) {
  const { t } = useTranslation();
  const codes = useCodes();
  const organised = fields.requesterKind !== 'person';
  return (
    <>
      <div className="form-row row-caller">
        <NameField value={fields.callerName} title={fields.genderTitle} />
        <TextField
          field="callerNumber"
          label={t('form.callerNumber')}
          value={fields.callerNumber}
          required={required('callerNumber')}
          error={errorOf('callerNumber')}
          placeholder={fields.anonymous ? t('form.anonymousHint') : ''}
          digits
        />
        {organised && (
          <TextField
            field="organisationContact"
            label={t('form.organisationContact')}
            value={fields.organisationContact}
          />
        )}
      </div>
      {organised && (
        <div className="form-row row-organisation">
          <TextField
            field="organisationName"
            label={t(fields.requesterKind === 'enterprise' ? 'form.enterpriseName' : 'form.organisationName')}
            value={fields.organisationName}
            required={required('organisationName')}
            error={errorOf('organisationName')}
          />
          <TextField
            field="organisationCode"
            label={t('form.organisationCode')}
            value={fields.organisationCode}
            placeholder={t('form.organisationCodeHint')}
            error={errorOf('organisationCode')}
            warning={isWrongCode(fields.organisationCode) ? t('form.organisationCodeOdd') : undefined}
            digits
          />
          {fields.requesterKind === 'enterprise' && (
            <ChoiceField
              field="enterpriseKind"
              label={t('form.enterpriseKind')}
              value={fields.enterpriseKind}
              codes={codes.list('enterprise-kinds')}
              language={codes.language}
              required={required('enterpriseKind')}
              error={errorOf('enterpriseKind')}
              onChange={(enterpriseKind) => edit({ enterpriseKind })}
            />
          )}
        </div>
      )}
    </>
  );
}

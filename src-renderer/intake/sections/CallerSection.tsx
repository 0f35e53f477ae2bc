import { memo } from 'react';
import { isCreditCode } from '#shared/domain/index.ts';
import { useTranslation } from '../../ui/index.ts';
import { useCodes } from '../codes.ts';
import { ChoiceField } from '../fields/ChoiceField.tsx';
import { NameField } from '../fields/NameField.tsx';
import { TextField } from '../fields/TextField.tsx';
import { useOnScreen } from '../form-fields.ts';
import { edit } from '../store.ts';

/** Credit codes have 18 characters (GB 32100); a shorter one is still being typed. */
const isWrongCode = (code: string) => code.length === 18 && !isCreditCode(code);

/** Who asks: one line for a citizen, two more for an enterprise or another organisation. */
export const CallerSection = memo(function CallerSection() {
  const { t } = useTranslation();
  const codes = useCodes();
  const { kind, anonymous, wrongCode } = useOnScreen((fields) => ({
    kind: fields.requesterKind,
    anonymous: fields.anonymous,
    wrongCode: isWrongCode(fields.organisationCode),
  }));
  const organised = kind !== 'person';
  return (
    <>
      <div className="form-row row-caller">
        <NameField />
        <TextField
          field="callerNumber"
          label={t('form.callerNumber')}
          placeholder={anonymous ? t('form.anonymousHint') : ''}
          digits
        />
        {organised && <TextField field="organisationContact" label={t('form.organisationContact')} />}
      </div>
      {organised && (
        <div className="form-row row-organisation">
          <TextField
            field="organisationName"
            label={t(kind === 'enterprise' ? 'form.enterpriseName' : 'form.organisationName')}
          />
          <TextField
            field="organisationCode"
            label={t('form.organisationCode')}
            placeholder={t('form.organisationCodeHint')}
            warning={wrongCode ? t('form.organisationCodeOdd') : undefined}
            digits
          />
          {kind === 'enterprise' && (
            <ChoiceField
              field="enterpriseKind"
              label={t('form.enterpriseKind')}
              codes={codes.list('enterprise-kinds')}
              language={codes.language}
              onChange={(enterpriseKind) => edit({ enterpriseKind })}
            />
          )}
        </div>
      )}
    </>
  );
});

import { memo } from 'react';
import { canonicalNumber, isCreditCode } from '#shared/domain/index.ts';
import { useTranslation } from '../../ui/index.ts';
import { useCodes } from '../codes.ts';
import { ChoiceField } from '../fields/ChoiceField.tsx';
import { NumberListField } from '../fields/ListField.tsx';
import { NameField } from '../fields/NameField.tsx';
import { TextField } from '../fields/TextField.tsx';
import { useOnScreen } from '../form-fields.ts';
import { useRare } from '../rare.ts';
import { edit } from '../store.ts';

/** Credit codes have 18 characters (GB 32100); a shorter one is still being typed. */
const isWrongCode = (code: string) => code.length === 18 && !isCreditCode(code);

/**
 * Whether a number can hardly be one: a letter or character in it, too few or too many digits, or eleven that begin like
 * a mobile number and are none. Only told, never forbidden: a citizen may know no better.
 */
const isOddNumber = (number: string) => {
  if (number === '') return false;
  const [main = ''] = number.split(/[转#]/);
  if (!/^\+?\d+$/.test(main)) return true;
  const digits = canonicalNumber(main);
  return digits.startsWith('1') && digits.length > 6
    ? !/^1[3-9]\d{9}$/.test(digits)
    : digits.length < 3 || digits.length > 15;
};

/** Who asks: one line for a citizen, two more for an enterprise or another organisation. */
export const CallerSection = memo(function CallerSection() {
  const { t } = useTranslation();
  const codes = useCodes();
  const { kind, anonymous, wrongCode, oddNumber } = useOnScreen((fields) => ({
    kind: fields.requesterKind,
    anonymous: fields.anonymous,
    wrongCode: isWrongCode(fields.organisationCode),
    oddNumber: isOddNumber(fields.callerNumber),
  }));
  const organised = kind !== 'person';
  const numbers = useRare('contactNumbers');
  return (
    <>
      <div className="form-row row-caller">
        <NameField />
        <TextField
          field="callerNumber"
          label={t('form.callerNumber')}
          placeholder={anonymous ? t('form.anonymousHint') : ''}
          warning={oddNumber ? t('form.numberOdd') : undefined}
          digits
        />
        {/* Rare: it costs room and a Tab only once there is another number (dh). */}
        {numbers && <NumberListField />}
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

import { memo } from 'react';
import { type RequestType, requestTypeSchema, type Urgency, urgencySchema } from '#shared/domain/index.ts';
import { RadioRow, useTranslation } from '../../ui/index.ts';
import { useCodes } from '../codes.ts';
import { useOnScreen } from '../form-fields.ts';
import { edit } from '../store.ts';

/** What kind of request it is, and how urgent: one row, as both are decided in the first seconds. */
export const TypeSection = memo(function TypeSection() {
  const { t } = useTranslation();
  const codes = useCodes();
  const type = useOnScreen((fields) => fields.requestType);
  const urgency = useOnScreen((fields) => fields.urgency);
  return (
    <div className="form-row row-type">
      <RadioRow<RequestType>
        name="requestType"
        legend={t('form.requestType')}
        value={type}
        onChange={(requestType) => edit({ requestType })}
        choices={requestTypeSchema.options.map((value, index) => ({
          value,
          label: codes.text('request-types', value),
          key: String(index + 1),
        }))}
      />
      <RadioRow<Urgency>
        name="urgency"
        legend={t('form.urgency')}
        value={urgency}
        onChange={(chosen) => edit({ urgency: chosen })}
        tone={urgency === 'normal' ? 'calm' : 'alert'}
        choices={urgencySchema.options.map((value) => ({
          value,
          label: codes.text('urgencies', value),
        }))}
      />
    </div>
  );
});

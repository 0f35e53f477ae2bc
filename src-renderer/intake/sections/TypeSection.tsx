import { type RequestType, requestTypeSchema, type Urgency, urgencySchema } from '#shared/domain/index.ts';
import { RadioRow, useTranslation } from '../../ui/index.ts';
import { useCodes } from '../codes.ts';
import { edit } from '../store.ts';
import type { SectionProperties } from './section.ts';

/** What kind of request it is, and how urgent: one row, as both are decided in the first seconds. */
export function TypeSection({ fields }: SectionProperties) {
  const { t } = useTranslation();
  const codes = useCodes();
  return (
    <div className="form-row row-type">
      <RadioRow<RequestType>
        name="requestType"
        legend={t('form.requestType')}
        value={fields.requestType}
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
        value={fields.urgency}
        onChange={(urgency) => edit({ urgency })}
        tone={fields.urgency === 'normal' ? 'calm' : 'alert'}
        choices={urgencySchema.options.map((value) => ({
          value,
          label: codes.text('urgencies', value),
        }))}
      />
    </div>
  );
}

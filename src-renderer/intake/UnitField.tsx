import { AutoComplete } from 'antd';
import { memo, useState } from 'react';
import { useTranslation } from '../ui/index.ts';
import { ComponentTheme } from './ComponentTheme.tsx';
import { Field } from './Field.tsx';
import { LIMITS } from './form-order.ts';
import { suggestUnits } from './sample-units.ts';
import { edit } from './store.ts';
import { TabOut } from './TabOut.tsx';

/** The lead unit: any name, with the usual ones offered. Nothing is taken unless it is chosen. */
export const UnitField = memo(function UnitField(properties: {
  readonly value: string;
  readonly error: string | undefined;
}) {
  const { value, error } = properties;
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const options = suggestUnits(value).map((unit) => ({ value: unit }));
  return (
    <Field name="leadUnit" label={t('form.leadUnit')} required error={error}>
      <ComponentTheme>
        <TabOut open={open} onTab={() => setOpen(false)}>
          <AutoComplete
            id="field-leadUnit"
            data-field="leadUnit"
            aria-label={t('form.leadUnit')}
            aria-required
            aria-invalid={error !== undefined}
            aria-describedby="note-leadUnit"
            className="list-field"
            defaultActiveFirstOption={false}
            value={value}
            maxLength={LIMITS.leadUnit}
            placeholder={t('form.leadUnitHint')}
            options={options}
            open={open && options.length > 0}
            onOpenChange={setOpen}
            onSelect={() => setOpen(false)}
            onChange={(leadUnit: string | undefined) =>
              edit({ leadUnit: (leadUnit ?? '').slice(0, LIMITS.leadUnit) })
            }
          />
        </TabOut>
      </ComponentTheme>
    </Field>
  );
});

import { memo } from 'react';
import { DRAFT_TEXT_LIMIT, titleOf } from '#shared/domain/index.ts';
import { Combobox, useTranslation } from '../../ui/index.ts';
import { useField, useOnScreen } from '../form-fields.ts';
import { countOf } from '../form-order.ts';
import { useDivisionNames } from '../language/place-line.ts';
import { edit, loadCategories, useIntake } from '../store.ts';
import { Field } from './Field.tsx';

/**
 * The title, «place and matter». While nothing is written, one made of both is offered and taken by Enter; Tab goes on
 * without it, and no text is ever replaced by it (rule FE-33).
 */
export const TitleField = memo(function TitleField() {
  const { value, required, error } = useField('title');
  const { t } = useTranslation();
  const offered = useOfferedTitle();
  const options =
    value === '' && offered !== '' ? [{ key: offered, label: offered, note: t('form.titleOffered') }] : [];
  return (
    <Field
      name="title"
      label={t('form.title')}
      required={required}
      error={error}
      count={countOf('title', value)}
    >
      <Combobox
        id="field-title"
        label={t('form.title')}
        text={value}
        options={options}
        unmoved="offered"
        required={required}
        invalid={error !== undefined}
        describedBy="note-title"
        maxLength={DRAFT_TEXT_LIMIT}
        placeholder={error === undefined ? t('form.titleHint') : ''}
        onFocus={() => void loadCategories()}
        onText={(title) => edit({ title })}
        onTake={({ key }) => edit({ title: key })}
      />
    </Field>
  );
});

function useOfferedTitle(): string {
  const categories = useIntake((view) => view.categories);
  const parts = useOnScreen(
    ({ place, categoryCode, content, requestType, areaCode, streetCode, villageCode }) => ({
      place,
      categoryCode,
      content,
      requestType,
      areaCode,
      streetCode,
      villageCode,
    }),
  );
  return titleOf(parts, useDivisionNames(parts) ?? '', categories);
}

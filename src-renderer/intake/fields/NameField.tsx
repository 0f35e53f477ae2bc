import { DRAFT_TEXT_LIMIT, titleOfName } from '#shared/domain/index.ts';
import { Combobox, useTranslation } from '../../ui/index.ts';
import { useField, useOnScreen } from '../form-fields.ts';
import { countOf } from '../form-order.ts';
import { edit } from '../store.ts';
import { Field } from './Field.tsx';

/** Longer ones are no bare name of a person: «张师傅的邻居». */
const LONGEST_BARE_NAME = 4;

/**
 * How the citizen is called: after a name, «先生» and «女士» stand one arrow away. What is typed is never completed by
 * itself.
 */
export function NameField() {
  const { t } = useTranslation();
  const { value, title } = useOnScreen(({ callerName, genderTitle }) => ({
    value: callerName,
    title: genderTitle,
  }));
  const addressed = titleOfName(value) !== 'unknown';
  const { error } = useField('callerName');
  const options =
    value === '' || addressed || [...value].length > LONGEST_BARE_NAME
      ? []
      : ['先生', '女士'].map((word) => ({ key: value + word, label: value + word }));
  const change = (callerName: string) => {
    const said = titleOfName(callerName);
    edit(said === 'unknown' ? { callerName } : { callerName, genderTitle: said });
  };
  return (
    <Field name="callerName" label={t('form.callerName')} error={error} count={countOf('callerName', value)}>
      <Combobox
        id="field-callerName"
        label={t('form.callerName')}
        text={value}
        options={options}
        unmoved="none"
        maxLength={DRAFT_TEXT_LIMIT}
        placeholder={t('form.callerNameHint')}
        describedBy="note-callerName"
        onText={change}
        onTake={({ key }) => change(key)}
      />
      {title !== 'unknown' && !addressed && value !== '' && (
        <span className="field-suffix">{t(`form.genderTitle.${title}`)}</span>
      )}
    </Field>
  );
}

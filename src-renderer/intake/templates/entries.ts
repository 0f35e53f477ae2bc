import type { Template } from '#shared/contract/index.ts';
import { clipped, emptyFields, FIELD_LIMITS, placeName } from '#shared/domain/index.ts';
import type { BarEntry } from '../../commands/index.ts';
import { currentLanguage } from '../../ui/index.ts';
import type { FieldEdits } from '../draft-writer.ts';
import { edit, fieldsOnScreen, useIntake } from '../store.ts';
import { insertText } from './insert.ts';
import { usePhrases } from './store.ts';

/** What a template brings besides its text. */
const BROUGHT = [
  'title',
  'aim',
  'categoryCode',
  'leadUnit',
  'urgency',
  'respondentKind',
  'requesterKind',
  'enterpriseKind',
] as const;

/** A template's text where the cursor is, and what goes with it into fields that nobody has filled. */
function apply(template: Template): void {
  const fields = fieldsOnScreen(useIntake.getState());
  const open = BROUGHT.filter(
    (field) => template[field] !== undefined && fields[field] === emptyFields[field],
  );
  const edits: FieldEdits = Object.fromEntries(open.map((field) => [field, template[field]]));
  edit({ ...(fields.content === '' ? { requestType: template.requestType } : {}), ...edits });
  insertText(template.content);
  fillPlaceBlank();
}

/** Templates and phrases of one's own, as the command bar offers them. */
export function templateEntries(): readonly BarEntry[] {
  const { phrases, templates } = usePhrases.getState();
  const own = phrases.map(
    ({ id, name, text, code }): BarEntry => ({
      id: `phrase ${id}`,
      codes: [code],
      name,
      note: text,
      kind: 'phrase',
      run: () => insertText(text),
    }),
  );
  const shipped = templates.map(
    (template): BarEntry => ({
      id: `template ${template.code}`,
      codes: [template.code],
      name: currentLanguage() === 'en' ? template.en : template.zh,
      note: template.content,
      kind: 'template',
      run: () => apply(template),
    }),
  );
  return [...own, ...shipped];
}

/** What a template's title says for the place until it is known. */
const PLACE_BLANK = '【地点】';

/** Puts the place's name into the blank that a template left for it in the title. */
export function fillPlaceBlank(): void {
  const { title, place } = fieldsOnScreen(useIntake.getState());
  const name = placeName(place);
  if (title.includes(PLACE_BLANK) && name !== '')
    edit({ title: clipped(title.replace(PLACE_BLANK, name), FIELD_LIMITS.title) });
}

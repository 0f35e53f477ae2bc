import type { Template } from '#shared/contract/index.ts';
import { emptyFields } from '#shared/domain/index.ts';
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
    edit({ title: [...title.replace(PLACE_BLANK, name)].slice(0, 30).join('') });
}

/** The part of an address that names a place: «青檀佳苑» of «青檀佳苑6号楼1单元». Empty when it begins with a number. */
export function placeName(address: string): string {
  return (/^[^\d〇零一二三四五六七八九十]{2,}/.exec(address)?.[0] ?? '').slice(0, 20);
}

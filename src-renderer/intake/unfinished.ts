import {
  codeOf,
  MOST_CONTACT_NUMBERS,
  MOST_UNITS,
  type SearchedField,
  type Unfinished,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { showError } from '../ui/index.ts';
import { sendCursor } from './cursor.ts';
import {
  BLANK,
  edit,
  fieldsOnScreen,
  type IntakeView,
  settledDraft,
  typeUnfinished,
  useIntake,
} from './store.ts';

/** Fields of several values, each of which is typed in one line. */
export type ListFieldName = Exclude<SearchedField, 'categoryCode'>;

const MOST: Readonly<Record<ListFieldName, number>> = {
  assistUnits: MOST_UNITS,
  copyTo: MOST_UNITS,
  contactNumbers: MOST_CONTACT_NUMBERS,
};

/** What stands typed in the searched fields of the draft on screen: as this page has it, else as main kept it. */
function unfinishedOf({ unfinished, activeId, drafts }: IntakeView): Unfinished {
  return (
    unfinished[activeId ?? BLANK] ?? drafts.find(({ id }) => id === activeId)?.cursor?.unfinished ?? NOTHING
  );
}

const NOTHING: Unfinished = {};

/** What is typed into a field and is no value yet; it belongs to its draft, wherever the cursor goes (rule DR-15). */
export function useUnfinished(field: SearchedField): string {
  return useIntake((view) => unfinishedOf(view)[field] ?? '');
}

export function setUnfinished(field: SearchedField, text: string): void {
  const { [field]: before = '', ...others } = unfinishedOf(useIntake.getState());
  if (before === text) return;
  typeUnfinished(text === '' ? others : { ...others, [field]: text });
  if (useIntake.getState().activeId !== null) sendCursor();
  else
    settledDraft().then(sendCursor, (error: unknown) => {
      if (codeOf(error) !== 'disconnected') showError(error); // told with the next connection's first key
    });
}

/** Adds what is typed to a field's values; it stays typed where no more values go in. */
export function addTyped(field: ListFieldName, typed: string): void {
  const value: WorkOrderFields[ListFieldName] = fieldsOnScreen(useIntake.getState())[field];
  const one = typed.trim();
  if (one !== '' && !value.includes(one)) {
    if (value.length >= MOST[field]) return;
    edit({ [field]: [...value, one] });
  }
  setUnfinished(field, '');
}

/** Before a submit: what was typed into a list and not ended by Enter counts all the same. */
export function settleUnfinished(): void {
  const typed = unfinishedOf(useIntake.getState());
  for (const field of ['contactNumbers', 'assistUnits', 'copyTo'] as const)
    addTyped(field, typed[field] ?? '');
}

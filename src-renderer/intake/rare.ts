import { create } from 'zustand';
import { useOnScreen } from './form-fields.ts';
import { BLANK, edit, focusOn, useIntake } from './store.ts';
import { type ListFieldName, useUnfinished } from './unfinished.ts';

/** Fields that have no room and no Tab before somebody asks for them, or something stands in them. */
export type RareField = Extract<ListFieldName, 'copyTo' | 'contactNumbers'>;

/** The draft for which each was asked. */
const useAsked = create<Readonly<Record<RareField, string | null>>>(() => ({
  copyTo: null,
  contactNumbers: null,
}));

const onScreen = () => useIntake.getState().activeId ?? BLANK;

function ask(field: RareField): void {
  useAsked.setState({ [field]: onScreen() });
  focusOn(field);
}

/** Shows the field of units that are only informed (抄送), with the cursor in it; what is informed is dispatched. */
export function askCopies(): void {
  edit({ handling: 'dispatched' });
  ask('copyTo');
}

/** Shows the field of other numbers to reach the citizen by, with the cursor in it. */
export function askNumbers(): void {
  ask('contactNumbers');
}

/** Whether the form shows it. */
export function useRare(field: RareField): boolean {
  const isFilled = useOnScreen((fields) => fields[field].length > 0);
  const isTyped = useUnfinished(field) !== '';
  const asked = useAsked((drafts) => drafts[field]);
  const active = useIntake(({ activeId }) => activeId ?? BLANK);
  return isFilled || isTyped || asked === active;
}

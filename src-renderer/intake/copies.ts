import { create } from 'zustand';
import { useOnScreen } from './form-fields.ts';
import { BLANK, edit, focusOn, useIntake } from './store.ts';

/** The draft for which units to be informed were asked for; the field is rare and has no room before that. */
const useAsked = create<{ readonly draft: string | null }>(() => ({ draft: null }));

const onScreen = () => useIntake.getState().activeId ?? BLANK;

/** Shows the field of units that are only informed (抄送), with the cursor in it; what is informed is dispatched. */
export function askCopies(): void {
  edit({ handling: 'dispatched' });
  useAsked.setState({ draft: onScreen() });
  focusOn('copyTo');
}

/** Whether the form shows whom the order is copied to. */
export function useCopies(): boolean {
  const isCopied = useOnScreen(({ copyTo }) => copyTo.length > 0);
  const asked = useAsked(({ draft }) => draft);
  const active = useIntake(({ activeId }) => activeId ?? BLANK);
  return isCopied || asked === active;
}

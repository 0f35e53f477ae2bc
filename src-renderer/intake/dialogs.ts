import { create } from 'zustand';

/** The question or list that stands over the form, if any. */
export const useIntakeDialog = create<{ readonly dialog: 'none' | 'discard' | 'history' | 'phrases' }>(
  () => ({
    dialog: 'none',
  }),
);

export function openDialog(dialog: 'discard' | 'history' | 'phrases'): void {
  useIntakeDialog.setState({ dialog });
}

export function closeDialog(): void {
  useIntakeDialog.setState({ dialog: 'none' });
}

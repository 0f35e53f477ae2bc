import { create } from 'zustand';

/** Whether the command bar is open, and what it began with (`?` lists everything). */
export const useCommandBar = create<{ readonly open: boolean; readonly typed: string }>(() => ({
  open: false,
  typed: '',
}));

export function openCommandBar(typed = ''): void {
  useCommandBar.setState({ open: true, typed });
}

export function closeCommandBar(): void {
  useCommandBar.setState({ open: false, typed: '' });
}

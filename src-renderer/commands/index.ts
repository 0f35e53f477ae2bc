export { CommandBar } from './CommandBar.tsx';
export { type BarEntry, searchEntries } from './search.ts';
export { closeCommandBar, openCommandBar, useCommandBar } from './store.ts';

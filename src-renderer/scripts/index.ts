export { GuidancePanel } from './GuidancePanel.tsx';
export { attachScripts, openLibrary, useLibrary, useScripts } from './store.ts';

/** Loads the editors' page; nobody else needs it. */
export function loadEditorPage() {
  return import('./editing/EditorPage.tsx');
}

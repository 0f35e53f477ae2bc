import { create } from 'zustand';
import type { EditedScript, ScriptProblem, ScriptSummary } from '#shared/contract/index.ts';
import type { ScriptEntry, ScriptKind } from '#shared/domain/index.ts';
import { showError } from '../../ui/index.ts';
import { editingClient } from '../store.ts';

/** What the editors' page shows. */
export interface EditingView {
  readonly list: readonly ScriptSummary[];
  readonly edited: EditedScript | null;
  /** As typed. */
  readonly text: string;
  readonly problems: readonly ScriptProblem[];
  /** What the text reads as; the last right one while it is wrong. */
  readonly entry: ScriptEntry | null;
  /** What was done last, for the status line; null before. */
  readonly done:
    | { readonly what: 'saved' }
    | { readonly what: 'exported'; readonly count: number; readonly folder: string }
    | { readonly what: 'imported'; readonly drafts: number; readonly unchanged: number }
    | { readonly what: 'published'; readonly count: number }
    | null;
  /** Of an import or of publishing all. */
  readonly told: readonly ScriptProblem[];
}

export const useEditing = create<EditingView>(() => ({
  list: [],
  edited: null,
  text: '',
  problems: [],
  entry: null,
  done: null,
  told: [],
}));
const { getState: get, setState: set } = useEditing;

/** A text is checked so long after the last key, ms. */
const CHECK_AFTER = 250;
let checking: ReturnType<typeof setTimeout> | undefined;

/** Runs something at main; what goes wrong is told. @returns whether it went well */
async function act(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    showError(error);
    return false;
  }
}

export async function loadList(): Promise<void> {
  await act(async () => set({ list: await editingClient().list(null) }));
}

export function hasUnsaved(): boolean {
  const { edited, text } = get();
  return edited !== null && text !== edited.text;
}

/** Opens an entry. What was typed into another one is kept as its draft first. */
export async function openEdited(id: string): Promise<void> {
  if (hasUnsaved() && !(await saveDraft())) return;
  await act(async () => show(await editingClient().open({ id })));
}

export async function createScript(kind: ScriptKind): Promise<void> {
  if (hasUnsaved() && !(await saveDraft())) return;
  await act(async () => {
    show(await editingClient().create({ kind }));
    await loadList();
  });
}

function show(edited: EditedScript): void {
  set({ edited, text: edited.text, problems: [], entry: null, done: null, told: [] });
  void check();
}

/** The editor typed. */
export function typeText(text: string): void {
  set({ text, done: null });
  clearTimeout(checking);
  checking = setTimeout(() => void check(), CHECK_AFTER);
}

async function check(): Promise<void> {
  const { text } = get();
  await act(async () => {
    const { problems, entry } = await editingClient().check({ text });
    if (get().text === text) set((view) => ({ problems, entry: entry ?? view.entry }));
  });
}

export async function saveDraft(): Promise<boolean> {
  const { edited, text } = get();
  if (!edited) return false;
  return act(async () => {
    await editingClient().saveDraft({ id: edited.id, text });
    set({ edited: { ...edited, text, draft: true }, done: { what: 'saved' } });
    await loadList();
  });
}

export async function discardDraft(): Promise<void> {
  const { edited } = get();
  if (!edited) return;
  await act(async () => {
    await editingClient().discardDraft({ id: edited.id });
    if (edited.versions.length === 0) set({ edited: null, text: '', problems: [], entry: null });
    else show(await editingClient().open({ id: edited.id }));
    await loadList();
  });
}

export async function publish(comment: string): Promise<void> {
  const { edited } = get();
  if (!edited || !(await saveDraft())) return;
  await act(async () => {
    show(await editingClient().publish({ id: edited.id, comment }));
    set({ done: { what: 'published', count: 1 } });
    await loadList();
  });
}

export async function retire(): Promise<void> {
  const { edited } = get();
  if (!edited) return;
  await act(async () => {
    show(await editingClient().retire({ id: edited.id, comment: '' }));
    await loadList();
  });
}

export async function restore(version: number): Promise<void> {
  const { edited } = get();
  if (!edited) return;
  await act(async () => {
    show(await editingClient().restore({ id: edited.id, version }));
    await loadList();
  });
}

/** The text of an earlier version; undefined when it could not be had. */
export async function textOfVersion(version: number): Promise<string | undefined> {
  const { edited } = get();
  let text: string | undefined;
  if (edited) {
    await act(async () => {
      text = (await editingClient().version({ id: edited.id, version })).text;
    });
  }
  return text;
}

export async function exportAll(): Promise<void> {
  await act(async () => {
    const { folder, files } = await editingClient().exportAll(null);
    set({ done: { what: 'exported', count: files, folder }, told: [] });
  });
}

export async function publishAll(): Promise<void> {
  await act(async () => {
    const { published, problems } = await editingClient().publishAll({ comment: '' });
    set({ done: { what: 'published', count: published }, told: problems });
    await loadList();
  });
}

/** Files that the editor chose: Markdown of a folder, or one workbook. */
export async function importChosen(files: readonly File[]): Promise<void> {
  await act(async () => {
    // An exported folder has a workbook beside its files, and the files are what was edited there.
    const hasTexts = files.some(({ name }) => name.endsWith('.md'));
    const workbook = hasTexts ? undefined : files.find(({ name }) => name.endsWith('.xlsx'));
    const outcome = workbook
      ? await editingClient().importWorkbook({ base64: base64Of(await workbook.arrayBuffer()) })
      : await editingClient().importFiles({ files: await textsOf(files) });
    const { drafts, unchanged, problems } = outcome;
    set({ done: { what: 'imported', drafts, unchanged }, told: problems });
    await loadList();
  });
}

async function textsOf(files: readonly File[]): Promise<Array<{ path: string; text: string }>> {
  const wanted = files.filter(({ name }) => name.endsWith('.md'));
  return Promise.all(
    wanted.map(async (file) => ({ path: file.webkitRelativePath || file.name, text: await file.text() })),
  );
}

function base64Of(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = '';
  // In pieces, as a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}

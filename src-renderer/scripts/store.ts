import { create } from 'zustand';
import type {
  AreaClient,
  Endpoint,
  OpenedScript,
  PromptSettings,
  ScriptHit,
  ScriptNote,
  ScriptsState,
  ScriptUse,
  SeatContract,
  scriptEditingArea,
  scriptsArea,
} from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import { closeDesk } from '../call/index.ts';
import { fieldsOnScreen, useIntake } from '../intake/index.ts';
import { closePage, createMirror, follow, showError } from '../ui/index.ts';

/** Mirror of main's library. */
export const useScripts = createMirror<ScriptsState>();

/** What the library shows on this screen. */
export interface LibraryView {
  /** `now`: what can be said now. `search`: the result. `entry`: one that is read. `guide`: one that is walked. */
  readonly view: 'now' | 'search' | 'entry' | 'guide';
  readonly query: string;
  readonly hits: readonly ScriptHit[];
  /** The query that the hits answer. */
  readonly answered: string | null;
  /** Place of the chosen hit. */
  readonly chosen: number;
  /** As it was opened: it does not change while it is read. */
  readonly opened: OpenedScript | null;
  /** Published in the meantime, to be taken by a press. */
  readonly newer: OpenedScript | null;
  /** A wish to put the cursor into the field; a new object for each wish. */
  readonly focus: object | null;
  /** The guide that was opened last and not left. */
  readonly guideId: string | null;
  /** The query whose missing answer is being noted for the editors: the note stands in place of the result. */
  readonly noting: string | null;
}

const CLOSED: LibraryView = {
  view: 'now',
  query: '',
  hits: [],
  answered: null,
  chosen: 0,
  opened: null,
  newer: null,
  focus: null,
  guideId: null,
  noting: null,
};

export const useLibrary = create<LibraryView>(() => CLOSED);
const { getState: get, setState: set } = useLibrary;

/** Lines of the result: more than a screen shows, and no more than can be drawn at each keystroke. */
const SHOWN_HITS = 12;

let client: AreaClient<typeof scriptsArea> | undefined;
let editing: AreaClient<typeof scriptEditingArea> | undefined;
let asked = 0;
/** What had the focus before the library took it. */
let before: HTMLElement | null = null;

/** The calls to main, or an error that says that there is no connection. */
export function scriptsClient(): AreaClient<typeof scriptsArea> {
  if (!client) throw new CodedError('disconnected', 'Not connected.');
  return client;
}

/** The editors' calls to main, or an error that says that there is no connection. */
export function editingClient(): AreaClient<typeof scriptEditingArea> {
  if (!editing) throw new CodedError('disconnected', 'Not connected.');
  return editing;
}

/** Follows main's library over a new connection. */
export async function attachScripts(endpoint: Endpoint<SeatContract>): Promise<void> {
  const calls = endpoint.client('scripts');
  client = calls;
  editing = endpoint.client('scriptEditing');
  endpoint.onClose(() => {
    if (client === calls) client = editing = undefined;
  });
  await follow<ScriptsState>(
    {
      snapshot: () => calls.snapshot(null),
      onChanged: (listener) => endpoint.on('scripts', 'changed', listener),
    },
    (state) => {
      const changed = useScripts.getState().state?.revision !== state.revision;
      useScripts.setState({ state, receivedAt: performance.now() });
      if (changed) void lookForNewer();
      // A list that is being looked through stays as it is; one without a line may have some now.
      const { view, hits, query } = get();
      if (changed && view === 'search' && hits.length === 0) void search(query);
    },
  );
}

/** Puts the cursor into the library's field, whatever is on screen. */
export function openLibrary(): void {
  closePage();
  closeDesk();
  if (get().view === 'now' && document.activeElement instanceof HTMLElement) before = document.activeElement;
  set(({ view }) => ({ view: view === 'now' ? 'search' : view, focus: {} }));
  void search(get().query);
}

/** Back to what can be said now; the cursor goes where it was. */
export function closeLibrary(): void {
  set(({ guideId }) => ({ ...CLOSED, guideId }));
  before?.focus();
  before = null;
}

/** From an entry or a guide back to the result. */
export function backToResults(): void {
  set({ view: 'search', opened: null, newer: null, focus: {} });
}

/** Begins a note about what was looked for and is missing, or leaves it; another query shows its own result. */
export function note(noting: string | null): void {
  set({ noting });
}

/** Looks up what is typed; a slower answer to an earlier text is dropped. */
export async function search(query: string): Promise<void> {
  asked += 1;
  const mine = asked;
  set({ query, view: 'search', opened: null, newer: null });
  try {
    const { hits } = await scriptsClient().search({
      query: query.slice(0, 200),
      categoryCode: fieldsOnScreen(useIntake.getState()).categoryCode,
      guideId: get().guideId,
      limit: SHOWN_HITS,
    });
    if (mine === asked) set({ hits, answered: query, chosen: 0 });
  } catch (error) {
    showError(error);
  }
}

export function moveChosen(step: number): void {
  set(({ chosen, hits }) => ({ chosen: Math.max(0, Math.min(hits.length - 1, chosen + step)) }));
}

/** Opens an entry for reading; a guide is walked at once. */
export async function openScript(id: string, walk: (opened: OpenedScript) => void): Promise<void> {
  try {
    const opened = await scriptsClient().open({ id });
    set({ opened, newer: null, view: 'entry' });
    countUse(id, 'opened');
    if (opened.entry.kind === 'guide') walk(opened);
  } catch (error) {
    showError(error);
  }
}

/** What was published while an entry is read waits until the reader asks for it. */
async function lookForNewer(): Promise<void> {
  const { opened } = get();
  if (!opened || !client) return;
  try {
    const newer = await client.open({ id: opened.entry.id });
    if (newer.version !== opened.version && get().opened === opened) set({ newer });
  } catch (error) {
    // Taken out of the library: what is read stays until it is left.
    if (!(error instanceof CodedError && error.code === 'no-such-script')) showError(error);
  }
}

/** Takes the newer version that was told of. */
export function takeNewer(): void {
  set(({ newer, opened }) => ({ opened: newer ?? opened, newer: null }));
}

export function countUse(id: string, how: ScriptUse): void {
  client?.used({ id, how }).catch(showError);
}

/** @returns whether the note was taken */
export async function sendNote(note: ScriptNote): Promise<boolean> {
  try {
    await scriptsClient().note(note);
    return true;
  } catch (error) {
    showError(error);
    return false;
  }
}

export function setPrompts(settings: PromptSettings): void {
  client?.setPrompts(settings).catch(showError);
}

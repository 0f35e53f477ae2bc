import { v7 as uuidv7 } from 'uuid';
import { create } from 'zustand';
import type {
  AreaClient,
  Endpoint,
  IntakeState,
  intakeArea,
  OpenDraft,
  SeatContract,
} from '#shared/contract/index.ts';
import {
  type Category,
  CodedError,
  codeOf,
  emptyFields,
  type LocalPlace,
  type PlaceUse,
  type Unfinished,
  type WorkOrder,
  type WorkOrderField,
  type WorkOrderFields,
  type WorkOrderSummary,
  withConsequences,
} from '#shared/domain/index.ts';
import { follow, showError } from '../ui/index.ts';
import { useCodeBook } from './codes.ts';
import { createDraftWriter, type FieldEdits, type SaveStatus } from './draft-writer.ts';

/** A wish to put the cursor somewhere; a new object for each wish. `restore`: to where the draft was left. */
export interface FocusWish {
  readonly field: WorkOrderField | 'restore';
  /** Where in its text, UTF-16 units; where the field has it when left out. */
  readonly at?: number;
}

export interface IntakeView {
  /** Mirror of main: open drafts, oldest first, with every acknowledged edit of ours. */
  readonly drafts: readonly OpenDraft[];
  readonly orders: readonly WorkOrderSummary[];
  readonly recentPlaces: readonly PlaceUse[];
  readonly localPlaces: readonly LocalPlace[];
  /** Whether the draft of before the start was looked for; after that only the operator changes drafts. */
  readonly restored: boolean;
  /** The draft on screen; null shows the blank form, which becomes a draft at the first letter. */
  readonly activeId: string | null;
  /** Typed into the blank form while main makes its draft. */
  readonly blank: FieldEdits;
  /** What was typed into searched fields at this page and is no value yet, by draft; the blank form's under `BLANK`. */
  readonly unfinished: Readonly<Record<string, Unfinished>>;
  /** Drafts of calls that only ring: kept off the screen until the call is answered. */
  readonly ringing: readonly string[];
  /** Drafts for which a submit was tried: their missing fields are told. */
  readonly attempted: readonly string[];
  readonly submitting: boolean;
  /** The order submitted last, until the next one begins. */
  readonly submitted: WorkOrder | null;
  readonly categories: readonly Category[];
  readonly focus: FocusWish | null;
  /** Counts changes of overlays and statuses, which live in the draft writer. */
  readonly revision: number;
}

export const BLANK = 'blank';

export const useIntake = create<IntakeView>(() => ({
  drafts: [],
  orders: [],
  recentPlaces: [],
  localPlaces: [],
  restored: false,
  activeId: null,
  blank: {},
  unfinished: {},
  ringing: [],
  attempted: [],
  submitting: false,
  submitted: null,
  categories: [],
  focus: null,
  revision: 0,
}));

const { getState: get, setState: set } = useIntake;

/** UUIDv7 of this load of the page. */
export const WRITER = uuidv7();

let client: AreaClient<typeof intakeArea> | undefined;
let creating: Promise<void> | undefined;
let composing = false;
let answeredCall: string | undefined;
let delayed: (() => void) | undefined;

export const writer = createDraftWriter({
  writer: WRITER,
  onNextTurn: (run) => queueMicrotask(run),
  afterPause: (run) => void setTimeout(run, 2_000),
  onAcknowledged: (draftId, fields, { undoable, redoable }) =>
    set(({ drafts }) => ({
      drafts: drafts.map((draft) =>
        draft.id === draftId
          ? { ...draft, fields: { ...draft.fields, ...fields }, undoable, redoable }
          : draft,
      ),
    })),
  onChange: () => set(({ revision }) => ({ revision: revision + 1 })),
  onOrphaned: (draftId, fields) => {
    const known = get().drafts.find((draft) => draft.id === draftId);
    set(({ activeId }) => (activeId === draftId ? { activeId: null } : {}));
    typeIntoBlank({ ...known?.fields, ...fields });
  },
});

/** Main's intake, while there is a connection. */
export function intakeClient(): AreaClient<typeof intakeArea> {
  if (!client) throw new CodedError('disconnected', 'Not connected.');
  return client;
}

export function activeDraft(view: IntakeView): OpenDraft | undefined {
  return view.drafts.find(({ id }) => id === view.activeId);
}

/** What {@link fieldsOnScreen} answered last, and to what. */
let joined: { draft: OpenDraft | undefined; blank: FieldEdits; revision: number; fields: WorkOrderFields } = {
  draft: undefined,
  blank: {},
  revision: -1,
  fields: emptyFields,
};

/**
 * What the form shows for the draft on screen: main's state under what is typed and not yet saved. The same object for as
 * long as nothing of it changes, as every field of the form asks.
 */
export function fieldsOnScreen(view: IntakeView): WorkOrderFields {
  const { blank, revision } = view;
  const draft = activeDraft(view);
  if (joined.draft !== draft || joined.blank !== blank || joined.revision !== revision) {
    const fields = draft ? fieldsOf(draft) : { ...emptyFields, ...blank };
    joined = { draft, blank, revision, fields };
  }
  return joined.fields;
}

/** A draft as it stands on screen. */
export function fieldsOf(draft: OpenDraft): WorkOrderFields {
  return { ...draft.fields, ...writer.overlay(draft.id) };
}

export function saveStatus(view: IntakeView): SaveStatus | { readonly state: 'empty' } {
  if (view.activeId !== null) {
    const status = writer.status(view.activeId);
    if (status.state !== 'saved') return status;
    // What came from main has been on its disk since the draft's last change.
    return { state: 'saved', at: status.at ?? activeDraft(view)?.updatedAt };
  }
  if (Object.keys(view.blank).length === 0) return { state: 'empty' };
  return client ? { state: 'saving' } : { state: 'failed', code: 'disconnected', message: '' };
}

/** Follows main's intake over a new connection and sends what is unacknowledged. */
export async function attachIntake(endpoint: Endpoint<SeatContract>): Promise<void> {
  const calls = endpoint.client('intake');
  client = calls;
  endpoint.onClose(() => {
    if (client !== calls) return;
    client = undefined;
    writer.disconnect();
  });
  await follow<IntakeState>(
    {
      snapshot: () => calls.snapshot(null),
      onChanged: (listener) => endpoint.on('intake', 'changed', listener),
    },
    accept,
  );
  writer.connect((patch) => calls.patchDraft(patch));
  if (Object.keys(get().blank).length > 0) void createFromBlank();
  useCodeBook.setState({ lists: await calls.codes(null) });
}

function accept({ drafts: reported, ...rest }: IntakeState): void {
  set((view) => {
    const { drafts, restored, activeId, blank, ringing, submitting } = view;
    const active = drafts.find(({ id }) => id === activeId);
    if (reported.some(({ id }) => id === activeId)) return { drafts: reported, ...rest };
    // While a submit is under way its draft stays on screen until the number is there to show.
    if (submitting && active) return { drafts: [...reported, active], ...rest };
    const choose = !restored || activeId !== null;
    if (!choose || Object.keys(blank).length > 0) return { drafts: reported, ...rest, restored: true };
    const next = nextOf(reported, ringing);
    const focus: FocusWish | null = !restored && next?.cursor ? { field: 'restore' } : view.focus;
    return { drafts: reported, ...rest, restored: true, activeId: next?.id ?? null, focus };
  });
  if (answeredCall) showDraftOf(answeredCall);
}

/** The draft to show when none is chosen: the one touched last, never one of a call that only rings. */
export function nextOf(drafts: readonly OpenDraft[], ringing: readonly string[]): OpenDraft | undefined {
  return drafts
    .filter(({ callId }) => callId === null || !ringing.includes(callId))
    .toSorted((one, other) => other.updatedAt - one.updatedAt)[0];
}

/** The operator typed, chose or took an offer; what follows from it is changed with it. */
export function edit(fields: FieldEdits): void {
  const view = get();
  const edits = withConsequences(fieldsOnScreen(view), fields);
  if (view.activeId === null) typeIntoBlank(edits);
  else writer.edit(view.activeId, edits);
}

/** Something is typed that is no value of a field yet: a blank form becomes a draft by it too. */
export function typeUnfinished(typed: Unfinished): void {
  const { activeId, unfinished } = get();
  set({ unfinished: { ...unfinished, [activeId ?? BLANK]: typed } });
  if (activeId === null) typeIntoBlank({});
}

function typeIntoBlank(fields: FieldEdits): void {
  set(({ blank }) => ({ blank: { ...blank, ...fields } }));
  void createFromBlank();
}

function createFromBlank(): Promise<void> {
  if (!client) return Promise.resolve();
  creating ??= client
    .createDraft(null)
    .then(takeCreated, (error: unknown) => {
      if (error instanceof CodedError && error.code === 'disconnected') return; // sent at the next connection
      showError(error);
    })
    .finally(() => {
      creating = undefined;
    });
  return creating;
}

function takeCreated(draft: OpenDraft): void {
  const { blank, drafts, activeId, attempted, unfinished } = get();
  const { [BLANK]: typed = {}, ...others } = unfinished;
  writer.edit(draft.id, blank);
  set({
    unfinished: { ...others, [draft.id]: typed },
    drafts: drafts.some(({ id }) => id === draft.id) ? drafts : [...drafts, draft],
    activeId: activeId ?? draft.id,
    attempted: attempted.map((id) => (id === BLANK ? draft.id : id)),
    blank: {},
  });
}

/** The draft on screen with everything typed on disk; the blank form becomes one. */
export async function settledDraft(): Promise<string> {
  if (get().activeId === null) await createFromBlank();
  const { activeId } = get();
  if (activeId === null) throw new CodedError('disconnected', 'Not connected.');
  await writer.settled(activeId);
  return activeId;
}

/** Main answered with a draft as it now stands. */
export function replaceDraft(draft: OpenDraft): void {
  set(({ drafts }) => ({ drafts: drafts.map((one) => (one.id === draft.id ? draft : one)) }));
}

/** An input method began or ended composing; nothing moves the cursor in between. */
export function setComposing(value: boolean): void {
  composing = value;
  if (composing) return;
  const run = delayed;
  delayed = undefined;
  run?.();
}

export function isComposing(): boolean {
  return composing;
}

/** Calls that ring, so that their drafts stay off the screen. */
export function setRinging(callIds: readonly string[]): void {
  set({ ringing: callIds });
}

/** A call was answered: its draft comes on screen, after the input method has finished. */
export function callAnswered(callId: string): void {
  answeredCall = callId;
  showDraftOf(callId);
}

function showDraftOf(callId: string): void {
  const draft = get().drafts.find((one) => one.callId === callId);
  if (!draft) return; // it comes with the next state of main
  answeredCall = undefined;
  const show = () => set({ activeId: draft.id, submitted: null, focus: { field: 'content' } });
  if (composing) delayed = show;
  else show();
}

/** A held call is talked on again: its order comes on screen where it was left, as nobody writes into another's order. */
export function callResumed(callId: string): void {
  const draft = get().drafts.find((one) => one.callId === callId);
  if (!draft) return;
  const show = () => get().activeId !== draft.id && activate(draft.id);
  if (composing) delayed = show;
  else show();
}

/** Shows another draft, with the cursor where it was left. */
export function activate(draftId: string): void {
  set({ activeId: draftId, submitted: null, focus: { field: 'restore' } });
}

/** Puts the cursor where it was left in the order on screen: a page that was covered could not take it. */
export function restoreFocus(): void {
  set({ focus: { field: 'restore' } });
}

/** The next open draft, round and round. */
export function nextDraft(): void {
  const { drafts, activeId, ringing } = get();
  const open = drafts.filter(({ callId }) => callId === null || !ringing.includes(callId));
  const next = open[(open.findIndex(({ id }) => id === activeId) + 1) % Math.max(1, open.length)];
  if (next && next.id !== activeId) activate(next.id);
}

/** A blank form. It becomes a draft at the first letter, so that no empty drafts lie about. */
export function newDraft(): void {
  set(({ attempted, unfinished: { [BLANK]: _, ...unfinished } }) => ({
    activeId: null,
    unfinished,
    submitted: null,
    attempted: attempted.filter((id) => id !== BLANK),
    focus: { field: 'content' },
  }));
}

/** Puts the cursor into a field. @param at where in its text, UTF-16 units */
export function focusOn(field: WorkOrderField, at?: number): void {
  set({ focus: { field, ...(at !== undefined && { at }) } });
}

/** The tree is another one now: what was fetched is fetched again. */
export async function categoriesChanged(): Promise<void> {
  if (get().categories.length === 0 || !client) return;
  try {
    set({ categories: await client.categories(null) });
  } catch (error) {
    if (!['disconnected', 'seat-locked'].includes(codeOf(error))) showError(error);
  }
}

/** Fetches the category tree when the picker is first wanted. */
export async function loadCategories(): Promise<void> {
  if (get().categories.length > 0 || !client) return;
  try {
    set({ categories: await client.categories(null) });
  } catch (error) {
    showError(error);
  }
}

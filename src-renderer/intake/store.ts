import { v7 as uuidv7 } from 'uuid';
import { create } from 'zustand';
import type { AreaClient, Endpoint, IntakeState, intakeArea, SeatContract } from '#shared/contract/index.ts';
import {
  type Category,
  CodedError,
  type Draft,
  emptyFields,
  type WorkOrder,
  type WorkOrderField,
  type WorkOrderFields,
  type WorkOrderSummary,
} from '#shared/domain/index.ts';
import { follow, showError } from '../ui/index.ts';
import { createDraftWriter, type FieldEdits, type SaveStatus } from './draft-writer.ts';
import { missingInOrder } from './form-order.ts';

/** A wish to put the cursor somewhere; a new object for each wish. */
export interface FocusWish {
  readonly field: WorkOrderField;
}

export interface IntakeView {
  /** Mirror of main: open drafts, oldest first, with every acknowledged edit of ours. */
  readonly drafts: readonly Draft[];
  readonly orders: readonly WorkOrderSummary[];
  /** Whether the draft of before the start was looked for; after that only the operator changes drafts. */
  readonly restored: boolean;
  /** The draft on screen; null shows the blank form, which becomes a draft at the first letter. */
  readonly activeId: string | null;
  /** Typed into the blank form while main makes its draft. */
  readonly blank: FieldEdits;
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
  restored: false,
  activeId: null,
  blank: {},
  ringing: [],
  attempted: [],
  submitting: false,
  submitted: null,
  categories: [],
  focus: null,
  revision: 0,
}));

const { getState: get, setState: set } = useIntake;

let client: AreaClient<typeof intakeArea> | undefined;
let creating = false;
let composing = false;
let answeredCall: string | undefined;
let delayed: (() => void) | undefined;

const writer = createDraftWriter({
  writer: uuidv7(),
  onNextTurn: (run) => queueMicrotask(run),
  afterPause: (run) => void setTimeout(run, 2_000),
  onAcknowledged: (draftId, fields) =>
    set(({ drafts }) => ({
      drafts: drafts.map((draft) =>
        draft.id === draftId ? { ...draft, fields: { ...draft.fields, ...fields } } : draft,
      ),
    })),
  onChange: () => set(({ revision }) => ({ revision: revision + 1 })),
  onOrphaned: (draftId, fields) => {
    const known = get().drafts.find((draft) => draft.id === draftId);
    set(({ activeId }) => (activeId === draftId ? { activeId: null } : {}));
    typeIntoBlank({ ...known?.fields, ...fields });
  },
});

/** What the form shows for the draft on screen: main's state under what is typed and not yet saved. */
export function fieldsOnScreen(view: IntakeView): WorkOrderFields {
  const draft = view.drafts.find(({ id }) => id === view.activeId);
  return draft ? { ...draft.fields, ...writer.overlay(draft.id) } : { ...emptyFields, ...view.blank };
}

/** Title of a draft as it stands on screen, for its chip. */
export function fieldsOf(draft: Draft): WorkOrderFields {
  return { ...draft.fields, ...writer.overlay(draft.id) };
}

export function saveStatus(view: IntakeView): SaveStatus | { readonly state: 'empty' } {
  if (view.activeId !== null) {
    const status = writer.status(view.activeId);
    if (status.state !== 'saved') return status;
    // What came from main has been on its disk since the draft's last change.
    return { state: 'saved', at: status.at ?? view.drafts.find(({ id }) => id === view.activeId)?.updatedAt };
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
  if (Object.keys(get().blank).length > 0) createFromBlank();
}

function accept({ drafts: reported, orders }: IntakeState): void {
  set(({ drafts, restored, activeId, blank, ringing, submitting }) => {
    const active = drafts.find(({ id }) => id === activeId);
    if (reported.some(({ id }) => id === activeId)) return { drafts: reported, orders };
    // While a submit is under way its draft stays on screen until the number is there to show.
    if (submitting && active) return { drafts: [...reported, active], orders };
    const choose = !restored || activeId !== null;
    if (!choose || Object.keys(blank).length > 0) return { drafts: reported, orders, restored: true };
    return { drafts: reported, orders, restored: true, activeId: nextOf(reported, ringing)?.id ?? null };
  });
  if (answeredCall) showDraftOf(answeredCall);
}

/** The draft to show when none is chosen: the one touched last, never one of a call that only rings. */
function nextOf(drafts: readonly Draft[], ringing: readonly string[]): Draft | undefined {
  return drafts
    .filter(({ callId }) => callId === null || !ringing.includes(callId))
    .toSorted((one, other) => other.updatedAt - one.updatedAt)[0];
}

/** The operator typed. */
export function edit(fields: FieldEdits): void {
  const { activeId } = get();
  if (activeId === null) typeIntoBlank(fields);
  else writer.edit(activeId, fields);
}

function typeIntoBlank(fields: FieldEdits): void {
  set(({ blank }) => ({ blank: { ...blank, ...fields } }));
  createFromBlank();
}

function createFromBlank(): void {
  if (creating || !client) return;
  creating = true;
  client.createDraft(null).then(
    (draft) => {
      creating = false;
      const { blank, drafts, activeId, attempted } = get();
      writer.edit(draft.id, blank);
      set({
        drafts: drafts.some(({ id }) => id === draft.id) ? drafts : [...drafts, draft],
        activeId: activeId ?? draft.id,
        attempted: attempted.map((id) => (id === BLANK ? draft.id : id)),
        blank: {},
      });
    },
    (error: unknown) => {
      creating = false;
      if (error instanceof CodedError && error.code === 'disconnected') return; // sent at the next connection
      showError(error);
    },
  );
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

export function activate(draftId: string): void {
  set({ activeId: draftId, focus: { field: 'content' } });
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
  set(({ attempted }) => ({
    activeId: null,
    submitted: null,
    attempted: attempted.filter((id) => id !== BLANK),
    focus: { field: 'content' },
  }));
}

/** Submits the draft on screen; what is missing is told at the fields and the first of them gets the cursor. */
export async function submit(): Promise<void> {
  const view = get();
  if (view.submitting || (view.submitted !== null && view.activeId === null)) return;
  const missing = missingInOrder(fieldsOnScreen(view))[0];
  const draftId = view.activeId;
  if (missing || draftId === null) {
    set({
      attempted: [...view.attempted, draftId ?? BLANK],
      focus: { field: missing ?? 'content' },
    });
    return;
  }
  set({ submitting: true });
  try {
    await writer.settled(draftId);
    if (!client) throw new CodedError('disconnected', 'Not connected.');
    const submitted = await client.submitDraft({ draftId });
    writer.forget(draftId);
    set(({ drafts, ringing, attempted }) => {
      const rest = drafts.filter(({ id }) => id !== draftId);
      return {
        submitted,
        drafts: rest,
        activeId: nextOf(rest, ringing)?.id ?? null,
        attempted: attempted.filter((id) => id !== draftId),
      };
    });
  } catch (error) {
    showError(error);
  } finally {
    set({ submitting: false });
  }
}

/** Throws the draft on screen away, by the operator's confirmed wish. */
export async function discard(): Promise<void> {
  const { activeId } = get();
  if (activeId === null) return set({ blank: {}, attempted: [] });
  try {
    if (!client) throw new CodedError('disconnected', 'Not connected.');
    await client.discardDraft({ draftId: activeId });
    writer.forget(activeId);
    set(({ drafts, ringing }) => {
      const rest = drafts.filter(({ id }) => id !== activeId);
      return { drafts: rest, activeId: nextOf(rest, ringing)?.id ?? null };
    });
  } catch (error) {
    showError(error);
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

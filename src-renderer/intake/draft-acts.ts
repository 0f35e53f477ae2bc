import { codeOf, deltaOf, type Handling, type WorkOrderFields } from '#shared/domain/index.ts';
import { showError } from '../ui/index.ts';
import { isText } from './cursor.ts';
import { FORM_ORDER, missingInOrder } from './form-order.ts';
import { understandOccurred } from './language/occurred.ts';
import {
  BLANK,
  edit,
  fieldsOnScreen,
  focusOn,
  intakeClient,
  nextOf,
  replaceDraft,
  settledDraft,
  useIntake,
  WRITER,
  writer,
} from './store.ts';
import { settleUnfinished } from './unfinished.ts';

const { getState: get, setState: set } = useIntake;

/** Submits the draft on screen; what is missing is told at the fields and the first of them gets the cursor. */
export async function submit(): Promise<void> {
  settleUnfinished();
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
    // Whoever submits from within the words has not left their field, which asks what they mean.
    await understandOccurred();
    await writer.settled(draftId);
    const submitted = await intakeClient().submitDraft({ draftId });
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
    await intakeClient().discardDraft({ draftId: activeId });
    writer.forget(activeId);
    set(({ drafts, ringing }) => {
      const rest = drafts.filter(({ id }) => id !== activeId);
      return { drafts: rest, activeId: nextOf(rest, ringing)?.id ?? null };
    });
  } catch (error) {
    showError(error);
  }
}

/** Takes the last step of the draft on screen back, or makes it again; over restarts too, as main keeps the steps. */
async function step(which: 'undo' | 'redo'): Promise<void> {
  if (get().activeId === null) return;
  try {
    const draftId = await settledDraft();
    const before = fieldsOnScreen(get());
    const draft = await intakeClient()[which]({ draftId, writer: WRITER });
    replaceDraft(draft);
    if (get().activeId === draftId) showChange(before, draft.fields);
  } catch (error) {
    if (codeOf(error) !== 'nothing-to-undo') showError(error);
  }
}

/** Puts the cursor where a step changed a text, so that the change is seen and typing goes on there. */
function showChange(before: WorkOrderFields, after: WorkOrderFields): void {
  for (const field of FORM_ORDER) {
    const [old, now] = [before[field], after[field]];
    if (old === now || typeof old !== 'string' || typeof now !== 'string') continue;
    const target = document.getElementById(`field-${field}`);
    // What is no text of its own (a choice, a category's path) is seen to change where it stands.
    if (!isText(target)) continue;
    const delta = deltaOf(field, old, now);
    if (!delta || !('offset' in delta)) continue;
    // A place's divisions stand before it in the same line.
    focusOn(field, field === 'place' ? undefined : delta.offset + delta.inserted.length);
    return;
  }
}

export const undo = () => step('undo');
export const redo = () => step('redo');

/** Takes an earlier order into the draft on screen, or into the draft of the call that rings. */
export async function fillFrom(
  orderId: string,
  as: 'new' | 'follow-up' | 'join',
  ringingCallId?: string,
): Promise<void> {
  try {
    const ringing = get().drafts.find(({ callId }) => callId !== null && callId === ringingCallId);
    const draftId = ringing?.id ?? (await settledDraft());
    replaceDraft(await intakeClient().fillFromOrder({ draftId, writer: WRITER, orderId, as }));
  } catch (error) {
    showError(error);
  }
}

/** Chooses what is done about it and puts the cursor where that goes on. */
export function chooseHandling(handling: Handling): void {
  edit({ handling });
  const next = {
    answered: 'replyText',
    dispatched: 'leadUnit',
    transferred: 'transferTarget',
    'three-party': 'transferTarget',
    'not-accepted': 'rejectReason',
  } as const;
  focusOn(next[handling]);
}

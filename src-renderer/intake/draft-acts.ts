import { codeOf, type Handling } from '#shared/domain/index.ts';
import { showError } from '../ui/index.ts';
import { missingInOrder } from './form-order.ts';
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

const { getState: get, setState: set } = useIntake;

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
    replaceDraft(await intakeClient()[which]({ draftId, writer: WRITER }));
  } catch (error) {
    if (codeOf(error) !== 'nothing-to-undo') showError(error);
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

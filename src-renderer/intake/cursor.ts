import { codeOf, type DraftCursor } from '#shared/domain/index.ts';
import { showError } from '../ui/index.ts';
import { intakeClient, useIntake } from './store.ts';

/** A cursor is kept at most so often, ms: it is worth less than a keystroke. */
const KEEP_EVERY_MILLISECONDS = 400;

/** Cursors of this page's drafts, which are newer than those that main reported. */
const cursors = new Map<string, Omit<DraftCursor, 'unfinished'>>();
/** Drafts of which main does not have the newest cursor. */
const untold = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Whether a cursor can stand in it. */
export const isText = (element: Element | null): element is HTMLInputElement | HTMLTextAreaElement =>
  element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === 'text');

/** What is typed and no value yet in a draft of this page. */
function unfinishedIn(draftId: string): DraftCursor['unfinished'] {
  const { unfinished, drafts } = useIntake.getState();
  return unfinished[draftId] ?? drafts.find(({ id }) => id === draftId)?.cursor?.unfinished ?? {};
}

/** Where the cursor stands in the form; undefined while it stands elsewhere. */
function cursorNow(form: HTMLElement): Omit<DraftCursor, 'unfinished'> | undefined {
  const element = document.activeElement;
  if (!element || !form.contains(element)) return undefined;
  const text = isText(element) ? element : undefined;
  return {
    field: element.id.replace(/^field-/, '').slice(0, 40),
    start: text?.selectionStart ?? 0,
    end: text?.selectionEnd ?? 0,
    atEnd: text !== undefined && text.value !== '' && text.selectionStart === text.value.length,
    scroll: form.scrollTop,
    fieldScroll: text?.scrollTop ?? 0,
  };
}

/** Remembers where the cursor of the draft on screen stands, and soon tells main, so that it outlives the page. */
export function keepCursor(form: HTMLElement): void {
  const { activeId } = useIntake.getState();
  const cursor = cursorNow(form);
  if (activeId === null || !cursor) return;
  cursors.set(activeId, cursor);
  untold.add(activeId);
  timer ??= setTimeout(tellAll, KEEP_EVERY_MILLISECONDS);
}

/** Tells main at once: what is typed and no value yet is kept with the cursor, and is to be on disk like any letter. */
export function sendCursor(): void {
  const { activeId } = useIntake.getState();
  if (activeId === null) return; // told when the blank form has become a draft
  untold.add(activeId);
  tellAll();
}

function tellAll(): void {
  clearTimeout(timer);
  timer = undefined;
  for (const draftId of untold) {
    untold.delete(draftId);
    if (!useIntake.getState().drafts.some(({ id }) => id === draftId)) continue;
    tell(draftId).catch((error: unknown) => {
      // A draft that was submitted meanwhile has no cursor; without a connection the next one is told.
      if (!['disconnected', 'no-such-draft'].includes(codeOf(error))) showError(error);
    });
  }
}

async function tell(draftId: string): Promise<void> {
  const cursor = cursors.get(draftId) ?? { field: '', start: 0, end: 0, scroll: 0, fieldScroll: 0 };
  await intakeClient().keepCursor({ draftId, cursor: { ...cursor, unfinished: unfinishedIn(draftId) } });
}

/** Puts the cursor of the draft on screen where it was left; into «what happened» when it never stood anywhere. */
export function restoreCursor(form: HTMLElement): void {
  const { activeId, drafts } = useIntake.getState();
  const cursor = cursors.get(activeId ?? '') ?? drafts.find(({ id }) => id === activeId)?.cursor ?? undefined;
  const target = document.getElementById(`field-${cursor?.field || 'content'}`);
  if (!(target instanceof HTMLElement)) return;
  target.focus();
  if (!cursor) return;
  form.scrollTop = cursor.scroll;
  if (!isText(target)) return;
  if (cursor.atEnd) target.setSelectionRange(target.value.length, target.value.length);
  else target.setSelectionRange(cursor.start, cursor.end);
  target.scrollTop = cursor.fieldScroll;
}

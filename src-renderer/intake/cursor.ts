import { codeOf, type DraftCursor } from '#shared/domain/index.ts';
import { showError } from '../ui/index.ts';
import { intakeClient, useIntake } from './store.ts';

/** A cursor is kept at most so often, ms: it is worth less than a keystroke. */
const KEEP_EVERY_MILLISECONDS = 400;

/** Cursors of this page's drafts, which are newer than those that main reported. */
const cursors = new Map<string, DraftCursor>();
let timer: ReturnType<typeof setTimeout> | undefined;

const isText = (element: Element | null): element is HTMLInputElement | HTMLTextAreaElement =>
  element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === 'text');

/** Where the cursor stands in the form; undefined while it stands elsewhere. */
function cursorNow(form: HTMLElement): DraftCursor | undefined {
  const element = document.activeElement;
  if (!element || !form.contains(element)) return undefined;
  const text = isText(element) ? element : undefined;
  return {
    field: element.id.replace(/^field-/, '').slice(0, 40),
    start: text?.selectionStart ?? 0,
    end: text?.selectionEnd ?? 0,
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
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    const newest = cursors.get(activeId);
    if (!newest || !useIntake.getState().drafts.some(({ id }) => id === activeId)) return;
    tell(activeId, newest).catch((error: unknown) => {
      // A draft that was submitted meanwhile has no cursor; without a connection the next one is told.
      if (!['disconnected', 'no-such-draft'].includes(codeOf(error))) showError(error);
    });
  }, KEEP_EVERY_MILLISECONDS);
}

async function tell(draftId: string, cursor: DraftCursor): Promise<void> {
  await intakeClient().keepCursor({ draftId, cursor });
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
  target.setSelectionRange(cursor.start, cursor.end);
  target.scrollTop = cursor.fieldScroll;
}

import { flushSync } from 'react-dom';
import { insertAt } from '../blanks.ts';
import { edit, fieldsOnScreen, useIntake } from '../store.ts';

const AREAS = ['content', 'replyText'] as const;

/** Puts a text where the cursor stands in «what happened» or the answer, else at the end of «what happened». */
export function insertText(text: string): void {
  const focused = AREAS.find((field) => document.activeElement?.id === `field-${field}`);
  const field = focused ?? 'content';
  const area = document.getElementById(`field-${field}`);
  const before = fieldsOnScreen(useIntake.getState())[field];
  const end = before.length;
  const selection =
    focused && area instanceof HTMLTextAreaElement
      ? { start: area.selectionStart, end: area.selectionEnd }
      : { start: end, end };
  const put = insertAt(before, selection, text);
  // The text must stand in the field before its first blank can be selected.
  flushSync(() => edit({ [field]: put.text }));
  if (!(area instanceof HTMLTextAreaElement)) return;
  area.focus();
  area.setSelectionRange(put.selection.start, put.selection.end);
}

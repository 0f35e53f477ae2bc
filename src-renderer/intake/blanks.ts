/**
 * Blanks of a template: `【what goes here】`. They are plain text, so that a half-filled template is saved, restored and
 * undone like anything else that was typed; Tab goes from one to the next and selects it, so that typing replaces it.
 */
const BLANK = /【[^【】]*】/g;

/** A part of a text, in UTF-16 units as selections count. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Every blank of a text, in order. */
export function blanksOf(text: string): readonly Span[] {
  return [...text.matchAll(BLANK)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/**
 * The blank that Tab goes to from a selection, or that Shift+Tab goes to; undefined when there is none in that
 * direction, so that Tab leaves the field as everywhere.
 */
export function blankFrom(text: string, selection: Span, backwards: boolean): Span | undefined {
  const blanks = blanksOf(text);
  const isHere = (blank: Span) => blank.start === selection.start && blank.end === selection.end;
  if (backwards) return blanks.findLast((blank) => blank.end <= selection.start && !isHere(blank));
  return blanks.find((blank) => blank.start >= selection.start && !isHere(blank));
}

/** A text with another put at the selection; answers what is to be selected then: its first blank, or its end. */
export function insertAt(
  text: string,
  selection: Span,
  inserted: string,
): { readonly text: string; readonly selection: Span } {
  const result = text.slice(0, selection.start) + inserted + text.slice(selection.end);
  const first = blanksOf(inserted)[0];
  const end = selection.start + inserted.length;
  return {
    text: result,
    selection: first
      ? { start: selection.start + first.start, end: selection.start + first.end }
      : { start: end, end },
  };
}

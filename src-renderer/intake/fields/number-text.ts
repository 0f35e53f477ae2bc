/**
 * What a Chinese input method leaves in a number's field, as it is meant: full-width digits and letters become
 * half-width, blanks and the dashes of any width go. `+`, `*` and `#` stay, as they are dialled.
 */
export function numberText(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[。,、·]/g, '')
    .replace(/[\s‐‑‒–—―ー−-]/g, '');
}

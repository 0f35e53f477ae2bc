/** `keyCode` of a key that an input method has taken for itself (UI Events, «keyCode 229»). */
const TAKEN_BY_INPUT_METHOD = 229;

/** Whether a key press belongs to an input method that composes; it must do nothing else then. */
export function isForInputMethod(press: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return press.isComposing || press.keyCode === TAKEN_BY_INPUT_METHOD;
}

/** Whether a change of a text comes from an input method that still composes. */
export function isComposingInput(change: Event): boolean {
  return change instanceof InputEvent && change.isComposing;
}

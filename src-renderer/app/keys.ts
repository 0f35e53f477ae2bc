import { isForInputMethod } from '../ui/index.ts';

/** What a key press asks for. */
export type Command =
  | {
      readonly name:
        | 'answer'
        | 'hang-up'
        | 'hold'
        | 'mute'
        | 'desk'
        | 'agent-state'
        | 'lock'
        | 'ask-help'
        | 'submit'
        | 'new-draft'
        | 'next-draft'
        | 'take-caller'
        | 'follow-up'
        | 'join'
        | 'undo'
        | 'redo'
        | 'commands'
        | 'help'
        | 'menu'
        | 'library';
    }
  | { readonly name: 'request-type'; readonly index: number }
  /** 0 takes all that was read from the text; 1 to 9 take one line beside the form. */
  | { readonly name: 'offer'; readonly digit: number }
  | { readonly name: 'choose-caller'; readonly step: 1 | -1 };

/** Commands that say all by their name. */
export type PlainName = Exclude<Command['name'], 'request-type' | 'offer' | 'choose-caller'>;

/** The part of a KeyboardEvent that decides. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey' | 'isComposing' | 'keyCode' | 'repeat'
>;

const PLAIN: Readonly<Record<string, PlainName>> = {
  F1: 'help',
  F2: 'answer',
  F3: 'hold',
  F4: 'new-draft',
  F5: 'agent-state',
  F6: 'next-draft',
  F7: 'mute',
  F8: 'hang-up',
  F9: 'desk',
  F10: 'menu',
  F11: 'take-caller',
  F12: 'follow-up',
};

/** With Ctrl; by the key's place, as a Chinese keyboard's letters stand where the English ones do. */
const CONTROL: Readonly<Record<string, PlainName>> = {
  Enter: 'submit',
  NumpadEnter: 'submit',
  // Where people look for «find»; the page's own find would not look into the library.
  KeyF: 'library',
  KeyH: 'ask-help',
  KeyK: 'commands',
  KeyL: 'lock',
  KeyM: 'join',
  KeyZ: 'undo',
  KeyY: 'redo',
};

const named = (name: PlainName | undefined): Command | undefined => (name ? { name } : undefined);

/**
 * The one scheme of keys (docs/design.md, «Keys»). Function keys work from every field; letters and Space
 * never do anything to a call, so that no typing answers or ends one. Nothing happens while an input method
 * composes, nor for a key that is held down.
 */
export function commandOf(press: KeyPress): Command | undefined {
  if (isForInputMethod(press)) return undefined;
  const { key, code, ctrlKey, altKey, metaKey, shiftKey, repeat } = press;
  const control = (ctrlKey || metaKey) && !altKey;
  // Undo goes on while it is held, as everywhere.
  if (control && code === 'KeyZ') return named(shiftKey ? 'redo' : 'undo');
  if (repeat && !(control && code === 'KeyY')) return undefined;
  if (control && !shiftKey) {
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
    if (digit !== undefined) return { name: 'offer', digit: Number(digit) };
    return named(CONTROL[code || key] ?? CONTROL[`Key${key.toUpperCase()}`]);
  }
  if (altKey && !ctrlKey && !metaKey && !shiftKey) {
    if (key === 'ArrowDown' || key === 'ArrowUp')
      return { name: 'choose-caller', step: key === 'ArrowDown' ? 1 : -1 };
    const digit = /^Digit([1-7])$/.exec(code)?.[1];
    return digit === undefined ? undefined : { name: 'request-type', index: Number(digit) - 1 };
  }
  if (ctrlKey || altKey || metaKey || shiftKey) return undefined;
  return named(PLAIN[key]);
}

/** `/` and `?` open the command bar where they are not text. */
export function opensCommandBar(press: KeyPress, target: EventTarget | null): '' | '?' | undefined {
  if (isForInputMethod(press) || press.ctrlKey || press.altKey || press.metaKey) return undefined;
  const isText =
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('textarea, select, input:not([type=radio], [type=checkbox])'));
  if (isText) return undefined;
  if (press.key === '/' || press.key === '、') return '';
  return press.key === '?' || press.key === '?' ? '?' : undefined;
}

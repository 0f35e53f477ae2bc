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
        | 'submit'
        | 'new-draft'
        | 'next-draft'
        | 'help'
        | 'menu'
        | 'library';
    }
  | { readonly name: 'request-type'; readonly index: number };

/** The part of a KeyboardEvent that decides. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey' | 'isComposing' | 'keyCode' | 'repeat'
>;

const PLAIN: Readonly<Record<string, Command['name']>> = {
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
};

/**
 * The one scheme of keys (docs/design.md, «Keys»). Function keys work from every field; letters and Space
 * never do anything to a call, so that no typing answers or ends one. Nothing happens while an input method
 * composes, nor for a key that is held down.
 */
export function commandOf(press: KeyPress): Command | undefined {
  if (isForInputMethod(press) || press.repeat) return undefined;
  const { key, code, ctrlKey, altKey, metaKey, shiftKey } = press;
  if (key === 'Enter' && (ctrlKey || metaKey) && !altKey && !shiftKey) return { name: 'submit' };
  if (key.toLowerCase() === 'l' && ctrlKey && !altKey && !metaKey && !shiftKey) return { name: 'lock' };
  // Where people look for «find»; the page's own find would not look into the library.
  if (code === 'KeyF' && (ctrlKey || metaKey) && !altKey && !shiftKey) return { name: 'library' };
  if (altKey && !ctrlKey && !metaKey && !shiftKey) {
    const digit = /^Digit([1-7])$/.exec(code)?.[1];
    return digit === undefined ? undefined : { name: 'request-type', index: Number(digit) - 1 };
  }
  if (ctrlKey || altKey || metaKey || shiftKey) return undefined;
  const name = PLAIN[key];
  return name === undefined || name === 'request-type' ? undefined : { name };
}

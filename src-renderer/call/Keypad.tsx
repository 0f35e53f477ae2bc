import { type KeyboardEvent, useState } from 'react';
import type { Call } from '#shared/domain/index.ts';
import { isForInputMethod, useFocusReturn, useTranslation } from '../ui/index.ts';
import { sendDigits } from './store.ts';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

/** Tones for menus at the other end. While it has the focus, digits can be typed. */
export function Keypad({ call, onClose }: { readonly call: Call; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [sent, setSent] = useState('');
  useFocusReturn();
  const send = (digit: string) => {
    setSent((before) => (before + digit).slice(-12));
    void sendDigits(call, digit);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isForInputMethod(event.nativeEvent) || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Escape') return onClose();
    if (!KEYS.includes(event.key)) return;
    event.preventDefault();
    send(event.key);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys inside are buttons; typing is their shortcut
    <div className="keypad" data-testid="keypad-keys" onKeyDown={onKeyDown}>
      <p className="keypad-sent" aria-live="polite">
        {sent === '' ? t('call.keypadHint') : sent}
      </p>
      {KEYS.map((digit, index) => (
        <button
          key={digit}
          type="button"
          className="keypad-key"
          // biome-ignore lint/a11y/noAutofocus: the person has just asked for the keypad
          autoFocus={index === 0}
          onClick={() => send(digit)}
        >
          {digit}
        </button>
      ))}
    </div>
  );
}

import { describe, expect, it } from 'vitest';
import { commandOf, type KeyPress } from './keys.ts';

const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  repeat: false,
  ...rest,
});

describe('keys', () => {
  it('has one key for each act', () => {
    expect(commandOf(press('F2'))).toEqual({ name: 'answer' });
    expect(commandOf(press('F8'))).toEqual({ name: 'hang-up' });
    expect(commandOf(press('F3'))).toEqual({ name: 'hold' });
    expect(commandOf(press('F7'))).toEqual({ name: 'mute' });
    expect(commandOf(press('F9'))).toEqual({ name: 'desk' });
    expect(commandOf(press('F4'))).toEqual({ name: 'new-draft' });
    expect(commandOf(press('F5'))).toEqual({ name: 'agent-state' });
    expect(commandOf(press('l', { ctrlKey: true }))).toEqual({ name: 'lock' });
    expect(commandOf(press('l'))).toBeUndefined();
    expect(commandOf(press('F10'))).toEqual({ name: 'menu' });
    expect(commandOf(press('F6'))).toEqual({ name: 'next-draft' });
    expect(commandOf(press('F1'))).toEqual({ name: 'help' });
    expect(commandOf(press('Enter', { ctrlKey: true }))).toEqual({ name: 'submit' });
    expect(commandOf(press('£', { code: 'Digit3', altKey: true }))).toEqual({
      name: 'request-type',
      index: 2,
    });
  });
  it('does nothing while an input method composes', () => {
    for (const key of ['F2', 'F3', 'F7', 'F8', 'F9', 'Enter']) {
      expect(commandOf(press(key, { isComposing: true, ctrlKey: key === 'Enter' }))).toBeUndefined();
      expect(commandOf(press(key, { keyCode: 229, ctrlKey: key === 'Enter' }))).toBeUndefined();
    }
  });
  it('does nothing for a key held down, with other modifiers, or for typing', () => {
    expect(commandOf(press('F8', { repeat: true }))).toBeUndefined();
    expect(commandOf(press('F2', { shiftKey: true }))).toBeUndefined();
    expect(commandOf(press('F4', { altKey: true }))).toBeUndefined();
    for (const key of [' ', 'Enter', 'a', 'Escape', '2', '?']) expect(commandOf(press(key))).toBeUndefined();
    expect(commandOf(press('8', { code: 'Digit8', altKey: true }))).toBeUndefined();
  });
});

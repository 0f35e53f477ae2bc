import { describe, expect, it } from 'vitest';
import { numberText } from './number-text.ts';

describe('a number typed through an input method', () => {
  it.each([
    ['13806321234', '13806321234'],
    ['138 0632 1234', '13806321234'],
    ['0632-3312345', '06323312345'],
    ['0632—3312345。', '06323312345'],
    ['+86 138', '+86138'],
    ['91370400MA3C', '91370400MA3C'],
  ])('%s is %s', (typed, meant) => expect(numberText(typed)).toBe(meant));
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalNumber } from './telephone.ts';

describe('telephone numbers', () => {
  it.each([
    ['13812341234', '13812341234'],
    ['+86 138 1234 1234', '13812341234'],
    ['008613812341234', '13812341234'],
    ['8613812341234', '13812341234'],
    ['013812341234', '13812341234'],
    ['１３８１２３４１２３４', '13812341234'],
    ['138-1234-1234', '13812341234'],
    ['tel:+86-138-1234-1234;phone-context=+86', '13812341234'],
    ['sip:13812341234@10.0.0.1', '13812341234'],
    ['3456789', '06323456789'],
    ['0632-3456789', '06323456789'],
    ['(0632)3456789', '06323456789'],
    ['+866323456789', '06323456789'],
    ['01012345678', '01012345678'],
    ['+861012345678', '01012345678'],
    ['3456789转801', '06323456789'],
    ['110', '110'],
    ['12345', '12345'],
    ['95588', '95588'],
    ['4008001234', '4008001234'],
    ['anonymous', ''],
    ['', ''],
  ])('CP-1 %s is found as %s', (written, canonical) => {
    expect(canonicalNumber(written)).toBe(canonical);
  });

  it('CP-1 the canonical form of a canonical form is itself, whatever was written', () => {
    const written = fc.oneof(fc.string({ unit: fc.constantFrom(...'0123456789+-() ０１８转') }), fc.string());
    fc.assert(
      fc.property(written, (text) => {
        const once = canonicalNumber(text);
        expect(once).toMatch(/^\d*$/);
        expect(canonicalNumber(once)).toBe(once);
      }),
      { examples: [['008600138'], ['+862345678'], ['00862345678']] },
    );
  });

  it('CP-1 one mobile number is one caller in every writing', () => {
    const mobile = fc.tuple(fc.constantFrom(...'3456789'), fc.stringMatching(/^\d{9}$/));
    const prefix = fc.constantFrom('', '+86', '0086', '86', '0', '+86 ');
    fc.assert(
      fc.property(mobile, prefix, fc.constantFrom('', ' ', '-'), ([second, rest], before, between) => {
        const number = `1${second}${rest}`;
        expect(canonicalNumber(`${before}${number.slice(0, 3)}${between}${number.slice(3)}`)).toBe(number);
      }),
    );
  });
});

import { isLocalDate } from '../calendar/index.ts';

/**
 * Whether 18 characters are a resident's identity number: a date of birth that exists and the check character of
 * GB 11643-1999 (ISO 7064 MOD 11-2). Never collected by default (DOMAIN.md §2.7); checked only to warn.
 */
export function isIdentityNumber(text: string): boolean {
  return hasIdentityShape(text) && text.toUpperCase().endsWith(identityCheck(text.slice(0, 17)));
}

/** Province, date of birth and length as GB 11643 has them, whatever the check character says. */
export function hasIdentityShape(text: string): boolean {
  const match = /^([1-6]\d|71|8[12]|91)\d{4}((?:18|19|20)\d{2})(\d{2})(\d{2})\d{3}[\dXx]$/.exec(text);
  return match !== null && isLocalDate(`${match[2]}-${match[3]}-${match[4]}`);
}

/** The check character of the first 17 digits: the remainder chosen from `10X98765432`. */
export function identityCheck(first17: string): string {
  let sum = 0;
  for (let index = 0; index < 17; index += 1) sum += Number(first17[index]) * (2 ** (17 - index) % 11);
  return '10X98765432'[sum % 11] ?? '';
}

/** Characters of a unified social credit code, in the order of their values: no I, O, Z, S, V (GB 32100-2015). */
const CREDIT_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Whether 18 characters are a unified social credit code with the check character of GB 32100-2015 (MOD 31). */
export function isCreditCode(text: string): boolean {
  const code = text.toUpperCase();
  return (
    /^[159NY][1239]\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code) && code.endsWith(creditCheck(code.slice(0, 17)))
  );
}

/** The check character of the first 17: weights are powers of 3 modulo 31. */
export function creditCheck(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of first17.toUpperCase()) {
    sum += CREDIT_CHARACTERS.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return CREDIT_CHARACTERS[(31 - (sum % 31)) % 31] ?? '';
}

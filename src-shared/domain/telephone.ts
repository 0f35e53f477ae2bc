import { halfWidth } from './text.ts';

/** Telephone area code of Zaozhuang, for local numbers said without one. */
export const LOCAL_AREA_CODE = '0632';

const MOBILE = /^1[3-9]\d{9}$/;

/**
 * One form for one subscriber, so that a number is found however it was written (rule CP-1):
 * half width, digits only; without `+86`, `0086` or a leading 0 before a mobile number; a local number of seven or
 * eight digits with its area code. Service numbers (110, 12345, 95588, 400…) stay as they are. What has no digit
 * (a withheld number) becomes empty.
 *
 * @param areaCode the centre's own area code, with its leading 0
 */
export function canonicalNumber(written: string, areaCode: string = LOCAL_AREA_CODE): string {
  const half = halfWidth(written).trim();
  // sip: and tel: addresses, and an extension that somebody wrote behind the number.
  const main = half
    .replace(/^(?:sips?|tel):/i, '')
    .replace(/[@;].*$/, '')
    .replace(/(?:转|ext\.?|x|#).*$/i, '');
  let digits = main.replaceAll(/\D/g, '');
  if (/^\s*\+86/.test(main) || /^\s*0086/.test(main)) digits = digits.replace(/^(?:00)?86/, '');
  else if (/^86\d{11}$/.test(digits) && MOBILE.test(digits.slice(2))) digits = digits.slice(2);
  if (digits.startsWith('0') && MOBILE.test(digits.slice(1))) return digits.slice(1);
  if (/^\+86|^0086/.test(main) && /^[1-9]\d{8,10}$/.test(digits) && !MOBILE.test(digits)) return `0${digits}`;
  if (/^[2-8]\d{6,7}$/.test(digits)) return `${areaCode}${digits}`;
  return digits;
}

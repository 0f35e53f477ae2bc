import type { Finding, FindingOf } from './finding.ts';
import { hasIdentityShape, isCreditCode, isIdentityNumber } from './identity.ts';
import { DIGIT_CLASS, digitsOf } from './numerals.ts';

const RUN = new RegExp(`\\+?${DIGIT_CLASS}(?:[\\s\\-—－–·.()()]{0,2}${DIGIT_CLASS}){4,}[XxＸｘ]?`, 'g');
/** «转 801» behind a switchboard's number. */
const EXTENSION = /^\s*(?:转|分机号?)\s*(\d{1,5})(?!\d)/;
/** Words behind which seven digits are a local number. */
const ASKS_FOR_NUMBER =
  /(?:电话|座机|固话|号码|手机|打|拨|联系方式|联系)(?:号码|号)?(?:就)?(?:是|为|[::])?\s*$/;

/**
 * Telephone numbers and identity numbers among the runs of digits, written, spoken or in full width.
 *
 * @param localAreaCode with its leading 0, for local numbers said without one
 */
export function readNumbers(text: string, localAreaCode: string): Finding[] {
  const found: Finding[] = [];
  for (const match of text.matchAll(RUN)) {
    const words = match[0].replace(/[(（]$/, '');
    const span = { from: match.index, to: match.index + words.length, words };
    const digits = digitsOf(words) + (/[XxＸｘ]$/.test(words) ? 'X' : '');
    if (isPartOfCode(text, span)) continue;
    if (hasIdentityShape(digits)) {
      found.push({
        field: 'identity-number',
        ...span,
        value: '',
        words: '*'.repeat(words.length),
        confidence: isIdentityNumber(digits) ? 1 : 0.7,
        rule: isIdentityNumber(digits) ? 'identity.checked' : 'identity.shape',
      });
      continue;
    }
    const phone = phoneOf(digits, text.slice(0, match.index), localAreaCode);
    if (!phone) continue;
    const confidence = confidenceOf(phone, words);
    const extension = phone.rule === 'phone.mobile' ? null : EXTENSION.exec(text.slice(span.to));
    const [said = '', inside = ''] = extension ?? [];
    found.push({
      field: 'phone',
      ...phone,
      from: span.from,
      to: span.to + said.length,
      words: words + said,
      value: phone.value + (inside && `转${inside}`),
      confidence,
    });
  }
  return found;
}

/** 统一社会信用代码 with its check character. */
export function readCreditCodes(text: string): FindingOf<'credit-code'>[] {
  return [...text.matchAll(/(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])/g)]
    .filter(([words]) => isCreditCode(words))
    .map((match) => ({
      field: 'credit-code',
      value: match[0].toUpperCase(),
      words: match[0],
      from: match.index,
      to: match.index + match[0].length,
      confidence: 1,
      rule: 'credit-code.checked',
    }));
}

/** Letters before or behind: a code, a plate, a number of an order. */
function isPartOfCode(text: string, { from, to }: { from: number; to: number }): boolean {
  return /[A-Za-z]$/.test(text.slice(0, from)) || /^[A-Za-z]/.test(text.slice(to));
}

function phoneOf(
  digits: string,
  before: string,
  localAreaCode: string,
): { value: string; rule: string } | undefined {
  const bare = digits.replace(/^(?:0086|86)(?=1[3-9]\d{9}$|0?[1-9]\d{8,10}$)/, '');
  if (/^1[3-9]\d{9}$/.test(bare)) return { value: bare, rule: 'phone.mobile' };
  if (/^01[3-9]\d{9}$/.test(bare)) return { value: bare.slice(1), rule: 'phone.mobile' };
  if (/^0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}$/.test(bare)) return { value: bare, rule: 'phone.landline' };
  if (/^[48]00\d{7}$/.test(bare)) return { value: bare, rule: 'phone.service' };
  if (/^[2-8]\d{6}$/.test(bare) && ASKS_FOR_NUMBER.test(before))
    return { value: localAreaCode + bare, rule: 'phone.local' };
  return undefined;
}

const CONFIDENCE: Readonly<Record<string, number>> = {
  'phone.mobile': 0.98,
  'phone.landline': 0.95,
  'phone.service': 0.6,
  'phone.local': 0.8,
};

/** What was said in words may have been misheard. */
function confidenceOf({ rule }: { rule: string }, words: string): number {
  return (CONFIDENCE[rule] ?? 0.5) - (/[^\d\s+\-()]/.test(words) ? 0.05 : 0);
}

const PLATE =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][·•\s-]?(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}|[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学警])(?![A-Za-z0-9])/g;

/** Number plates (GA 36-2018): province, office, five characters, six for a new-energy vehicle. */
export function readPlates(text: string): FindingOf<'plate'>[] {
  return [...text.matchAll(PLATE)]
    .filter(([words]) => /\d/.test(words))
    .map((match) => ({
      field: 'plate',
      value: match[0].toUpperCase().replace(/[·•\s-]/g, ''),
      words: match[0],
      from: match.index,
      to: match.index + match[0].length,
      confidence: 0.95,
      rule: 'plate',
    }));
}

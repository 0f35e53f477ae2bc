import { z } from 'zod';

/**
 * Length in characters as a person counts them: code points. Rare characters of names (GB 18030, outside the
 * basic plane) are one each, where JavaScript's own `length` says two.
 */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The first `limit` code points of a text; never half a character. */
export function clipped(text: string, limit: number): string {
  return text.length <= limit ? text : [...text].slice(0, limit).join('');
}

/** A text of at most `limit` code points. */
export const limitedText = (limit: number) =>
  z.string().refine((text) => text.length <= limit || codePoints(text) <= limit, {
    error: `at most ${limit} characters`,
  });

/**
 * Full-width letters, digits and signs as their half-width forms («１３８» → «138», «　» → « »); Chinese punctuation
 * and everything else stays. For what is meant as a number or a code, never for running text.
 */
export function halfWidth(text: string): string {
  return text.replace(/[\uFF01-\uFF5E\u3000]/g, (sign) =>
    sign === '\u3000' ? ' ' : String.fromCharCode(sign.charCodeAt(0) - 0xfee0),
  );
}

/** Whether a text says nothing: blanks of any kind only. */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

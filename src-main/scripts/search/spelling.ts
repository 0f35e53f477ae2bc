import { syllableNumber } from './syllables.ts';

/** How Chinese text sounds. */
export interface Spelling {
  /** One syllable's number for each UTF-16 unit of a text; 0 where it is no Chinese character. */
  syllablesOf(text: string): Uint16Array;
}

/**
 * A spelling by pinyin-pro, which reads characters in their words (行 as háng in 银行). Loading its table takes about
 * 50 ms, so that it is loaded when it is first wanted.
 */
export async function loadSpelling(): Promise<Spelling> {
  const { pinyin } = await import('pinyin-pro');
  const numberOf = new Map<string, number>();
  return {
    syllablesOf: (text) => {
      const found = new Uint16Array(text.length);
      for (const match of text.matchAll(/[\u3400-\u9fff]+/g)) {
        const [run] = match;
        const names = pinyin(run, { toneType: 'none', type: 'array', v: true });
        for (let index = 0; index < run.length; index += 1) {
          const name = names[index] ?? '';
          let syllable = numberOf.get(name);
          if (syllable === undefined) {
            syllable = syllableNumber(name);
            numberOf.set(name, syllable);
          }
          found[match.index + index] = syllable;
        }
      }
      return found;
    },
  };
}

/**
 * A text as it is compared: full-width forms as plain ones, capitals as small letters. Unit by unit, so that a place in
 * the result is the same place in the text.
 */
export function comparable(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase().length === text.length ? text.toLowerCase() : text;
  let made = '';
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charAt(index);
    const plain = unit.normalize('NFKC').toLowerCase();
    made += plain.length === 1 ? plain : unit;
  }
  return made;
}

/** Nothing but what NFKC leaves alone. */
const PLAIN = /^[\u0020-\u007e\u3400-\u9fff\u3001\u3002\u300a\u300b\n]*$/;

/** Whether a unit is part of a word: a letter, a digit or a Chinese character. */
export function isWordUnit(code: number): boolean {
  if (code >= 0x3400) return code <= 0x9fff;
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 0xc0 && code < 0x2000);
}

export function isHan(code: number): boolean {
  return code >= 0x3400 && code <= 0x9fff;
}

export function isLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

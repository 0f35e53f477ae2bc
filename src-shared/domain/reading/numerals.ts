/** Digits as they are written and as they are said on the telephone: 幺 for one, 洞 for nought, 拐 for seven. */
const DIGITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '0': '0零〇○洞０',
    '1': '1一壹幺妖１',
    '2': '2二贰两２',
    '3': '3三叁３',
    '4': '4四肆４',
    '5': '5五伍５',
    '6': '6六陆６',
    '7': '7七柒拐７',
    '8': '8八捌８',
    '9': '9九玖勾９',
  }).flatMap(([digit, forms]) => [...forms].map((form) => [form, digit] as const)),
);

export const DIGIT_CLASS = `[${[...DIGITS.keys()].join('')}]`;

/** The digit a character stands for, or undefined. */
export function digitOf(character: string): string | undefined {
  return DIGITS.get(character);
}

/** Every digit character replaced, everything else left out: «一三八 零六三二» → `1380632`. */
export function digitsOf(text: string): string {
  let digits = '';
  for (const character of text) digits += DIGITS.get(character) ?? '';
  return digits;
}

export const NUMBER_CLASS = '[0-9０-９零〇一二两三四五六七八九十百]';

/** A number up to 999 in digits or Chinese numerals («十一», «二十», «一百零五», «两»); undefined for anything else. */
export function numberOf(text: string): number | undefined {
  if (/^[0-9０-９]+$/.test(text)) return Number(digitsOf(text));
  if (!/^[零〇一二两三四五六七八九十百]+$/.test(text)) return undefined;
  if (!/[十百]/.test(text)) return text.length <= 4 ? Number(digitsOf(text)) : undefined;
  const match =
    /^(?:([一二两三四五六七八九])百零?)?(?:([一二两三四五六七八九])?(十))?([一二两三四五六七八九])?$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, hundreds, tens, ten, ones] = match;
  const value = (character: string | undefined) =>
    character === undefined ? 0 : Number(digitsOf(character));
  return value(hundreds) * 100 + (ten === undefined ? 0 : (value(tens) || 1) * 10) + value(ones);
}

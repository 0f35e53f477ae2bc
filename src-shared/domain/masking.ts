/**
 * A telephone number for lists: first three and last four digits kept, the middle starred
 * (138****1234, DOMAIN.md §2.7). Numbers too short to hide anything that way are starred but for the last two.
 */
export function maskNumber(number: string): string {
  if (number.length >= 11) return `${number.slice(0, 3)}${'*'.repeat(number.length - 7)}${number.slice(-4)}`;
  if (number.length > 4) return `${'*'.repeat(number.length - 2)}${number.slice(-2)}`;
  return '*'.repeat(number.length);
}

/** How a person is addressed: 先生, 女士, or not known. */
export type GenderTitle = 'sir' | 'madam' | 'unknown';

/** Surnames of two characters that are met; everything else is taken to have one. */
const DOUBLE_SURNAMES =
  /^(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|轩辕|端木|百里|呼延|南宫|西门|独孤|长孙|宇文|闻人|澹台|淳于|单于|申屠|太史|钟离)/;

/**
 * The surname of a Chinese name, «王» of 王小明; of «王女士» too. Names in other scripts give their first character.
 * Empty for no name.
 */
export function surnameOf(name: string): string {
  const clean = name.trim();
  const double = DOUBLE_SURNAMES.exec(clean)?.[0];
  if (double !== undefined && [...clean].length > 2) return double;
  return [...clean][0] ?? '';
}

/** Forms of address behind a name, the longer before those that they end with. */
const SIR = ['老先生', '先生', '大爷', '大叔', '叔叔', '师傅'];
const MADAM = ['老太太', '女士', '小姐', '大娘', '大姐', '阿姨'];

/** The forms of address that somebody may be called by. */
export function titlesOf(title: GenderTitle): readonly string[] {
  if (title === 'unknown') return [...SIR, ...MADAM];
  return title === 'sir' ? SIR : MADAM;
}

/** The form of address written behind a name, if there is one. */
export function titleOfName(name: string): GenderTitle {
  const clean = name.trim();
  if (SIR.some((one) => clean.endsWith(one))) return 'sir';
  return MADAM.some((one) => clean.endsWith(one)) ? 'madam' : 'unknown';
}

/** A name for lists: surname and form of address («王女士»), or surname and stars. Empty for no name. */
export function maskName(name: string, title: GenderTitle = 'unknown'): string {
  const surname = surnameOf(name);
  if (surname === '') return '';
  const known = title === 'unknown' ? titleOfName(name) : title;
  return known === 'sir' ? `${surname}先生` : known === 'madam' ? `${surname}女士` : `${surname}**`;
}

/**
 * Every syllable of Mandarin in Hanyu Pinyin (GB/T 16159-2012) without tones, ü as v, by first letter: what letters
 * that are typed can mean.
 */
const BY_LETTER: Readonly<Record<string, string>> = {
  a: '- i n ng o',
  b: 'a ai an ang ao ei en eng i ian iao ie in ing o u',
  c: 'a ai an ang ao e en eng i ong ou u uan ui un uo ha hai han hang hao he hen heng hi hong hou hu hua huai huan huang hui hun huo',
  d: 'a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo',
  e: '- i n ng r',
  f: 'a an ang ei en eng o ou u',
  g: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  h: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  j: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  k: 'a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo',
  l: 'a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve',
  m: 'a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u',
  n: 'a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo v ve',
  o: '- u',
  p: 'a ai an ang ao ei en eng i ian iao ie in ing o ou u',
  q: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  r: 'an ang ao e en eng i ong ou u ua uan ui un uo',
  s: 'a ai an ang ao e en eng i ong ou u uan ui un uo ha hai han hang hao he hei hen heng hi hou hu hua huai huan huang hui hun huo',
  t: 'a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo',
  w: 'a ai an ang ei en eng o u',
  x: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  y: 'a an ang ao e i in ing o ong ou u uan ue un',
  z: 'a ai an ang ao e ei en eng i ong ou u uan ui un uo ha hai han hang hao he hei hen heng hi hong hou hu hua huai huan huang hui hun huo',
};

/** No syllable is longer. */
export const LONGEST_SYLLABLE = 6;
/** Numbers of syllables fit into so many bits; 0 is none. */
export const SYLLABLE_BITS = 9;

/** Every syllable as it is spelled. */
export const ALL_SYLLABLES: readonly string[] = Object.entries(BY_LETTER).flatMap(([letter, rests]) =>
  rests.split(' ').map((rest) => (rest === '-' ? letter : letter + rest)),
);
const spelled: ReadonlySet<string> = new Set(ALL_SYLLABLES);
const names: string[] = ['', ...ALL_SYLLABLES];
const numbers = new Map(ALL_SYLLABLES.map((name, index) => [name, index + 1]));

/**
 * What many people here do not tell apart, in speech and so in typing: zh z, ch c, sh s; -ng and -n.
 *
 * @returns a syllable's folded spelling; not always a syllable itself («sen» of «sheng» is)
 */
function fold(name: string): string {
  return name.replace(/^([zcs])h/, '$1').replace(/(?<=[aei])ng$/, 'n');
}

for (const name of [...numbers.keys()]) {
  const folded = fold(name);
  if (numbers.has(folded)) continue;
  numbers.set(folded, names.length);
  names.push(folded);
}
const folds = Uint16Array.from(names, (name) => numbers.get(fold(name)) ?? 0);
const initials = Uint8Array.from(names, (name) => (name === '' ? 0 : name.charCodeAt(0) - 96));

/** Number of a syllable as it is spelled; 0 when there is none. `lue` and `nue` are taken for `lve`, `nve`. */
export function syllableNumber(name: string): number {
  const plain = name.replace('ü', 'v').replace(/^([ln])ue$/, '$1ve');
  return spelled.has(plain) ? (numbers.get(plain) ?? 0) : 0;
}

/** The number that all syllables have in common that sound alike here. */
export function foldedNumber(syllable: number): number {
  return folds[syllable] ?? 0;
}

/** First letter of a syllable: 1 for a to 26 for z; 0 for none. */
export function initialOf(syllable: number): number {
  return initials[syllable] ?? 0;
}

/** Numbers of the syllables that begin with some letters. */
export function syllablesFrom(letters: string): readonly number[] {
  const known = fromLetters.get(letters);
  if (known) return known;
  const found = ALL_SYLLABLES.filter((name) => name.startsWith(letters)).map(syllableNumber);
  fromLetters.set(letters, found);
  return found;
}
const fromLetters = new Map<string, readonly number[]>();

import { SYLLABLE_BITS } from './syllables.ts';

/**
 * What the index is asked for: whole numbers of 32 bits, the kind in the highest three. Chinese pairs are hashed into
 * the other 29; two pairs that fall together only cost a look, as candidates are compared with their texts.
 */
const KIND_SHIFT = 29;
const CHARACTER = 0;
const PAIR = 1 << KIND_SHIFT;
const SOUND = 2 << KIND_SHIFT;
const SOUND_SOUND = 3 << KIND_SHIFT;
const SOUND_LETTER = 4 << KIND_SHIFT;
const LETTER_SOUND = 5 << KIND_SHIFT;
const LETTER_LETTER = 6 << KIND_SHIFT;

/** Letters are told from syllables by a number above all of those. */
const LETTER_BASE = 1 << SYLLABLE_BITS;

export function characterKey(code: number): number {
  return CHARACTER | code;
}

export function pairKey(first: number, second: number): number {
  return PAIR | ((Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 3);
}

/** Of a folded syllable. */
export function soundKey(syllable: number): number {
  return SOUND | syllable;
}

/** Of a first letter, 1 to 26. */
export function letterKey(letter: number): number {
  return SOUND | (LETTER_BASE + letter);
}

/** Two folded syllables one after the other, without their kind: a place in a table. */
export function soundPair(first: number, second: number): number {
  return (first << SYLLABLE_BITS) | second;
}

export function soundSoundKey(first: number, second: number): number {
  return SOUND_SOUND | soundPair(first, second);
}

export function soundLetterKey(syllable: number, letter: number): number {
  return SOUND_LETTER | soundPair(syllable, letter);
}

export function letterSoundKey(letter: number, syllable: number): number {
  return LETTER_SOUND | soundPair(letter, syllable);
}

export function letterLetterKey(first: number, second: number): number {
  return LETTER_LETTER | soundPair(first, second);
}

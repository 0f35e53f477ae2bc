import type { z } from 'zod';
import { surnameOf, titleOfName, titlesOf } from './masking.ts';
import { canonicalNumber } from './telephone.ts';
import { halfWidth } from './text.ts';
import { type WorkOrderFields, workOrderFieldsSchema } from './work-order-fields.ts';

/** By what a citizen could be known in a text. */
export interface CitizenIdentity {
  /** Names and forms of address, at least two characters each. */
  readonly names: readonly string[];
  /** As they were written. */
  readonly numbers: readonly string[];
}

/** The fields that say who somebody is. */
export const identityFieldsSchema = workOrderFieldsSchema
  .pick({
    callerName: true,
    genderTitle: true,
    callerNumber: true,
    contactNumbers: true,
    organisationName: true,
    organisationCode: true,
    organisationContact: true,
  })
  .partial();
type IdentityFields = z.infer<typeof identityFieldsSchema>;

/** What is left in the place of a name or number that was taken out. */
export const WITHHELD = '〔保密〕';

/** A name of at least so many characters is looked for in texts. A single one would be anywhere. */
const SHORTEST_NAME = 2;
/** Fewer digits are a house's or a year's. */
const SHORTEST_NUMBER = 5;
const BETWEEN_NAME = '[\\s·•・.]*';
const BETWEEN_DIGITS = '[\\s\\-‐-―－()()]*';

/**
 * Names and numbers by which a citizen could be known. A person is also known by the bare name where it was written with
 * a form of address, and by the surname with one («王女士», «王某»). Several versions of one order give all that it ever
 * named.
 */
export function identityOf(...versions: readonly IdentityFields[]): CitizenIdentity {
  const names = versions.flatMap((fields) => [
    ...personNames(fields.callerName ?? '', fields.genderTitle ?? 'unknown'),
    ...personNames(fields.organisationContact ?? '', 'unknown'),
    (fields.organisationName ?? '').trim(),
    (fields.organisationCode ?? '').trim(),
  ]);
  const numbers = versions.flatMap((fields) => [fields.callerNumber ?? '', ...(fields.contactNumbers ?? [])]);
  return {
    names: [...new Set(names)].filter((name) => [...name].length >= SHORTEST_NAME),
    numbers: [...new Set(numbers)].filter((number) => number !== ''),
  };
}

/** A person's name as it was written, bare, and the surname with each form of address that may be theirs. */
function personNames(written: string, gender: WorkOrderFields['genderTitle']): string[] {
  const name = written.trim();
  const surname = surnameOf(name);
  if (surname === '') return [];
  const known = gender === 'unknown' ? titleOfName(name) : gender;
  const title = titlesOf('unknown').find((one) => name.endsWith(one));
  const bare = title === undefined ? name : name.slice(0, -title.length);
  if (!/\p{Script=Han}/u.test(surname)) return [name, bare];
  return [name, bare, ...titlesOf(known).map((one) => `${surname}${one}`), `${surname}某`];
}

/**
 * A text without these names and numbers, however they are spaced or whatever width their digits have.
 *
 * @param instead what is left in the place of each
 */
export function withoutIdentity(
  text: string,
  { names, numbers }: CitizenIdentity,
  instead = WITHHELD,
): string {
  if (text === '') return text;
  let clean = text;
  for (const name of names.toSorted((one, other) => other.length - one.length)) {
    // Most texts name nobody: no pattern is made for them.
    if (mentions(clean, name)) clean = clean.replaceAll(patternOf(name), () => instead);
  }
  // Nor does a number stand in most of them.
  if ((clean.match(/[\d０-９]/g)?.length ?? 0) < SHORTEST_NUMBER) return clean;
  for (const written of numbers) {
    for (const digits of new Set([canonicalNumber(written), halfWidth(written).replaceAll(/\D/g, '')])) {
      if (digits.length >= SHORTEST_NUMBER) clean = clean.replaceAll(spaced(digits), () => instead);
    }
  }
  return clean;
}

/** Whether a text may name them at all; quick, as nearly none does: every form of a name begins as the name. */
export function mayMention(text: string, fields: IdentityFields): boolean {
  if ((text.match(/[\d０-９]/g)?.length ?? 0) >= SHORTEST_NUMBER) return true;
  const { callerName, organisationContact, organisationName, organisationCode } = fields;
  return [callerName, organisationContact, organisationName, organisationCode].some((name = '') => {
    const [first = ''] = name.trim();
    return first !== '' && mentions(text, first);
  });
}

const LATIN = /^[\p{Script=Latin}\p{N}\s·•・.]+$/u;

function mentions(text: string, name: string): boolean {
  const [first = ''] = name;
  return LATIN.test(name) || text.includes(first);
}

/** Finds a name with blanks or dots between its characters; a Latin one only as a word of its own, in any case. */
function patternOf(name: string): RegExp {
  const characters = [...name].filter((one) => !/[\s·•・.]/.test(one));
  const pattern = characters.map((one) => one.replaceAll(/[\\^$*+?()[\]{}|/-]/g, '\\$&')).join(BETWEEN_NAME);
  return LATIN.test(name)
    ? new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'giu')
    : new RegExp(pattern, 'gu');
}

/** Finds digits of either width, with blanks or hyphens between them. */
function spaced(digits: string): RegExp {
  const either = [...digits].map((digit) => `[${digit}${String.fromCharCode(digit.charCodeAt(0) + 0xfee0)}]`);
  return new RegExp(either.join(BETWEEN_DIGITS), 'g');
}

import type { ChallengeRefusal } from '../digest/index.ts';
import { chooseChallenge, formatChallenge } from '../digest/index.ts';
import { type Field, valuesOf } from './message-text.ts';

/** Header fields whose value is one address. */
const ADDRESSES = new Set(['from', 'to', 'refer-to', 'referred-by']);

/**
 * Header fields as sip.js can read them. Exchanges send two kinds of address that its grammar refuses, and it
 * would drop the whole message: display names beyond ASCII without quotes, as older exchanges present Chinese
 * names, and `tel:` addresses (RFC 3966), as those behind an IMS core present numbers. The latter become the
 * `sip:` address that RFC 3261 section 19.1.6 makes of them.
 */
export function repairFields(fields: readonly Field[]): Field[] {
  return fields
    .filter(({ name }) => name !== '__proto__')
    .map((field) =>
      ADDRESSES.has(field.name) ? { name: field.name, value: repairAddress(field.value) } : field,
    );
}

/** A `tel:` address, after a display name in quotes if there is one. */
const TEL = /^((?:"(?:[^"\\]|\\.)*"\s*)?<?)tel:([^;>]{1,64})/i;

function repairAddress(value: string): string {
  const [, name = '', rest = value] = /^([^"<>,;\\]*[^"<>,;\\\s])\s*(<.*)$/.exec(value) ?? [];
  const isToken = /^[A-Za-z0-9\-.!%*_+`'~\s]*$/.test(name);
  const display = name === '' ? '' : isToken ? `${name} ` : `"${name}" `;
  return display + rest.replace(TEL, '$1sip:$2@tel.invalid;user=phone');
}

/** A 401 or 407 of which only the challenge is left that we answer, or why there is none. */
export interface ChosenChallenge {
  readonly fields: readonly Field[];
  readonly refusal: ChallengeRefusal | undefined;
}

/**
 * sip.js reads the last challenge of a response only, misreads a `qop` without quotes, and drops the response when
 * it cannot read the challenge. So it gets the one that is to be answered, or none.
 */
export function keepOneChallenge(fields: readonly Field[], statusCode: number): ChosenChallenge {
  const name = statusCode === 401 ? 'www-authenticate' : 'proxy-authenticate';
  const chosen = chooseChallenge(valuesOf(fields, name));
  const others = fields.filter((field) => !/^(www|proxy)-authenticate$/.test(field.name));
  if (typeof chosen === 'string') return { fields: others, refusal: chosen };
  return { fields: [...others, { name, value: formatChallenge(chosen) }], refusal: undefined };
}

import type { PlaceIndex } from '../place/index.ts';
import { halfWidth } from '../text.ts';
import { readAims } from './aim.ts';
import { type Finding, overlaps } from './finding.ts';
import { readNames } from './name.ts';
import { readOrganisations, readRespondents } from './organisation.ts';
import { readCreditCodes, readNumbers, readPlates } from './phone.ts';
import { readPlaces } from './place.ts';
import { readTimes } from './time.ts';

export interface ReadingContext {
  /** Epoch milliseconds that «昨天» is counted from. */
  readonly now: number;
  readonly places: PlaceIndex;
  /** Telephone area code of the centre, with its leading 0. */
  readonly localAreaCode: string;
}

/**
 * What a pasted or dictated paragraph says that could go into the fields of an order, in the order it is said
 * (docs/spec/reading.md). It decides nothing and fills nothing: each finding carries the words it was read from.
 *
 * The positions are those of the text given. Identity numbers come as warnings without the number.
 */
export function readParagraph(text: string, { now, places, localAreaCode }: ReadingContext): Finding[] {
  // One unit for one unit, so that positions stay; also the punctuation, which the patterns then need in one form.
  const plain = halfWidth(text);
  const codes = readCreditCodes(plain);
  const numbers = readNumbers(plain, localAreaCode).filter(
    (one) => !codes.some((code) => overlaps(one, code)),
  );
  const plates = readPlates(plain).filter((one) => !codes.some((code) => overlaps(one, code)));
  const solid = [...codes, ...numbers, ...plates];
  const apart = (one: Finding) => !solid.some((other) => overlaps(one, other));
  const organisations = readOrganisations(plain);
  const places_ = readPlaces(plain, places).filter(
    (one) => !organisations.some((other) => one.from >= other.from && one.to <= other.to),
  );
  const all: Finding[] = [
    ...solid,
    ...readNames(plain).filter(apart),
    ...readTimes(plain, now).filter(
      (one) => apart(one) && !organisations.some((other) => overlaps(one, other)),
    ),
    ...places_.filter(apart),
    ...organisations.filter(apart),
    ...readRespondents(plain, organisations),
    ...readAims(plain),
  ];
  // The words as the person wrote them, not as they were made comparable; a wish goes into its field so.
  return all
    .map((one) => {
      if (one.field === 'identity-number') return one;
      const words = text.slice(one.from, one.to);
      return one.field === 'aim'
        ? { ...one, words, value: words.slice(-one.value.length) }
        : { ...one, words };
    })
    .sort((one, other) => one.from - other.from || other.confidence - one.confidence);
}

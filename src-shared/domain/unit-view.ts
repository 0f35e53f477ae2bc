import { canonicalNumber } from './telephone.ts';
import { halfWidth } from './text.ts';
import { emptyFields, type WorkOrderFields } from './work-order-fields.ts';

/** An order's part that a handling unit is sent. */
export interface UnitOrder {
  readonly id: string;
  readonly number: string;
  readonly submittedAt: number;
  readonly fields: WorkOrderFields;
}

/** Texts in which a person may have written a name or a number. */
const TEXTS = [
  'title',
  'content',
  'aim',
  'occurredText',
  'place',
  'replyText',
  'guidance',
  'callbackWishNote',
  'leaderInstruction',
] as const satisfies readonly (keyof WorkOrderFields)[];

/** What is left in the place of a name or number that was taken out. */
const WITHHELD = '〔保密〕';

/** A person's or firm's name of at least so many characters is looked for in texts. A single one would be anywhere. */
const SHORTEST_NAME = 2;

/**
 * What the unit that handles an order gets (rule WO-17, DOMAIN.md §2.7). Of a confidential order that is the
 * content without identity: name, form of address, numbers and organisation are empty, and where somebody wrote
 * them into a text they are replaced there. Of an anonymous one there is no identity to give. The place stays:
 * the matter can't be dealt with elsewhere. Also left out, for any order: whom the citizen wants to be called back
 * by, which is the centre's own affair, and related orders of other citizens.
 */
export function forUnit(order: UnitOrder): UnitOrder {
  const { id, number, submittedAt, fields } = order;
  const shared: WorkOrderFields = {
    ...fields,
    mergedInto: '',
    followUpOf: '',
    callbackWishAt: null,
    callbackWishNote: '',
  };
  const open = { id, number, submittedAt };
  if (!fields.confidential && !fields.anonymous) return { ...open, fields: shared };
  const bare: WorkOrderFields = {
    ...shared,
    callerName: '',
    genderTitle: 'unknown',
    callerNumber: '',
    contactNumbers: [],
    organisationName: '',
    organisationCode: '',
    organisationContact: '',
    line: emptyFields.line,
  };
  const { names, numbers } = identityOf(fields);
  for (const field of TEXTS) bare[field] = withoutIdentity(bare[field], names, numbers);
  return { ...open, fields: bare };
}

/** Names and numbers by which the citizen could be known in a text. */
export function identityOf(fields: WorkOrderFields): { names: string[]; numbers: string[] } {
  const { callerName, organisationName, organisationContact, organisationCode } = fields;
  const names = [callerName, organisationName, organisationContact, organisationCode].map((name) =>
    name.trim(),
  );
  return {
    names: names.filter((name) => [...name].length >= SHORTEST_NAME),
    numbers: [fields.callerNumber, ...fields.contactNumbers],
  };
}

/** A text without these names and numbers, however the numbers are spaced or whatever width their digits have. */
export function withoutIdentity(text: string, names: readonly string[], numbers: readonly string[]): string {
  let clean = text;
  for (const name of names.toSorted((one, other) => other.length - one.length)) {
    clean = clean.replaceAll(name, WITHHELD);
  }
  for (const written of numbers) {
    for (const digits of new Set([canonicalNumber(written), halfWidth(written).replaceAll(/\D/g, '')])) {
      if (digits.length >= 5) clean = clean.replaceAll(spaced(digits), WITHHELD);
    }
  }
  return clean;
}

/** Finds digits of either width, with blanks or hyphens between them. */
function spaced(digits: string): RegExp {
  const either = [...digits].map((digit) => `[${digit}${String.fromCharCode(digit.charCodeAt(0) + 0xfee0)}]`);
  return new RegExp(either.join('[\\s\\-‐-―－()()]*'), 'g');
}

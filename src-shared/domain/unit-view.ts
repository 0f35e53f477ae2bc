import { identityOf, withoutIdentity } from './identity.ts';
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
  const identity = identityOf(fields);
  for (const field of TEXTS) bare[field] = withoutIdentity(bare[field], identity);
  return { ...open, fields: bare };
}

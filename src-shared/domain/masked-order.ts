import { type CitizenIdentity, identityOf, withoutIdentity } from './identity.ts';
import { maskName, maskNumber } from './masking.ts';
import type { OrderEvent } from './order-event.ts';
import type { WorkOrderFields } from './work-order-fields.ts';

/** What of a confidential citizen is not shown besides. */
const CONFIDENTIAL = ['organisationName', 'organisationCode'] as const;
/** Texts in which an operator may have written who the citizen is. */
const TEXTS = [
  'content',
  'title',
  'aim',
  'place',
  'occurredText',
  'replyText',
  'guidance',
  'callbackWishNote',
  'leaderInstruction',
] as const satisfies readonly (keyof WorkOrderFields)[];

/**
 * An order's fields as they are shown at first (rule WO-20): name and numbers masked; of a confidential citizen
 * the organisation too, and every mention of either within the texts.
 *
 * @param identity who is not to be named in the texts: all that the order ever named
 */
export function maskedFields(fields: WorkOrderFields, identity = identityOf(fields)): WorkOrderFields {
  const masked: WorkOrderFields = {
    ...fields,
    callerName: maskName(fields.callerName, fields.genderTitle),
    callerNumber: maskNumber(fields.callerNumber),
    contactNumbers: fields.contactNumbers.map(maskNumber),
    organisationContact: maskName(fields.organisationContact),
  };
  if (!fields.confidential) return masked;
  for (const field of CONFIDENTIAL) masked[field] = '';
  for (const field of TEXTS) masked[field] = withoutIdentity(masked[field], identity);
  return masked;
}

/**
 * The same for a single value of a field's history.
 *
 * @param identity of a confidential citizen; null for one who may be named in texts
 */
export function maskedValue(field: string, value: unknown, identity: CitizenIdentity | null): unknown {
  if (identity !== null && CONFIDENTIAL.some((one) => one === field)) return '';
  if (typeof value === 'string') {
    if (field === 'callerName' || field === 'organisationContact') return maskName(value);
    if (field === 'callerNumber') return maskNumber(value);
    const isText = TEXTS.some((one) => one === field);
    return isText && identity !== null ? withoutIdentity(value, identity) : value;
  }
  if (field === 'contactNumbers' && Array.isArray(value)) return value.map((one) => maskNumber(String(one)));
  return value;
}

/**
 * An event without what names anybody: the co-complainant, what was amended of the citizen, and, where the citizen asked
 * for secrecy, every mention within its words.
 *
 * @param identity of a confidential citizen; null for one who may be named in texts
 */
export function maskedEvent(
  event: OrderEvent,
  fields: WorkOrderFields,
  identity: CitizenIdentity | null,
): OrderEvent {
  const bare = (text: string) => (identity === null ? text : withoutIdentity(text, identity));
  switch (event.kind) {
    case 'join': {
      const secret = fields.confidential || event.complainant.confidential;
      const { callerName, callerNumber, contactNumbers, content } = maskedFields({
        ...fields,
        ...event.complainant,
        confidential: secret,
      });
      const complainant = { ...event.complainant, callerName, callerNumber, contactNumbers };
      return { ...event, complainant: { ...complainant, content: bare(content) } };
    }
    case 'amend': {
      const masked = Object.entries(event.fields).map(([name, value]) => [
        name,
        maskedValue(name, value, identity),
      ]);
      return { ...event, fields: Object.fromEntries(masked) };
    }
    case 'follow-up':
    case 'state':
      return { ...event, text: bare(event.text) };
    case 'callback-wish':
      return { ...event, note: bare(event.note) };
    case 'callback':
      return { ...event, attempt: { ...event.attempt, note: bare(event.attempt.note) } };
  }
}

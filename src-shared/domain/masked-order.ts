import { maskName, maskNumber } from './masking.ts';
import { identityOf, withoutIdentity } from './unit-view.ts';
import type { WorkOrderFields } from './work-order-fields.ts';

/** What of a confidential citizen is not shown besides. */
const CONFIDENTIAL = ['organisationName', 'organisationCode'] as const;
/** Texts in which an operator may have written who the citizen is. */
const TEXTS = ['content', 'title', 'aim', 'replyText', 'callbackWishNote'] as const;

/**
 * An order's fields as they are shown at first (rule WO-20): name and numbers masked; of a confidential citizen
 * the organisation too, and every mention of either within the texts.
 */
export function maskedFields(fields: WorkOrderFields): WorkOrderFields {
  const masked: WorkOrderFields = {
    ...fields,
    callerName: maskName(fields.callerName, fields.genderTitle),
    callerNumber: maskNumber(fields.callerNumber),
    contactNumbers: fields.contactNumbers.map(maskNumber),
    organisationContact: maskName(fields.organisationContact),
  };
  if (!fields.confidential) return masked;
  const { names, numbers } = identityOf(fields);
  for (const field of CONFIDENTIAL) masked[field] = '';
  for (const field of TEXTS) masked[field] = withoutIdentity(masked[field], names, numbers);
  return masked;
}

/** The same for a single value of a field's history. */
export function maskedValue(field: string, value: unknown, confidential: boolean): unknown {
  if (confidential && CONFIDENTIAL.some((one) => one === field)) return '';
  if (typeof value === 'string') {
    if (field === 'callerName' || field === 'organisationContact') return maskName(value);
    return field === 'callerNumber' ? maskNumber(value) : value;
  }
  if (field === 'contactNumbers' && Array.isArray(value)) return value.map((one) => maskNumber(String(one)));
  return value;
}

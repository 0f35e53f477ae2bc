import {
  FIELD_LIMITS,
  missingFields,
  type WorkOrderField,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { blanksOf } from './blanks.ts';

/** The fields in the order in which the form shows them and Tab walks them. */
export const FORM_ORDER = [
  'requestType',
  'callerName',
  'callerNumber',
  'organisationName',
  'organisationCode',
  'organisationContact',
  'content',
  'areaCode',
  'place',
  'occurredText',
  'aim',
  'respondentName',
  'title',
  'categoryCode',
  'handling',
  'replyText',
  'leadUnit',
  'transferTarget',
  'rejectReason',
  'guidance',
] as const satisfies readonly WorkOrderField[];

/** Texts in which a template's blanks may still stand. */
const TEMPLATED = ['content', 'aim', 'title', 'replyText'] as const;

function withBlanks(fields: WorkOrderFields): WorkOrderField[] {
  return TEMPLATED.filter((field) => blanksOf(fields[field]).length > 0);
}

/** Where a field stands in the form; what the form does not know stands last, so that nothing hides. */
export function placeInForm(field: keyof WorkOrderFields): number {
  const order: readonly (keyof WorkOrderFields)[] = FORM_ORDER;
  const place = order.indexOf(field);
  return place < 0 ? FORM_ORDER.length : place;
}

/** What is still missing, in the form's order. */
export function missingInOrder(fields: WorkOrderFields): WorkOrderField[] {
  const missing = [...new Set([...missingFields(fields), ...withBlanks(fields)])];
  return missing.toSorted((one, other) => placeInForm(one) - placeInForm(other));
}

/** Length limits of the text fields in code points (DOMAIN.md §2.3); the contract refuses what is longer. */
export const LIMITS = FIELD_LIMITS;
export type TextFieldName = keyof typeof FIELD_LIMITS;

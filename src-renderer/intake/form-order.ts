import {
  codePoints,
  FIELD_LIMITS,
  type LimitedField,
  missingFields,
  overLimit,
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

export type TextFieldName = LimitedField;

/** What {@link Field} counts: characters as a person counts them, and how many are too many (rules WO-7, WO-29). */
export function countOf(field: TextFieldName, text: string) {
  return { used: codePoints(text), over: overLimit(field, text), limit: FIELD_LIMITS[field] };
}

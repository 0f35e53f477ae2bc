import { missingFields, type WorkOrderField, type WorkOrderFields } from '#shared/domain/index.ts';

/** The fields in the order in which the form shows them and Tab walks them. */
export const FORM_ORDER = [
  'requestType',
  'callerName',
  'callerNumber',
  'anonymous',
  'confidential',
  'content',
  'aim',
  'place',
  'title',
  'categoryCode',
  'handling',
  'replyText',
  'leadUnit',
] as const satisfies readonly WorkOrderField[];

/** The fields that can be missing; each has a sentence `form.missing.<field>`. */
export type MissingField = Exclude<
  (typeof FORM_ORDER)[number],
  'requestType' | 'callerName' | 'anonymous' | 'confidential'
>;

const canBeMissing = (field: (typeof FORM_ORDER)[number]): field is MissingField =>
  field !== 'requestType' && field !== 'callerName' && field !== 'anonymous' && field !== 'confidential';

/** What is still missing, in the form's order. */
export function missingInOrder(fields: WorkOrderFields): MissingField[] {
  const missing = new Set<WorkOrderField>(missingFields(fields));
  return FORM_ORDER.filter((field) => missing.has(field)).filter(canBeMissing);
}

/** Length limits of the text fields (DOMAIN.md §2.3); the contract refuses what is longer. */
export const LIMITS = {
  callerName: 64,
  callerNumber: 64,
  title: 30,
  content: 2000,
  aim: 200,
  place: 200,
  replyText: 2000,
  leadUnit: 100,
} as const;

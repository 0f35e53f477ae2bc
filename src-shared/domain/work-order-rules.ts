import { isCreditCode } from './reading/index.ts';
import { canonicalNumber } from './telephone.ts';
import { codePoints, halfWidth, isBlank } from './text.ts';
import type { LimitedField, RequestType, WorkOrderField, WorkOrderFields } from './work-order-fields.ts';
import { emptyFields, FIELD_LIMITS } from './work-order-fields.ts';

/** What a request of these types is not asked for (DOMAIN.md §2.3). */
const WITHOUT_AIM: readonly RequestType[] = ['ZX', 'BY'];
const WITHOUT_PLACE: readonly RequestType[] = ['ZX'];
/** Who asks for these says when it happened, or that it goes on. */
const WITH_TIME: readonly RequestType[] = ['TS', 'JB', 'QZ'];
/** … and whom it is about. */
const WITH_RESPONDENT: readonly RequestType[] = ['TS', 'JB'];

/** One numbered rule of docs/spec/work-order.md: a field, and when it is required. */
interface Requirement {
  readonly field: WorkOrderField;
  readonly when: (fields: WorkOrderFields) => boolean;
  /** Whether the field says enough; by default: it is not blank. */
  readonly satisfied?: (fields: WorkOrderFields) => boolean;
  /** May stay empty; what is written must be right all the same. */
  readonly optional?: true;
}

/** A 催办 or a co-complaint goes to an order that is there already and needs neither title nor handling. */
const isOrder = ({ followUpOf, mergedInto }: WorkOrderFields) => followUpOf === '' && mergedInto === '';

/** Each requirement stands once, in the order of the form. */
const REQUIREMENTS: readonly Requirement[] = [
  // WO-2
  {
    field: 'callerNumber',
    when: ({ anonymous, followUpOf }) => !anonymous && followUpOf === '',
    satisfied: ({ callerNumber, contactNumbers }) =>
      [callerNumber, ...contactNumbers].some((one) => !isBlank(one)),
  },
  // WO-13
  { field: 'organisationName', when: (fields) => isOrder(fields) && fields.requesterKind !== 'person' },
  // WO-27
  {
    field: 'organisationCode',
    when: (fields) =>
      isOrder(fields) && fields.requesterKind !== 'person' && !isBlank(fields.organisationCode),
    satisfied: ({ organisationCode }) => isCreditCode(settledCode(organisationCode)),
    optional: true,
  },
  // WO-3
  { field: 'content', when: ({ mergedInto }) => mergedInto === '' },
  // WO-4
  { field: 'aim', when: (fields) => isOrder(fields) && !WITHOUT_AIM.includes(fields.requestType) },
  // WO-26: a place that is not accepted because it lies elsewhere has no code here.
  {
    field: 'areaCode',
    when: (fields) =>
      isOrder(fields) && !WITHOUT_PLACE.includes(fields.requestType) && fields.handling !== 'not-accepted',
  },
  { field: 'place', when: (fields) => isOrder(fields) && !WITHOUT_PLACE.includes(fields.requestType) },
  {
    field: 'occurredText',
    when: (fields) => isOrder(fields) && WITH_TIME.includes(fields.requestType),
    satisfied: ({ occurredText, occurredAt, ongoing }) =>
      !isBlank(occurredText) || occurredAt !== null || ongoing,
  },
  {
    field: 'respondentName',
    when: (fields) => isOrder(fields) && WITH_RESPONDENT.includes(fields.requestType),
  },
  { field: 'title', when: isOrder },
  // WO-6
  {
    field: 'categoryCode',
    when: isOrder,
    satisfied: ({ categoryCode }) => categoryLevels(categoryCode).length >= 2,
  },
  // WO-5
  { field: 'handling', when: isOrder },
  { field: 'replyText', when: (fields) => isOrder(fields) && fields.handling === 'answered' },
  { field: 'leadUnit', when: (fields) => isOrder(fields) && fields.handling === 'dispatched' },
  {
    field: 'transferTarget',
    when: (fields) =>
      isOrder(fields) && (fields.handling === 'transferred' || fields.handling === 'three-party'),
  },
  { field: 'rejectReason', when: (fields) => isOrder(fields) && fields.handling === 'not-accepted' },
  { field: 'guidance', when: (fields) => isOrder(fields) && fields.handling === 'not-accepted' },
  // WO-15
  { field: 'enterpriseKind', when: (fields) => isOrder(fields) && fields.requesterKind === 'enterprise' },
];

function says(value: WorkOrderFields[WorkOrderField]): boolean {
  if (typeof value === 'string') return !isBlank(value);
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== false;
}

const isLimited = (field: string): field is LimitedField => Object.hasOwn(FIELD_LIMITS, field);
/** Fields of several texts, and the limit of each of these. */
const LISTS = { contactNumbers: 'callerNumber', assistUnits: 'leadUnit', copyTo: 'leadUnit' } as const;

/**
 * By how many characters a text is too long for its field; 0 where it is not.
 *
 * @param text as it is written; blanks around it do not count, as they go at the submission
 */
export function overLimit(field: LimitedField, text: string): number {
  const written = text.trim();
  const limit = FIELD_LIMITS[field];
  return written.length <= limit ? 0 : Math.max(0, codePoints(written) - limit);
}

/** Fields that hold more than an order may (rule WO-29); a draft keeps it. Only those of choices that are taken. */
function tooLongFields(fields: WorkOrderFields): WorkOrderField[] {
  const settled = settledFields(fields);
  const single = Object.keys(settled)
    .filter(isLimited)
    .filter((field) => overLimit(field, settled[field]) > 0);
  const several = (['contactNumbers', 'assistUnits', 'copyTo'] as const).filter((field) =>
    settled[field].some((one) => overLimit(LISTS[field], one) > 0),
  );
  return [...single, ...several];
}

/**
 * The fields that must still be filled or shortened before the order can be submitted, in form order
 * (docs/spec/work-order.md, rules WO-1 to WO-6, WO-13 to WO-15 and WO-26 to WO-29).
 */
export function missingFields(fields: WorkOrderFields): WorkOrderField[] {
  const missing = REQUIREMENTS.filter(({ field, when, satisfied }) => {
    if (!when(fields)) return false;
    return satisfied ? !satisfied(fields) : !says(fields[field]);
  }).map(({ field }) => field);
  return [...missing, ...tooLongFields(fields).filter((field) => !missing.includes(field))];
}

/** Whether the choices made so far ask for this field; what a form marks with an asterisk. */
export function isRequired(field: WorkOrderField, fields: WorkOrderFields): boolean {
  return REQUIREMENTS.some((one) => one.field === field && !one.optional && one.when(fields));
}

/** The names of a category's levels, from the first. */
export function categoryLevels(categoryCode: string): string[] {
  return categoryCode.split('/').filter((name) => !isBlank(name));
}

/**
 * What follows from an edit, as an edit of its own (rule WO-14). Nothing follows for a field that the same edit
 * sets, and nothing is taken back: what a person has set stays.
 * - 举报 is confidential;
 * - a place in other divisions is no longer at the coordinates of the former one.
 */
export function withConsequences(
  fields: WorkOrderFields,
  edit: Partial<WorkOrderFields>,
): Partial<WorkOrderFields> {
  const follows: Partial<WorkOrderFields> = {};
  if (edit.requestType === 'JB' && fields.requestType !== 'JB') follows.confidential = true;
  const moved = (['areaCode', 'streetCode', 'villageCode'] as const).some(
    (field) => edit[field] !== undefined && edit[field] !== fields[field],
  );
  if (moved && fields.longitude !== null) Object.assign(follows, { longitude: null, latitude: null });
  return { ...follows, ...edit };
}

/** The fields that belong to one choice, and when that choice is taken. */
const BELONGS: ReadonlyArray<readonly [WorkOrderField, (fields: WorkOrderFields) => boolean]> = [
  ['organisationName', ({ requesterKind }) => requesterKind !== 'person'],
  ['organisationCode', ({ requesterKind }) => requesterKind !== 'person'],
  ['organisationContact', ({ requesterKind }) => requesterKind !== 'person'],
  ['replyText', ({ handling }) => ['answered', 'transferred', 'three-party'].includes(handling)],
  ['knowledgeId', ({ handling }) => handling === 'answered'],
  ['knowledgeVersion', ({ handling }) => handling === 'answered'],
  ['rejectReason', ({ handling }) => handling === 'not-accepted'],
  ['guidance', ({ handling }) => handling === 'not-accepted'],
  ['transferTarget', ({ handling }) => handling === 'transferred' || handling === 'three-party'],
  ['leadUnit', ({ handling }) => handling === 'dispatched'],
  ['assistUnits', ({ handling }) => handling === 'dispatched'],
  ['copyTo', ({ handling }) => handling === 'dispatched'],
  ['deadlineRule', ({ handling }) => handling === 'dispatched'],
  ['deadlineAt', ({ handling }) => handling === 'dispatched'],
  ['enterpriseKind', ({ requesterKind }) => requesterKind === 'enterprise'],
  ['callbackWishAt', ({ callbackWish }) => callbackWish],
  ['callbackWishNote', ({ callbackWish }) => callbackWish],
];

/**
 * The fields as they are submitted (rule WO-16): numbers and codes in half width and without blanks, texts
 * without blanks around them, and nothing of a choice that was not taken. Settling twice changes nothing.
 */
export function settledFields(fields: WorkOrderFields): WorkOrderFields {
  const trimmed = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
  ) as WorkOrderFields;
  const numbers = [trimmed.callerNumber, ...trimmed.contactNumbers].map(settledNumber);
  const settled: WorkOrderFields = {
    ...trimmed,
    callerNumber: numbers[0] ?? '',
    contactNumbers: [...new Set(numbers.slice(1))].filter((one) => one !== '' && one !== numbers[0]),
    line: halfWidth(trimmed.line).trim(),
    organisationCode: settledCode(trimmed.organisationCode),
  };
  const leave = BELONGS.filter(([, taken]) => !taken(settled)).map(([field]) => [field, emptyFields[field]]);
  return { ...settled, ...Object.fromEntries(leave) };
}

/** A credit code as it is kept: half width, upper case, without blanks. */
function settledCode(written: string): string {
  return halfWidth(written).replaceAll(/\s/g, '').toUpperCase();
}

/** A number as it is kept: the canonical form, or the half-width text when it has no digits. */
function settledNumber(written: string): string {
  const extension = /转|ext|#/i.test(written);
  const canonical = canonicalNumber(written);
  return canonical === '' || extension ? halfWidth(written).trim() : canonical;
}

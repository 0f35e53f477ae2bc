import { z } from 'zod';
import { callIdSchema } from './call.ts';
import { deadlineSchema } from './deadline/index.ts';
import { identityOf, mayMention, WITHHELD, withoutIdentity } from './identity.ts';
import { maskName, maskNumber } from './masking.ts';
import { limitedText } from './text.ts';
import {
  DRAFT_TEXT_LIMIT,
  draftFieldsSchema,
  handlingSchema,
  requestTypeSchema,
  urgencySchema,
  workOrderFieldsSchema,
} from './work-order-fields.ts';

export const draftIdSchema = z.uuidv7();

/** An open draft: a work order that is being typed. Main owns it; a renderer mirrors it. */
export const draftSchema = z.object({
  id: draftIdSchema,
  /** The call it was started by, or null when the operator began it by hand. */
  callId: callIdSchema.nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
  fields: draftFieldsSchema,
});
export type Draft = z.infer<typeof draftSchema>;

/**
 * Fields that are searched: what is typed into them is no value until a line of their list is taken or they are left.
 */
export const searchedFieldSchema = z.enum(['categoryCode', 'assistUnits', 'copyTo', 'contactNumbers']);
export type SearchedField = z.infer<typeof searchedFieldSchema>;

/** What stands typed in searched fields and is no value yet; a field with none is not there. */
export const unfinishedSchema = z.partialRecord(searchedFieldSchema, limitedText(DRAFT_TEXT_LIMIT));
export type Unfinished = z.infer<typeof unfinishedSchema>;

/** Where the cursor stood and how far the form was scrolled, so that a draft is taken up where it was left. */
export const draftCursorSchema = z.object({
  /** Field's name, or empty when none had the focus. */
  field: z.string().max(40),
  /** Selection in UTF-16 units, as the DOM counts. */
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  /** It stood at the end of the text, which may have grown since: letters are told sooner than cursors. */
  atEnd: z.boolean().optional(),
  /** Scroll of the form and of the field, CSS px. */
  scroll: z.number().nonnegative(),
  fieldScroll: z.number().nonnegative(),
  /** What is typed and no value yet; a row of an earlier program has none. */
  unfinished: unfinishedSchema.default({}),
});
export type DraftCursor = z.infer<typeof draftCursorSchema>;

/** Where a submitted order stands between seat and hub. */
export const deliverySchema = z.enum(['waiting', 'received', 'refused']);
export type Delivery = z.infer<typeof deliverySchema>;

/** Where an order stands in its life (DOMAIN.md §2.3, «States»); texts in `order-states`. */
export const orderStateSchema = z.enum([
  'accepted',
  'closed-at-once',
  'not-accepted',
  'to-dispatch',
  'to-sign',
  'in-progress',
  'return-review',
  'extension-review',
  'fed-back',
  'to-call-back',
  'redo',
  'supervised',
  'closed',
  'merged',
  'archived',
]);
export type OrderState = z.infer<typeof orderStateSchema>;

/** States in which nothing more is done about an order. */
const ENDED = [
  'closed-at-once',
  'not-accepted',
  'closed',
  'merged',
  'archived',
] as const satisfies readonly OrderState[];

/** Whether the matter is still being dealt with. */
export function isOpen(state: OrderState): boolean {
  return !ENDED.some((one) => one === state);
}

/** States in which nothing is waited for from the unit. */
export const ANSWERED_STATES = [
  ...ENDED,
  'fed-back',
  'to-call-back',
] as const satisfies readonly OrderState[];

/** Whether the unit has answered, or had nothing to. */
export function isAnswered(state: OrderState): boolean {
  return ANSWERED_STATES.some((one) => one === state);
}

/** The state of an order that nobody has reported on yet. */
export function firstState(handling: z.infer<typeof handlingSchema> | ''): OrderState {
  if (handling === 'dispatched') return 'to-dispatch';
  return handling === 'not-accepted' ? 'not-accepted' : 'closed-at-once';
}

export const orderIdSchema = z.uuidv7();

/** A submitted work order as the seat knows it. */
export const workOrderSchema = z.object({
  id: orderIdSchema,
  /** Number read out to the citizen: YYMMDD-SSS-NNN (docs/spec/work-order.md, rule WO-8). */
  number: z.string(),
  callId: callIdSchema.nullable(),
  submittedAt: z.number(),
  fields: workOrderFieldsSchema,
  /** By the rules, when it was dispatched; a time that a person set stands in `fields.deadlineAt`. */
  deadline: deadlineSchema.nullable(),
  delivery: deliverySchema,
  /** Why the hub refused it, or null. */
  refusal: z.string().nullable(),
});
export type WorkOrder = z.infer<typeof workOrderSchema>;

/** What a list of orders shows: no personal data beyond a masked number and a masked name. */
export const workOrderSummarySchema = z.object({
  id: orderIdSchema,
  number: z.string(),
  submittedAt: z.number(),
  title: z.string(),
  maskedNumber: z.string(),
  /** Surname and form of address, or empty. */
  maskedName: z.string(),
  requestType: requestTypeSchema,
  urgency: urgencySchema,
  confidential: z.boolean(),
  handling: handlingSchema.or(z.literal('')),
  leadUnit: z.string(),
  state: orderStateSchema,
  /** When it has to be answered, epoch ms, or null. */
  dueAt: z.number().nullable(),
  /** From when that is near, epoch ms, or null. */
  remindAt: z.number().nullable(),
  delivery: deliverySchema,
  refusal: z.string().nullable(),
});
export type WorkOrderSummary = z.infer<typeof workOrderSummarySchema>;

/** What a summary is made of; any order has it. */
export interface Summarisable
  extends Pick<WorkOrder, 'id' | 'number' | 'submittedAt' | 'delivery' | 'refusal'> {
  readonly fields: Pick<
    WorkOrder['fields'],
    | 'title'
    | 'requestType'
    | 'urgency'
    | 'confidential'
    | 'handling'
    | 'leadUnit'
    | 'callerNumber'
    | 'callerName'
    | 'genderTitle'
  >;
}

/** An order as a list shows it. */
export function summaryOf(
  { id, number, submittedAt, fields, delivery, refusal }: Summarisable,
  standing: {
    readonly state: OrderState;
    readonly dueAt: number | null;
    readonly remindAt?: number | null;
  },
): WorkOrderSummary {
  const { requestType, urgency, confidential, handling, leadUnit } = fields;
  const maskedNumber = maskNumber(fields.callerNumber);
  const maskedName = maskName(fields.callerName, fields.genderTitle);
  // A title may name the citizen; in a list it doesn't.
  const title = mayMention(fields.title, fields)
    ? withoutIdentity(fields.title, identityOf(fields), confidential ? WITHHELD : maskedName || maskedNumber)
    : fields.title;
  const shown = { title, requestType, urgency, confidential, handling, leadUnit, maskedNumber, maskedName };
  return { id, number, submittedAt, ...shown, remindAt: null, ...standing, delivery, refusal };
}

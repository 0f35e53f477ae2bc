import { z } from 'zod';
import { callIdSchema } from './call.ts';

/** Request types 诉求类型 (DOMAIN.md §2.1): 咨询 求助 投诉 举报 建议 表扬 其他. */
export const requestTypeSchema = z.enum(['ZX', 'QZ', 'TS', 'JB', 'JY', 'BY', 'QT']);
export type RequestType = z.infer<typeof requestTypeSchema>;

/** How the request is handled: 直接答复 (answered in the call) or 派单 (dispatched to a unit). */
export const handlingSchema = z.enum(['answered', 'dispatched']);
export type Handling = z.infer<typeof handlingSchema>;

/**
 * What the operator types. Every field always has a value, so that a patch is just some of its keys.
 * Lengths are the limits of DOMAIN.md §2.3.
 */
export const workOrderFieldsSchema = z.object({
  requestType: requestTypeSchema,
  callerName: z.string().max(64),
  callerNumber: z.string().max(64),
  /** Anonymous: name and number may stay empty (DOMAIN.md CF02). */
  anonymous: z.boolean(),
  /** Confidential: the unit gets the content without identity (DOMAIN.md §2.7). */
  confidential: z.boolean(),
  /** «地点+事项», at most 30 characters. */
  title: z.string().max(30),
  content: z.string().max(2000),
  /** 诉求目的: what the citizen wants. */
  aim: z.string().max(200),
  place: z.string().max(200),
  /** Code of a {@link Category}, or empty. */
  categoryCode: z.string().max(120),
  handling: handlingSchema.or(z.literal('')),
  /** Text given to the citizen, when answered in the call. */
  replyText: z.string().max(2000),
  /** Name of the lead unit 主办单位, when dispatched. */
  leadUnit: z.string().max(100),
});
export type WorkOrderFields = z.infer<typeof workOrderFieldsSchema>;
export type WorkOrderField = keyof WorkOrderFields;

/** The fields of a draft nobody has typed into. */
export const emptyFields: WorkOrderFields = {
  requestType: 'QZ',
  callerName: '',
  callerNumber: '',
  anonymous: false,
  confidential: false,
  title: '',
  content: '',
  aim: '',
  place: '',
  categoryCode: '',
  handling: '',
  replyText: '',
  leadUnit: '',
};

/**
 * The fields that must still be filled before the order can be submitted, in form order
 * (docs/spec/work-order.md, rules WO-1 to WO-7).
 */
export function missingFields(fields: WorkOrderFields): WorkOrderField[] {
  const blank = (text: string) => text.trim() === '';
  const missing: WorkOrderField[] = [];
  if (!fields.anonymous && blank(fields.callerNumber)) missing.push('callerNumber');
  if (blank(fields.title)) missing.push('title');
  if (blank(fields.content)) missing.push('content');
  if (blank(fields.aim) && fields.requestType !== 'ZX' && fields.requestType !== 'BY') missing.push('aim');
  if (blank(fields.place) && fields.requestType !== 'ZX' && fields.requestType !== 'BY')
    missing.push('place');
  if (blank(fields.categoryCode)) missing.push('categoryCode');
  if (fields.handling === '') missing.push('handling');
  if (fields.handling === 'answered' && blank(fields.replyText)) missing.push('replyText');
  if (fields.handling === 'dispatched' && blank(fields.leadUnit)) missing.push('leadUnit');
  return missing;
}

export const draftIdSchema = z.uuidv7();

/** An open draft: a work order that is being typed. Main owns it; a renderer mirrors it. */
export const draftSchema = z.object({
  id: draftIdSchema,
  /** The call it was started by, or null when the operator began it by hand. */
  callId: callIdSchema.nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
  fields: workOrderFieldsSchema,
});
export type Draft = z.infer<typeof draftSchema>;

/** Where a submitted order stands between seat and hub. */
export const deliverySchema = z.enum(['waiting', 'received', 'refused']);
export type Delivery = z.infer<typeof deliverySchema>;

export const orderIdSchema = z.uuidv7();

/** A submitted work order as the seat knows it. */
export const workOrderSchema = z.object({
  id: orderIdSchema,
  /** Number read out to the citizen: YYMMDD-SSS-NNN (docs/spec/work-order.md, rule WO-8). */
  number: z.string(),
  callId: callIdSchema.nullable(),
  submittedAt: z.number(),
  fields: workOrderFieldsSchema,
  delivery: deliverySchema,
  /** Why the hub refused it, or null. */
  refusal: z.string().nullable(),
});
export type WorkOrder = z.infer<typeof workOrderSchema>;

/** What a list of orders shows: no personal data beyond a masked number. */
export const workOrderSummarySchema = z.object({
  id: orderIdSchema,
  number: z.string(),
  submittedAt: z.number(),
  title: z.string(),
  maskedNumber: z.string(),
  handling: handlingSchema.or(z.literal('')),
  delivery: deliverySchema,
  refusal: z.string().nullable(),
});
export type WorkOrderSummary = z.infer<typeof workOrderSummarySchema>;

import { z } from 'zod';
import { workOrderFieldsSchema } from '../work-order-fields.ts';
import { localizedSchema, scriptIdSchema } from './localized.ts';

/** Names a step within its guide. */
export const stepIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

/** Fields of the order that a guide may fill. Who the caller is, is never filled by a guide. */
export const GUIDE_FIELDS = [
  'requestType',
  'requesterKind',
  'organisationName',
  'confidential',
  'title',
  'content',
  'aim',
  'place',
  'categoryCode',
  'urgency',
  'handling',
  'replyText',
  'transferTarget',
  'leadUnit',
] as const;
export const guideFieldSchema = z.enum(GUIDE_FIELDS);
export type GuideField = (typeof GUIDE_FIELDS)[number];

/** Fields that take what the citizen says. */
export const guideTextFieldSchema = z.enum([
  'organisationName',
  'title',
  'content',
  'aim',
  'place',
  'replyText',
]);
export type GuideTextField = z.infer<typeof guideTextFieldSchema>;

const { shape } = workOrderFieldsSchema;
export const guideFillSchema = z
  .object({
    requestType: shape.requestType,
    requesterKind: shape.requesterKind,
    organisationName: shape.organisationName,
    confidential: shape.confidential,
    title: shape.title,
    content: shape.content,
    aim: shape.aim,
    place: shape.place,
    categoryCode: shape.categoryCode,
    urgency: shape.urgency,
    handling: shape.handling,
    replyText: shape.replyText,
    transferTarget: shape.transferTarget,
    leadUnit: shape.leadUnit,
  })
  .partial();
export type GuideFill = z.infer<typeof guideFillSchema>;

/** One answer that can be chosen. */
export const guideAnswerSchema = z.object({
  label: localizedSchema(40),
  /** What it fills, field by field. */
  fill: guideFillSchema,
  /** A sentence added to «what happened», or empty. */
  add: z.string().trim().max(200),
  /** The next step. */
  go: stepIdSchema,
});
export type GuideAnswer = z.infer<typeof guideAnswerSchema>;

const said = {
  id: stepIdSchema,
  /** What to ask or to say; may have blanks. */
  say: localizedSchema(300),
  /** For the operator alone: what to watch for, what to enter. */
  note: localizedSchema(300).nullable(),
};

/** A question with answers to choose from. */
export const choiceStepSchema = z.object({
  type: z.literal('choice'),
  ...said,
  answers: z.array(guideAnswerSchema).min(1).max(9),
});

/** A question whose answer is typed into a field of the order. */
export const textStepSchema = z.object({
  type: z.literal('text'),
  ...said,
  field: guideTextFieldSchema,
  go: stepIdSchema,
});

/** The end of a way: who handles it, by when. */
export const endStepSchema = z.object({
  type: z.literal('end'),
  ...said,
  /** What is filled when the way ends here. */
  fill: guideFillSchema,
  /** Id of the unit that it is sent to, or null when it is answered or transferred. */
  unit: scriptIdSchema.nullable(),
  /** Code of the deadline rule that applies (assets/rules/deadlines.json), or null. */
  deadline: z.string().max(40).nullable(),
});

export const guideStepSchema = z.discriminatedUnion('type', [
  choiceStepSchema,
  textStepSchema,
  endStepSchema,
]);
export type GuideStep = z.infer<typeof guideStepSchema>;

import { z } from 'zod';

const codeSchema = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
const anyOf = z.array(z.string().min(1).max(120)).min(1).max(100);
const workingDaysSchema = z.number().int().min(1).max(250);

/** The name in Chinese, and in English for the screen; without one the Chinese stands there too. */
const named = { name: z.string().min(1).max(20), en: z.string().min(1).max(40).optional() };

/** A limit in natural hours from receipt, or in working days that end at the book's closing time. */
const stageSchema = z.union([
  z.strictObject({
    code: codeSchema,
    ...named,
    hours: z.number().min(0.25).max(240),
    /** How many minutes before the limit it turns yellow. */
    remindMinutes: z.number().int().min(1),
  }),
  z.strictObject({ code: codeSchema, ...named, workingDays: workingDaysSchema }),
]);

/** What an order must be for a rule to apply: every key that is there must fit; none fits every order. */
const conditionSchema = z.strictObject({
  requestTypes: anyOf.optional(),
  requesterKinds: anyOf.optional(),
  channels: anyOf.optional(),
  urgencies: anyOf.optional(),
  safetyFlags: anyOf.optional(),
  /** Category codes; one stands for everything below it. */
  categories: anyOf.optional(),
  /** Names of lead units. */
  units: anyOf.optional(),
  /** The title or content has one of these in it. */
  words: anyOf.optional(),
});
export type DeadlineCondition = z.infer<typeof conditionSchema>;

const ruleSchema = z
  .strictObject({
    code: codeSchema,
    ...named,
    when: conditionSchema,
    /** Milestones in the order of time. */
    stages: z.array(stageSchema).min(1).max(8),
    /** Code of the stage whose time is the order's deadline, and is told to the citizen. */
    due: codeSchema,
    extendable: z.boolean(),
    /** The regulation it rests on, or that it is a proposal of ours («暂定»). */
    basis: z.string().min(1).max(120),
  })
  .refine(({ stages, due }) => stages.some(({ code }) => code === due), {
    error: '«due» names no stage of the rule',
  });
export type DeadlineRule = z.infer<typeof ruleSchema>;

/** The rules of all deadlines (assets/rules/deadlines.json), which a centre edits. The first rule that fits applies. */
export const deadlineBookSchema = z
  .strictObject({
    version: z.literal(1),
    source: z.string().min(1).max(200),
    /** When a working day ends, `HH:MM`: the business hours end (民法典 §203). */
    dayEndsAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
    /** How many working days before a limit it turns yellow. */
    remindWorkingDays: z.number().int().min(1).max(5),
    extension: z.strictObject({ maximumWorkingDays: workingDaysSchema, basis: z.string().min(1) }),
    /** 签收: the unit confirms receipt. */
    signFor: z.strictObject({ workingDays: workingDaysSchema, basis: z.string().min(1) }),
    /** 退单: until when the unit may return the order, with a reason. */
    returnWithin: z.strictObject({ workingDays: workingDaysSchema, basis: z.string().min(1) }),
    rules: z.array(ruleSchema).min(1).max(100),
  })
  .superRefine(({ rules }, context) => {
    const codes = rules.map(({ code }) => code);
    codes.forEach((code, index) => {
      if (codes.indexOf(code) !== index)
        context.addIssue({
          code: 'custom',
          path: ['rules', index, 'code'],
          message: `«${code}» stands twice`,
        });
    });
    const last = rules.at(-1);
    if (last && Object.keys(last.when).length > 0)
      context.addIssue({
        code: 'custom',
        path: ['rules', rules.length - 1, 'when'],
        message: 'the last rule must fit every order: «when» has to be empty',
      });
  });
export type DeadlineBook = z.infer<typeof deadlineBookSchema>;

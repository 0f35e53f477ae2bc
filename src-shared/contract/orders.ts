import { z } from 'zod';
import {
  callbackAttemptSchema,
  callbackEntrySchema,
  callbackOutcomeSchema,
  callbackRulesSchema,
  fieldChangeSchema,
  orderEntryChangeSchema,
  orderEntrySchema,
  orderEventSchema,
  orderFilterSchema,
  orderIdSchema,
  orderStateSchema,
  workOrderFieldsSchema,
  workOrderSchema,
  workOrderSummarySchema,
} from '../domain/index.ts';
import { defineArea } from './define.ts';

/** One order with all that has happened to it. */
export const orderDetailSchema = workOrderSchema.extend({
  operator: z.string(),
  state: orderStateSchema,
  /** Since when it is in this state, epoch ms. */
  stateAt: z.number(),
  /** When it has to be answered, epoch ms, or null. */
  dueAt: z.number().nullable(),
  /** From when that is near, epoch ms, or null. */
  remindAt: z.number().nullable(),
  /** Until when it can be amended, epoch ms. */
  amendUntil: z.number(),
  /** Whether name, numbers and organisation are masked here; `show` gives them in clear. */
  masked: z.boolean(),
  /** Numbers of orders that this one refers to, by id. */
  relatedNumbers: z.record(z.string(), z.string()),
  events: z.array(orderEventSchema),
  /** What is being written about it and is not saved; while masked, without what says who the citizen is. */
  entry: orderEntrySchema,
});
export type OrderDetail = z.infer<typeof orderDetailSchema>;

/** Where the next page begins: after this order. */
const pageMarkSchema = z.object({ submittedAt: z.number(), id: orderIdSchema });

export const orderPageSchema = z.object({
  /** Newest first. */
  orders: z.array(workOrderSummarySchema),
  /** For the next page, or null at the end. */
  next: pageMarkSchema.nullable(),
  /** How many fit altogether; at most 1000 are counted. */
  total: z.number().int(),
});
export type OrderPage = z.infer<typeof orderPageSchema>;

/** An order whose citizen is to be called back. */
export const dueCallbackSchema = z.object({
  order: workOrderSummarySchema,
  /** `feedback`: the unit has answered. `wish`: the citizen asked for it. */
  cause: z.enum(['feedback', 'wish']),
  /** What the unit answered, or what the citizen wishes to be called back about. */
  text: z.string(),
  /** What the citizen asked for besides, where a callback was promised as well; null where none was. */
  wish: z.string().nullable(),
  /** The citizen's numbers, masked, in the order in which `callbackNumber` counts them. */
  numbers: z.array(z.string()),
  standing: z.enum(['due', 'waiting', 'done', 'redo', 'given-up']),
  attempts: z.array(z.object({ at: z.number(), outcome: callbackOutcomeSchema })),
  /** How many of them count by the rules. */
  counted: z.number().int(),
  /** The result as far as it is entered; null while nothing is. */
  entry: callbackEntrySchema.nullable(),
  /** From when the next attempt may be made, epoch ms, or null. */
  nextAt: z.number().nullable(),
});
export type DueCallback = z.infer<typeof dueCallbackSchema>;

const byOrder = z.object({ orderId: orderIdSchema });
/** Code of `unmask-reasons`, and what is to be said besides. */
const reason = z.object({ code: z.string().min(1).max(32), note: z.string().trim().max(200) });

/**
 * Orders after their submission. Whoever shows or takes a citizen's identity gives a reason, which is recorded
 * before it is answered (rule WO-18). Errors: `no-such-order`, `too-late` (to amend), `incomplete`,
 * `identity-withheld`, `not-due`, `reason-needed`, `no-number`, `disk-full`, `cache-unavailable`.
 */
export const ordersArea = defineArea({
  calls: {
    list: {
      input: z.object({
        filter: orderFilterSchema,
        after: pageMarkSchema.nullable(),
        limit: z.number().int().min(1).max(200),
      }),
      output: orderPageSchema,
      callers: ['ui'],
    },
    /** One order, its citizen masked. */
    open: { input: byOrder, output: orderDetailSchema, callers: ['ui'] },
    /** The same in clear; the reason is recorded. */
    show: { input: byOrder.extend({ reason }), output: orderDetailSchema, callers: ['ui'] },
    /** Who changed what and when, oldest first, drafts included; identity masked. */
    history: { input: byOrder, output: z.array(fieldChangeSchema), callers: ['ui'] },
    /** Changes fields within the set time. The order keeps its number. */
    amend: {
      input: byOrder.extend({ fields: workOrderFieldsSchema.partial() }),
      output: orderDetailSchema,
      callers: ['ui'],
    },
    /** Keeps what is being written after the submit, key by key, over a ring, a reload or a crash. */
    keepEntry: {
      input: byOrder.extend({ change: orderEntryChangeSchema }),
      output: z.null(),
      callers: ['ui'],
    },
    /** Promises a callback after the submit. */
    wishCallback: {
      input: byOrder.extend({ wishedAt: z.number().nullable(), note: z.string().trim().max(100) }),
      output: orderDetailSchema,
      callers: ['ui'],
    },
    /**
     * Plain text for paper or clipboard, in the language of the screen. A copy never has the identity; a print has
     * it with a recorded reason, and never that of a confidential citizen.
     */
    summary: {
      input: byOrder.extend({
        for: z.enum(['print', 'copy']),
        language: z.enum(['zh', 'en']),
        identity: reason.nullable(),
      }),
      output: z.object({ text: z.string() }),
      callers: ['ui'],
    },
    /** Citizens to be called back: those due first, the longest waiting before the others. */
    callbacks: { input: z.null(), output: z.array(dueCallbackSchema), callers: ['ui'] },
    callbackRules: { input: z.null(), output: callbackRulesSchema, callers: ['ui'] },
    /** The number to dial for a callback; recorded. */
    callbackNumber: {
      /** `which` of the citizen's numbers. */
      input: byOrder.extend({ which: z.number().int().min(0).max(20) }),
      output: z.object({ number: z.string() }),
      callers: ['ui'],
    },
    /** Keeps a result while it is entered, over a ring, a reload or a crash; null forgets it. */
    keepCallback: {
      input: byOrder.extend({ entry: callbackEntrySchema.nullable() }),
      output: z.null(),
      callers: ['ui'],
    },
    /** One attempt with its result. `redo` sends the order back. */
    recordCallback: {
      input: byOrder.extend({ attempt: callbackAttemptSchema.omit({ at: true }) }),
      output: dueCallbackSchema,
      callers: ['ui'],
    },
  },
  events: {
    /** An order or a callback stands differently; lists ask again. */
    changed: { payload: z.null(), emitters: ['main'] },
  },
});

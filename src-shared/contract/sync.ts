import { z } from 'zod';
import { refusalReasonSchema } from '../hub-protocol/index.ts';
import { defineArea } from './define.ts';

export const syncStateSchema = z.object({
  /** `unknown` until the first attempt has ended. */
  hub: z.enum(['unknown', 'reachable', 'unreachable', 'refused', 'revoked']),
  /** When `hub` took its value, epoch ms. */
  since: z.number(),
  /** Operations in the outbox. */
  waiting: z.number().int().nonnegative(),
  /** Creation time of the oldest waiting operation, epoch ms, or null. */
  waitingSince: z.number().nullable(),
  /** Operations the hub refused; they need a person. */
  refused: z.number().int().nonnegative(),
});
export type SyncState = z.infer<typeof syncStateSchema>;

/** An operation that waits for a person or for the hub, without what it carries. */
const outboxItemSchema = z.object({
  id: z.string(),
  kind: z.string(),
  /** The order's number, where it is about one; else empty. */
  number: z.string(),
  /** Epoch ms. */
  createdAt: z.number(),
});

/** A text in a refused operation that the hub's reason points to; `path` as the hub names it. */
const mendableTextSchema = z.object({ path: z.string().max(200), value: z.string().max(4_000) });
export type MendableText = z.infer<typeof mendableTextSchema>;

export const refusedItemSchema = outboxItemSchema.extend({
  refusedAt: z.number(),
  reason: refusalReasonSchema,
  /** The hub's words; names fields, never contents. */
  message: z.string(),
  /** Later operations about the same thing that wait behind it. */
  heldBack: z.number().int().nonnegative(),
});
export type RefusedItem = z.infer<typeof refusedItemSchema>;

export const outboxListSchema = z.object({
  /** Oldest first; at most 100 of each. */
  refused: z.array(refusedItemSchema),
  waiting: z.array(outboxItemSchema),
  /** The hub has said by what key an export is sealed for it. */
  canExport: z.boolean(),
});
export type OutboxList = z.infer<typeof outboxListSchema>;

const byOperation = z.object({ id: z.uuidv7() });

/**
 * How the outbox stands towards the hub. Errors: `no-such-operation`, `export-no-key` (this seat has never reached its
 * hub), `export-empty`, `export-failed` (message has the reason).
 */
export const syncArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: syncStateSchema, callers: ['ui'] },
    /** Tries now instead of at the next attempt. */
    retryNow: { input: z.null(), output: z.null(), callers: ['ui'] },
    list: { input: z.null(), output: outboxListSchema, callers: ['ui'] },
    /** The texts of a refused operation that its reason points to, in clear, to be mended. */
    mendable: { input: byOperation, output: z.array(mendableTextSchema), callers: ['ui'] },
    /** Sends a refused operation again, with what was mended. */
    resend: {
      input: byOperation.extend({ texts: z.array(mendableTextSchema).max(50) }),
      output: z.null(),
      callers: ['ui'],
    },
    /** A person dealt with it by other means; it stays on disk and leaves the list. */
    close: { input: byOperation, output: z.null(), callers: ['ui'] },
    /** Writes everything that the hub has not taken into a sealed file, and answers its path. */
    exportWaiting: {
      input: z.null(),
      output: z.object({ file: z.string(), count: z.number().int() }),
      callers: ['ui'],
    },
  },
  events: {
    changed: { payload: syncStateSchema, emitters: ['main'] },
  },
});

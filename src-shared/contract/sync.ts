import { z } from 'zod';
import { defineArea } from './define.ts';

export const syncStateSchema = z.object({
  /** `unknown` until the first attempt has ended. */
  hub: z.enum(['unknown', 'reachable', 'unreachable', 'refused']),
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

/** How the outbox stands towards the hub. */
export const syncArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: syncStateSchema, callers: ['ui'] },
    /** Tries now instead of at the next attempt. */
    retryNow: { input: z.null(), output: z.null(), callers: ['ui'] },
  },
  events: {
    changed: { payload: syncStateSchema, emitters: ['main'] },
  },
});

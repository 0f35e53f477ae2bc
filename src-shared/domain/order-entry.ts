import { z } from 'zod';
import { DRAFT_TEXT_LIMIT } from './work-order-fields.ts';

/** What is being written about an order after its submit and is not saved yet (rule WO-30). */
export const orderEntrySchema = z.object({
  /** About what, and when, the citizen wishes to be called back; null while nothing is written. */
  wish: z.string().max(DRAFT_TEXT_LIMIT).nullable(),
  /** Texts of fields that are being amended, by field. */
  amended: z.record(z.string().max(64), z.string().max(DRAFT_TEXT_LIMIT)),
});
export type OrderEntry = z.infer<typeof orderEntrySchema>;

export const NOTHING_WRITTEN: OrderEntry = { wish: null, amended: {} };

/** A change of it by one key: null forgets a text. */
export const orderEntryChangeSchema = z.object({
  wish: orderEntrySchema.shape.wish.optional(),
  amended: z.record(z.string().max(64), z.string().max(DRAFT_TEXT_LIMIT).nullable()).optional(),
});
export type OrderEntryChange = z.infer<typeof orderEntryChangeSchema>;

export function changedEntry(entry: OrderEntry, change: OrderEntryChange): OrderEntry {
  const amended = Object.entries({ ...entry.amended, ...change.amended });
  return {
    wish: change.wish === undefined ? entry.wish : change.wish,
    amended: Object.fromEntries(
      amended.filter((one): one is [string, string] => one[1] !== null && one[1] !== undefined),
    ),
  };
}

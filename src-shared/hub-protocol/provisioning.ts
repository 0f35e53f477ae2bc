import { z } from 'zod';

/** `GET /v1/provisioning`, with the seat's own token. */
export const provisioningSchema = z.object({
  seat: z.number().int().min(1).max(999),
  name: z.string(),
  /** What is given to it ({@link ../settings}), that of all seats and its own joined; null: nothing. Read by the seat's own schema. */
  settings: z.unknown(),
  /** When they were last given, epoch ms; null: never. */
  changedAt: z.number().nullable(),
});
export type Provisioning = z.infer<typeof provisioningSchema>;

/**
 * The item of the feed `settings` that says to one seat that its provisioning has changed. It never carries it: what a
 * feed brings lies in the seat's cache.
 */
export const PROVISIONING_ITEM = 'provisioning';
export const provisioningItemSchema = z.object({ changedAt: z.number() });

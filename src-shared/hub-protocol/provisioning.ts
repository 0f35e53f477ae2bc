import { z } from 'zod';

const text = (most: number) => z.string().min(1).max(most);

/**
 * What an administrator gives to one seat at the hub, by the names of the seat's own `settings.json`. Here it is checked
 * as far as a hub can; the seat reads the rest of `exchange` by its own schema.
 */
export const seatSettingsSchema = z.strictObject({
  /** The seat's account at the exchange. */
  exchange: z
    .looseObject({
      servers: z.array(text(255)).min(1).max(8),
      domain: text(260),
      username: text(64),
      password: z.string().max(256),
    })
    .optional(),
  /** Seconds at which the answer clock changes colour, shape and sound. */
  answerMarks: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]).optional(),
});

/** `GET /v1/provisioning`, with the seat's own token. */
export const provisioningSchema = z.object({
  seat: z.number().int().min(1).max(999),
  name: z.string(),
  /** {@link seatSettingsSchema}, or null where nothing was given. Read by the seat's own schema. */
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

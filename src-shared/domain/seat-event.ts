import { z } from 'zod';

/** How a citizen's identity was given in clear; each goes to the hub's record too (`access.record`). */
export const identityAccessSchema = z.enum([
  'identity-shown',
  'identity-printed',
  'identity-dialled',
  'identity-taken',
]);

/**
 * Something a person did at the seat that a supervisor may ask about.
 * - `microphone-overridden`: the operator said ready without a microphone signal.
 * - `ready`, `not-ready`: the seat takes calls from now on, or does not.
 * - `identity-shown`, `identity-printed`, `identity-dialled`, `identity-taken`: a citizen's name or number was given in
 *   clear; the last when an earlier order's caller was taken into a new one.
 * - `figures-exported`: figures and the masked list of their calls were taken away as a file, whose name is the subject.
 * - `number-marked`, `number-unmarked`: a number is a nuisance, or is one no longer.
 */
export const seatEventSchema = z.object({
  /** Epoch ms. */
  at: z.number(),
  kind: z.enum([
    'microphone-overridden',
    'ready',
    'not-ready',
    ...identityAccessSchema.options,
    'figures-exported',
    'number-marked',
    'number-unmarked',
  ]),
  operator: z.string().max(64),
  /** What it is about: an order's id, a masked number. */
  subject: z.string().max(80).optional(),
  /** Why, in the person's words or as a code. */
  reason: z.string().max(300).optional(),
});
export type SeatEvent = z.infer<typeof seatEventSchema>;

import { z } from 'zod';

/**
 * Something a person did at the seat that a supervisor may ask about.
 * - `microphone-overridden`: the operator said ready without a microphone signal.
 * - `ready`, `not-ready`: the seat takes calls from now on, or does not.
 */
export const seatEventSchema = z.object({
  /** Epoch ms. */
  at: z.number(),
  kind: z.enum(['microphone-overridden', 'ready', 'not-ready']),
  operator: z.string().max(64),
});
export type SeatEvent = z.infer<typeof seatEventSchema>;

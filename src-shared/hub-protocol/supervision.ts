import { z } from 'zod';
import { agentStateNameSchema, callIdSchema, notReadyCodeSchema, orderIdSchema } from '../domain/index.ts';

/** «Please help», raised at a seat: no text, so that one key is enough while a citizen listens. */
export const helpRequestSchema = z.object({
  id: z.uuidv7(),
  seat: z.number().int(),
  /** Who was signed in at the seat, by name; empty where the seat did not say. */
  operator: z.string().max(64),
  /** The call that is on, or null. */
  callId: callIdSchema.nullable(),
  /** When the hub learned of it, epoch ms. */
  at: z.number(),
  /** The supervisor who comes; null while nobody has seen it. */
  acknowledged: z.object({ by: z.string().max(64), at: z.number() }).nullable(),
});
export type HelpRequest = z.infer<typeof helpRequestSchema>;

/** `POST /v1/help`, from a seat: answered by the request, the one that is open already if there is one. */
export const helpAskSchema = z.object({
  seat: z.number().int().min(1).max(999),
  operator: z.string().max(64),
  callId: callIdSchema.nullable(),
});
export type HelpAsk = z.infer<typeof helpAskSchema>;

/** An order whose time is over, without whom it is about. */
export const overdueOrderSchema = z.object({
  orderId: orderIdSchema,
  number: z.string(),
  category: z.string(),
  area: z.string(),
  unit: z.string(),
  /** Epoch ms. */
  deadlineAt: z.number(),
});

/** What supervisors see: `GET /v1/supervision`, and live as the event `snapshot` of `GET /v1/supervision/events`. */
export const supervisionSnapshotSchema = z.object({
  /** Epoch ms by the hub's clock. */
  at: z.number(),
  seats: z.array(
    z.object({
      seat: z.number().int(),
      /** Name of who is signed in, or empty. */
      operator: z.string(),
      state: agentStateNameSchema,
      reason: notReadyCodeSchema.nullable(),
      since: z.number(),
      heardAt: z.number(),
    }),
  ),
  /** Those whose time has been over for longest, at most 100. */
  overdue: z.array(overdueOrderSchema),
  overdueCount: z.number().int(),
  /** Open requests, the oldest first. */
  help: z.array(helpRequestSchema),
  queue: z.object({ waiting: z.number(), longestMilliseconds: z.number().nullable() }).nullable(),
});
export type SupervisionSnapshot = z.infer<typeof supervisionSnapshotSchema>;

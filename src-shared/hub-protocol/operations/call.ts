import { z } from 'zod';
import {
  agentStateNameSchema,
  callIdSchema,
  callRecordSchema,
  chainHeadSchema,
  notReadyCodeSchema,
  recordedBySchema,
} from '../../domain/index.ts';

const seatSchema = z.number().int().min(1).max(999);

/** A call is over: its final record, and its link in the seat's chain (docs/spec/records.md). */
export const callRecordOperation = z.object({
  id: z.uuidv7(),
  kind: z.literal('call.record'),
  /** Epoch ms at the seat. */
  createdAt: z.number(),
  payload: z.object({
    seat: seatSchema,
    record: callRecordSchema,
    by: recordedBySchema,
    link: chainHeadSchema,
  }),
});

/** The after-call work of a call that the hub has, or will have, is over. */
export const callWrapUpOperation = z.object({
  id: z.uuidv7(),
  kind: z.literal('call.wrap-up'),
  createdAt: z.number(),
  payload: z.object({
    seat: seatSchema,
    callId: callIdSchema,
    milliseconds: z.number().nonnegative(),
    by: recordedBySchema,
    link: chainHeadSchema,
  }),
});

/** The seat has entered a state. Only the last one says what the seat does now; all of them make its times. */
export const seatStateOperation = z.object({
  id: z.uuidv7(),
  kind: z.literal('seat.state'),
  createdAt: z.number(),
  payload: z.object({
    seat: seatSchema,
    state: agentStateNameSchema,
    /** Code of the reason; null but for `not-ready`. */
    reason: notReadyCodeSchema.nullable(),
    /** The state before it, and how long it lasted in ms on the seat's monotonic clock. */
    before: z.object({
      state: agentStateNameSchema,
      reason: notReadyCodeSchema.nullable(),
      milliseconds: z.number().nonnegative(),
    }),
    by: recordedBySchema,
    link: chainHeadSchema,
  }),
});

/** The kinds of this area, for the union of all operations. */
export const callOperations = [callRecordOperation, callWrapUpOperation, seatStateOperation] as const;

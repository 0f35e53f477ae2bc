import { z } from 'zod';
import {
  agentStateNameSchema,
  callIdSchema,
  callRecordSchema,
  chainHeadSchema,
  impersonalRecordSchema,
  notReadyCodeSchema,
  recordedBySchema,
} from '../../domain/index.ts';
import { operationOf } from './define.ts';

const seatSchema = z.number().int().min(1).max(999);

/** A call is over: its final record, and its link in the seat's chain (docs/spec/records.md). Subject: the call's id. */
export const callRecordOperation = operationOf(
  'call.record',
  z.object({ seat: seatSchema, record: callRecordSchema, by: recordedBySchema, link: chainHeadSchema }),
);

/**
 * A call was answered and goes on: its record so far, so that the hall counts it now and not when it ends. The final
 * record takes its place, whichever comes first. Subject: the operation's own id, as nothing waits for it.
 */
export const callAnsweredOperation = operationOf(
  'call.answered',
  z.object({ seat: seatSchema, record: impersonalRecordSchema }),
);

/** The after-call work of a call is over. Subject: the call's id, so that it comes after the call's record. */
export const callWrapUpOperation = operationOf(
  'call.wrap-up',
  z.object({
    seat: seatSchema,
    callId: callIdSchema,
    milliseconds: z.number().nonnegative(),
    by: recordedBySchema,
    link: chainHeadSchema,
  }),
);

/**
 * The seat has entered a state. The one with the highest link says what the seat does now; all of them make its
 * times. Subject: the operation's own id, as a refused one must not hold the next states up.
 */
export const seatStateOperation = operationOf(
  'seat.state',
  z.object({
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
);

/** Every kind of this area, for the union. */
export const callOperations = [
  callAnsweredOperation,
  callRecordOperation,
  callWrapUpOperation,
  seatStateOperation,
] as const;
export type CallOperation = z.infer<(typeof callOperations)[number]>;

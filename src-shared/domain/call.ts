import { z } from 'zod';

/**
 * A call's states. `ringing`: INVITE received, not yet answered. `answering`: the operator pressed answer,
 * our 200 OK has not left yet. `active`: 200 OK sent. `ended`: no dialog any more.
 * The machine is drawn in src-main/phone/call.ts.
 */
export const callStateSchema = z.enum(['ringing', 'answering', 'active', 'ended']);
export type CallState = z.infer<typeof callStateSchema>;

/**
 * Why a call is over.
 * - `operator-hung-up`, `caller-hung-up`: BYE by either side after it was answered.
 * - `abandoned`: the caller's CANCEL while ringing. `rejected`: the operator refused (486 or 603).
 * - `answered-elsewhere`: CANCEL with Reason «Call completed elsewhere» (RFC 3326).
 * - `no-answer`: our ring limit or the exchange's, without the caller's doing.
 * - `media-failed`: no media session could be made (488). `signalling-failed`: transport or dialog error.
 */
export const callEndReasonSchema = z.enum([
  'operator-hung-up',
  'caller-hung-up',
  'abandoned',
  'rejected',
  'answered-elsewhere',
  'no-answer',
  'media-failed',
  'signalling-failed',
]);
export type CallEndReason = z.infer<typeof callEndReasonSchema>;

/** UUIDv7 of a call; ours, not the SIP Call-ID. */
export const callIdSchema = z.uuidv7();

/** A call as the screen needs it. Numbers are shown masked outside the detail view. */
export const callSchema = z.object({
  id: callIdSchema,
  state: callStateSchema,
  /** Caller's number as the exchange presents it, or null when withheld (RFC 3323). */
  callerNumber: z.string().max(64).nullable(),
  /** Display name the exchange presents, or null. */
  callerName: z.string().max(128).nullable(),
  /** Number the citizen dialled (12345 or a merged line such as 12333), or null when unknown. */
  dialledLine: z.string().max(64).nullable(),
  /** Whether *arrived* is the exchange's queue time; else it is the INVITE's arrival at the seat. */
  queueTimeKnown: z.boolean(),
  /** Wall-clock label of *arrived*, epoch ms. For records and display only. */
  arrivedAt: z.number(),
  /** Milliseconds since *arrived* at the moment this snapshot left main. */
  waitedMilliseconds: z.number().nonnegative(),
  /** answered − arrived in ms, null while unanswered. */
  answeredAfterMilliseconds: z.number().nonnegative().nullable(),
  /** Milliseconds of talk at the moment this snapshot left main; null before the answer. */
  talkedMilliseconds: z.number().nonnegative().nullable(),
  /** Media of an answered call: `connecting` until packets flow, `flowing`, `failed`. `none` before the answer. */
  media: z.enum(['none', 'connecting', 'flowing', 'failed']),
  endReason: callEndReasonSchema.nullable(),
});
export type Call = z.infer<typeof callSchema>;

/**
 * The durable record of a call (one row). Raw times only; every rate is computed from them.
 * `*At` are wall-clock epoch ms labels, `*Milliseconds` monotonic durations.
 */
export const callRecordSchema = z.object({
  id: callIdSchema,
  sipCallId: z.string(),
  callerNumber: z.string().nullable(),
  callerName: z.string().nullable(),
  dialledLine: z.string().nullable(),
  /** When the INVITE reached the seat. */
  ringAt: z.number(),
  /** When the citizen entered the human queue by the exchange's word; null = queue time unknown. */
  queueAt: z.number().nullable(),
  /** ring − queue, null when unknown. */
  queuedMilliseconds: z.number().nonnegative().nullable(),
  answerAt: z.number().nullable(),
  /** answered − arrived; arrived is queue if known, else ring. null = never answered. */
  answeredAfterMilliseconds: z.number().nonnegative().nullable(),
  endAt: z.number().nullable(),
  /** answer to hang-up, null if never answered or still talking. */
  talkMilliseconds: z.number().nonnegative().nullable(),
  endReason: callEndReasonSchema.nullable(),
});
export type CallRecord = z.infer<typeof callRecordSchema>;

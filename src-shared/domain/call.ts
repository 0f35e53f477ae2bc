import { z } from 'zod';

/**
 * A call's states. Inbound: `ringing` (INVITE received, not yet answered), `answering` (the operator pressed
 * answer, our 200 OK has not left yet). Outbound: `dialling` (INVITE sent, no final answer yet). Both: `active`
 * (200 OK sent or received; held or not is {@link callHoldSchema}), `ended` (no dialog any more).
 * The machine is drawn in src-main/phone/call.ts.
 */
export const callStateSchema = z.enum(['dialling', 'ringing', 'answering', 'active', 'ended']);
export type CallState = z.infer<typeof callStateSchema>;

/**
 * Why a call is over.
 * - `operator-hung-up`, `caller-hung-up`: BYE by either side after it was answered.
 * - `abandoned`: the caller's CANCEL while ringing. `rejected`: the operator refused (486 or 603).
 * - `answered-elsewhere`: CANCEL with Reason «Call completed elsewhere» (RFC 3326).
 * - `no-answer`: our ring limit or the exchange's, without the caller's doing.
 * - `media-failed`: no media session could be made (488). `signalling-failed`: transport or dialog error.
 * - `transferred`: the citizen is with somebody else now, by our REFER.
 * - Outbound, before an answer: `cancelled` by the operator, `busy` (486, 600), `declined` (403, 603),
 *   `not-reached` (404, 408, 480, 484 and all others).
 * - `refused-not-ready`: the seat turned the call away by itself, back to the queue.
 * - `returned-unanswered`: it rang for as long as the settings allow and went back to the queue (RONA).
 * - `seat-failed`: the seat's program ended during the call and could not take it up again.
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
  'transferred',
  'cancelled',
  'busy',
  'declined',
  'not-reached',
  'refused-not-ready',
  'returned-unanswered',
  'seat-failed',
]);
export type CallEndReason = z.infer<typeof callEndReasonSchema>;

/** UUIDv7 of a call; ours, not the SIP Call-ID. */
export const callIdSchema = z.uuidv7();

export const callDirectionSchema = z.enum(['inbound', 'outbound']);

/** How far an outbound INVITE got: nothing heard, 180 or 183 without description, 18x whose media is heard. */
export const dialProgressSchema = z.enum(['trying', 'ringing', 'early-media']);

/** Who has put an active call on hold (RFC 3264 section 8.4): this seat, the other side, or both. */
export const callHoldSchema = z.enum(['none', 'local', 'remote', 'both']);

/**
 * A transfer of this call, from its request on. `asking`: REFER sent. `trying`, `ringing`: told by NOTIFY
 * (RFC 3515). `failed`: the citizen is still here, on hold until resumed. Success ends the call (`transferred`).
 */
export const transferSchema = z.object({
  kind: z.enum(['blind', 'attended']),
  /** Number or address asked for, as typed. */
  target: z.string().max(128),
  state: z.enum(['asking', 'trying', 'ringing', 'failed']),
  /** SIP status code of the failure, else null. */
  statusCode: z.number().int().nullable(),
});
export type Transfer = z.infer<typeof transferSchema>;

/**
 * One-way audio by name: `not-heard` the citizen hears us but we receive nothing (or digital silence),
 * `not-hearing` the other side reports that it receives nothing of ours, `both` neither hears.
 */
export const oneWaySchema = z.enum(['none', 'not-heard', 'not-hearing', 'both']);
export type OneWay = z.infer<typeof oneWaySchema>;

/** Quality of a call's media on the exchange's side, over the last seconds (live) or the whole call (record). */
export const callQualitySchema = z.object({
  /** Mean opinion score, 1 to 4.5, by the E-model (ITU-T G.107); see domain/voice-quality.ts. */
  meanOpinionScore: z.number().min(1).max(5),
  /** Share of packets lost of those the exchange sent, 0 to 1. */
  lossShare: z.number().min(0).max(1),
  /** Share of our packets that the exchange reports as lost (RTCP), or null while it reports nothing. */
  remoteLossShare: z.number().min(0).max(1).nullable(),
  /** Interarrival jitter (RFC 3550 section 6.4.1), ms. */
  jitterMilliseconds: z.number().nonnegative(),
  /** Round trip by RTCP, ms, or null while unknown. */
  roundTripMilliseconds: z.number().nonnegative().nullable(),
  /** Codec name as in SDP (`PCMA`, `opus`), or null while unknown. */
  codec: z.string().max(32).nullable(),
  oneWay: oneWaySchema,
});
export type CallQuality = z.infer<typeof callQualitySchema>;

/** The hotline line that was dialled: 12345 itself or one merged into it (DOMAIN.md section 2.2). */
export const hotlineLineSchema = z.object({
  /** Channel code of the work order: `TEL`, `L12333`, … */
  channel: z.string().regex(/^[A-Z0-9]{1,16}$/),
  /** Name for a person. */
  name: z.string().min(1).max(32),
});
export type HotlineLine = z.infer<typeof hotlineLineSchema>;

/** A call as the screen needs it. Numbers are shown masked outside the detail view. */
export const callSchema = z.object({
  id: callIdSchema,
  direction: callDirectionSchema,
  state: callStateSchema,
  /** Outbound and `dialling` only, else null. */
  dialProgress: dialProgressSchema.nullable(),
  /** The call on hold for which this outbound one was placed, to ask before transferring or joining; else null. */
  consultsFor: callIdSchema.nullable(),
  hold: callHoldSchema,
  /** Whether the microphone is kept from this call. */
  muted: z.boolean(),
  /** Whether this call is one of those that the operator has joined in a conference. */
  inConference: z.boolean(),
  transfer: transferSchema.nullable(),
  /** The exchange's recording as far as this seat controls it; null when it is not configured. */
  recording: z.enum(['running', 'paused']).nullable(),
  /** Null before media and while nothing has been measured. */
  quality: callQualitySchema.nullable(),
  /** The merged line of `dialledLine` by the table in the settings, or null when it is in no table. */
  line: hotlineLineSchema.nullable(),
  /** Whether this ringing call is going to be answered by itself. */
  answersItself: z.boolean(),
  /**
   * The other party's number: inbound the caller's as the exchange presents it (null when withheld, RFC 3323),
   * outbound the number that was dialled.
   */
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
 * How the queue time is known. `waited`: the exchange said how long. `exchange-clock`: it said when, by its own clock,
 * whose difference to the seat's was estimated from its Date header. `seat-clock`: it said when, and both clocks were
 * taken for the same, as the exchange tells no date.
 */
export const queueTimeByExchangeSchema = z.enum(['waited', 'exchange-clock', 'seat-clock']);
export type QueueTimeByExchange = z.infer<typeof queueTimeByExchangeSchema>;

/** The difference of two clocks as it was estimated. */
export const clockDifferenceSchema = z.object({
  /** The exchange's clock less the seat's wall clock, ms. */
  milliseconds: z.number(),
  /** The true difference is at most so far from it, ms. */
  boundMilliseconds: z.number().nonnegative(),
});
export type ClockDifference = z.infer<typeof clockDifferenceSchema>;

/** A stretch of time within a call, ms after its answer. `to` is null while it lasts. */
const stretchSchema = z.object({
  fromMilliseconds: z.number().nonnegative(),
  toMilliseconds: z.number().nonnegative().nullable(),
});

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
  // Since the second version of the program; a row without them is read with these values.
  /** ring − the moment the trunk took the call, by the exchange's word; null when unknown. */
  trunkedMilliseconds: z.number().nonnegative().nullable().default(null),
  direction: callDirectionSchema.default('inbound'),
  /** The exchange's own id of the call, by the configured header; null when it sends none. */
  exchangeCallId: z.string().max(256).nullable().default(null),
  line: hotlineLineSchema.nullable().default(null),
  consultsFor: callIdSchema.nullable().default(null),
  /** Whether the call was answered by header or rule rather than by a person. */
  answeredItself: z.boolean().default(false),
  /** When the operator held the call. */
  held: z.array(stretchSchema).max(500).default([]),
  /** When the exchange's recording was paused from this seat. */
  recordingPauses: z.array(stretchSchema).max(500).default([]),
  /** Number or address that the call was transferred to, else null. */
  transferredTo: z.string().max(128).nullable().default(null),
  /** Over the whole call; null when nothing was measured. */
  quality: callQualitySchema.nullable().default(null),
  // Since the third.
  /** How `queueAt` is known; null where it is not, and in older rows. */
  queueTimeBy: queueTimeByExchangeSchema.nullable().default(null),
  /** What was known of the exchange's clock at the ring; null where it tells no date. */
  exchangeClock: clockDifferenceSchema.nullable().default(null),
  /** How often the call was taken up again after the seat's program had ended. */
  recoveries: z.number().int().nonnegative().default(0),
});
export type CallRecord = z.infer<typeof callRecordSchema>;

import { z } from 'zod';
import { callIdSchema, callSchema } from '../domain/index.ts';
import { defineArea } from './define.ts';

/**
 * The registration's states. `failed` is final until something changes (wrong password, forbidden);
 * `unreachable` is tried again by itself.
 */
export const registrationSchema = z.object({
  state: z.enum(['connecting', 'registered', 'unreachable', 'failed']),
  /** SIP status code of the last refusal, or null. */
  statusCode: z.number().int().nullable(),
  /** When the state was entered, epoch ms. */
  since: z.number(),
});
export type Registration = z.infer<typeof registrationSchema>;

/** Microphone as the media page reports it. `unknown` until the page has answered. */
export const microphoneStateSchema = z.enum(['unknown', 'asking', 'ready', 'denied', 'missing', 'failed']);
export type MicrophoneState = z.infer<typeof microphoneStateSchema>;

export const phoneStateSchema = z.object({
  registration: registrationSchema,
  microphone: microphoneStateSchema,
  /** Live calls, oldest first, and the last ended one until the next call or until it is dismissed. */
  calls: z.array(callSchema),
  /** The three marks of the answer clock, ms. */
  marks: z.tuple([z.number(), z.number(), z.number()]),
});
export type PhoneState = z.infer<typeof phoneStateSchema>;

/** Root-mean-square levels from 0 (silent) to 1 (full scale), of the last interval. */
export const audioLevelsSchema = z.object({
  callId: callIdSchema,
  /** What the operator hears. */
  inbound: z.number().min(0).max(1),
  /** What the microphone sends. */
  outbound: z.number().min(0).max(1),
});
export type AudioLevels = z.infer<typeof audioLevelsSchema>;

const byCall = z.object({ callId: callIdSchema });

/**
 * The softphone. Errors: `no-such-call`, `wrong-state` (the call is not in a state that allows it),
 * `media-failed`, `signalling-failed`.
 */
export const phoneArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: phoneStateSchema, callers: ['ui'] },
    /** Answers a ringing call; settles when our 200 OK has left. */
    answer: { input: byCall, output: z.null(), callers: ['ui'] },
    /** Refuses a ringing call with 486 Busy Here (back to the queue). */
    reject: { input: byCall, output: z.null(), callers: ['ui'] },
    /** BYE for an answered call. */
    hangUp: { input: byCall, output: z.null(), callers: ['ui'] },
  },
  events: {
    changed: { payload: phoneStateSchema, emitters: ['main'] },
    levels: { payload: audioLevelsSchema, emitters: ['main'] },
  },
});

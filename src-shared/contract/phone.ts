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
  /**
   * Why there is no registration, where a code says more than a status: `tls-authority-unknown`,
   * `tls-name-mismatch`, `auth-unsupported` … (docs/spec/registration.md, RG-16).
   */
  reason: z.string().max(64).optional(),
  /** When the state was entered, epoch ms. */
  since: z.number(),
  /** Which of the configured servers is in use or being tried: 1 is the first. */
  server: z.number().int().positive(),
  /** How many servers are configured. */
  servers: z.number().int().positive(),
});
export type Registration = z.infer<typeof registrationSchema>;

/** Microphone as the media page reports it. `unknown` until the page has answered. */
export const microphoneStateSchema = z.enum(['unknown', 'asking', 'ready', 'denied', 'missing', 'failed']);
export type MicrophoneState = z.infer<typeof microphoneStateSchema>;

/**
 * What must be proved before the seat says that it is ready (docs/spec/readiness.md). Registration is in
 * {@link registrationSchema}; the other two are here.
 */
export const readinessSchema = z.object({
  /** Whether the seat takes calls. Never true while something is unproved, unless `required` is false. */
  ready: z.boolean(),
  /** Whether proof is asked for; the practice exchange asks for none. */
  required: z.boolean(),
  /** `signal`: it was heard to give one. `overridden`: the operator went on without, which is on record. */
  microphone: z.enum(['waiting', 'signal', 'overridden']),
  /** `heard`: the operator confirmed the test ring. `audible`: it was confirmed before on this same device. */
  ring: z.enum(['waiting', 'heard', 'audible']),
});
export type Readiness = z.infer<typeof readinessSchema>;

/** A number that can be called or transferred to with one key: a department, legal aid, 110. */
export const directoryEntrySchema = z.object({
  name: z.string().min(1).max(64),
  number: z.string().min(1).max(64),
});
export type DirectoryEntry = z.infer<typeof directoryEntrySchema>;

export const phoneStateSchema = z.object({
  registration: registrationSchema,
  microphone: microphoneStateSchema,
  readiness: readinessSchema,
  /** Live calls, oldest first, and the last ended one until the next call or until it is dismissed. */
  calls: z.array(callSchema),
  /** The last number dialled at this seat, for redial; null before the first. */
  lastDialled: z.string().max(64).nullable(),
  directory: z.array(directoryEntrySchema),
  /** The three marks of the answer clock, ms. */
  marks: z.tuple([z.number(), z.number(), z.number()]),
  /** When this was so, epoch ms: a page tells by it how long it was on its way. */
  toldAt: z.number(),
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

/** What an operator may type to be dialled: a number with visual separators, or a SIP user. */
export const dialStringSchema = z.string().trim().min(1).max(64);
/** DTMF digits of RFC 4733 section 3.2. */
export const digitsSchema = z.string().regex(/^[0-9*#A-D]{1,32}$/);

const byCall = z.object({ callId: callIdSchema });

/**
 * The softphone. Errors: `no-such-call`, `wrong-state` (the call is not in a state that allows it),
 * `media-failed`, `signalling-failed`, `number-invalid` (nothing that can be dialled), `not-configured` (the
 * exchange's settings name no way to do it), `not-proved` (readiness lacks something).
 */
export const phoneArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: phoneStateSchema, callers: ['ui'] },
    /**
     * Answers a ringing call; settles when our 200 OK has left. A call that is being talked on is held first; a
     * call that is being dialled is given up first.
     */
    answer: { input: byCall, output: z.null(), callers: ['ui'] },
    /** Refuses a ringing call with 486 Busy Here (back to the queue). */
    reject: { input: byCall, output: z.null(), callers: ['ui'] },
    /** BYE for an answered call, CANCEL for one that is being dialled. */
    hangUp: { input: byCall, output: z.null(), callers: ['ui'] },
    /**
     * Places a call; settles when the INVITE has left. A call that is being talked on is held first.
     * `consultsFor` names the held call this one is about.
     */
    dial: {
      input: z.object({ target: dialStringSchema, consultsFor: callIdSchema.nullable() }),
      output: byCall,
      callers: ['ui'],
    },
    /** Puts a call on hold; settles when the other side has agreed. The microphone is cut at once. */
    hold: { input: byCall, output: z.null(), callers: ['ui'] },
    /** Takes a held call up again; another that is being talked on is held first. */
    resume: { input: byCall, output: z.null(), callers: ['ui'] },
    /** Cuts the microphone from a call, or gives it back; at once and without the exchange. */
    setMuted: { input: byCall.extend({ muted: z.boolean() }), output: z.null(), callers: ['ui'] },
    /** Sends tones: telephone-event where it was agreed on, else INFO. Settles when they are on their way. */
    sendDigits: { input: byCall.extend({ digits: digitsSchema }), output: z.null(), callers: ['ui'] },
    /** REFER to a number; the call is held first. Settles when the exchange has taken or refused the request. */
    transferBlind: {
      input: byCall.extend({ target: dialStringSchema }),
      output: z.null(),
      callers: ['ui'],
    },
    /** REFER with Replaces (RFC 3891): joins the held call with the one consulted, and leaves. */
    transferAttended: { input: byCall.extend({ toCallId: callIdSchema }), output: z.null(), callers: ['ui'] },
    /** Joins all active calls and the operator in one conversation, held ones resumed first. */
    joinConference: { input: z.null(), output: z.null(), callers: ['ui'] },
    /** Takes the conference apart: the named call is talked on, the others are held. */
    splitConference: { input: byCall, output: z.null(), callers: ['ui'] },
    /** Pauses or resumes the exchange's recording of a call by its configured means. */
    setRecordingPaused: { input: byCall.extend({ paused: z.boolean() }), output: z.null(), callers: ['ui'] },
    /** Says that the seat takes calls, or that it does not. Refused with `not-proved` (docs/spec/readiness.md). */
    setReady: { input: z.object({ ready: z.boolean() }), output: z.null(), callers: ['ui'] },
    /** Goes on without a microphone signal; kept on record with operator and time. */
    overrideMicrophone: { input: z.null(), output: z.null(), callers: ['ui'] },
    /** Rings for two seconds at the ringer device. */
    testRing: { input: z.null(), output: z.null(), callers: ['ui'] },
    /** The operator has heard the test ring. */
    confirmRing: { input: z.null(), output: z.null(), callers: ['ui'] },
  },
  events: {
    changed: { payload: phoneStateSchema, emitters: ['main'] },
    levels: { payload: audioLevelsSchema, emitters: ['main'] },
  },
});

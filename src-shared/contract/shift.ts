import { z } from 'zod';
import {
  agentStateNameSchema,
  callIdSchema,
  handOverNoteSchema,
  notReadyCodeSchema,
  notReadyReasonSchema,
  restingStateSchema,
  shiftCodeSchema,
  shiftSessionSchema,
  shiftTimesSchema,
  staffIdSchema,
  staffSchema,
} from '../domain/index.ts';
import { defineArea } from './define.ts';

/** The after-call work that is under way. */
export const wrapUpSchema = z.object({
  callId: callIdSchema,
  /** Milliseconds since the call ended, at the moment this snapshot left main. */
  elapsedMilliseconds: z.number().nonnegative(),
  /** Milliseconds after which it ends by itself; null: only by key. */
  limitMilliseconds: z.number().positive().nullable(),
  /** How often it can still be made longer. */
  extensionsLeft: z.number().int().nonnegative(),
});

/** What the seat does, and what it will do. */
export const agentSchema = z.object({
  state: agentStateNameSchema,
  reason: notReadyCodeSchema.nullable(),
  /** When the state was entered, epoch ms; a label. */
  enteredAt: z.number(),
  /** Milliseconds in this state at the moment this snapshot left main. */
  elapsedMilliseconds: z.number().nonnegative(),
  /** Where the seat rests after the call; null: where it rested before. */
  next: restingStateSchema.nullable(),
  wrapUp: wrapUpSchema.nullable(),
  /** Whether a call that comes now is let ring. */
  takesCalls: z.boolean(),
});
export type Agent = z.infer<typeof agentSchema>;

export const shiftStateSchema = z.object({
  /** Null while nobody is signed in; then the screen asks who it is. */
  session: shiftSessionSchema.nullable(),
  locked: z.boolean(),
  /** What unlocks: the code chosen at sign-in, or the password. `none` only in practice. */
  unlockBy: z.enum(['pin', 'password', 'none']),
  agent: agentSchema,
  reasons: z.array(notReadyReasonSchema).max(50),
  shifts: z.array(shiftTimesSchema).min(1).max(3),
  /** The shift of this moment by the wall clock. */
  currentShift: shiftCodeSchema,
  /** Who has signed in here before, the last one first. */
  known: z.array(staffSchema).max(50),
  /** Where a sign-in goes: to the hub, or to what this seat knows by itself; in practice nobody is asked. */
  signInAt: z.enum(['hub', 'seat', 'nobody-asks']),
  /** What was left for this seat, the newest first. */
  notes: z.array(handOverNoteSchema).max(20),
  /** Minutes without a key or a pointer after which the seat locks; null: never. */
  idleLockMinutes: z.number().positive().nullable(),
});
export type ShiftState = z.infer<typeof shiftStateSchema>;

/** A short code of digits that unlocks within seconds. */
export const pinSchema = z.string().regex(/^\d{4,8}$/, 'must be 4 to 8 digits');

/**
 * Who works here and what the seat does.
 *
 * Errors of `signIn`: `sign-in-refused` (wrong name or password), `sign-in-unknown-here` (the hub is away and
 * this person has not signed in here before), `sign-in-paused` (too many wrong attempts).
 * Of `signOut`: `drafts-open`, `call-live`. Of `unlock`: `unlock-refused`, `unlock-by-password`.
 * Of `choose`: `not-signed-in`, `not-proved` (docs/spec/readiness.md), `no-such-reason`.
 */
export const shiftArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: shiftStateSchema, callers: ['ui'] },
    signIn: {
      input: z.object({
        operatorId: staffIdSchema,
        password: z.string().max(256),
        shift: shiftCodeSchema,
        /** Unlocks for the length of this shift; null: only the password does. */
        pin: pinSchema.nullable(),
      }),
      output: z.null(),
      callers: ['ui'],
    },
    /** Ends the shift. Open drafts stay for the next shift only when `handOverDrafts` says so. */
    signOut: {
      input: z.object({ note: z.string().trim().max(2_000), handOverDrafts: z.boolean() }),
      output: z.null(),
      callers: ['ui'],
    },
    lock: { input: z.null(), output: z.null(), callers: ['ui'] },
    /** By code or password. */
    unlock: { input: z.object({ secret: z.string().max(256) }), output: z.null(), callers: ['ui'] },
    /** The person has touched the seat; puts the idle lock off. */
    touched: { input: z.null(), output: z.null(), callers: ['ui'] },
    /** Where the seat rests: at once, or after the call that is on. */
    choose: { input: restingStateSchema, output: z.null(), callers: ['ui'] },
    /** Takes back what was queued. */
    clearNext: { input: z.null(), output: z.null(), callers: ['ui'] },
    /** The after-call work of this call is done; another call's is not touched. */
    endWrapUp: { input: z.object({ callId: callIdSchema }), output: z.null(), callers: ['ui'] },
    /** Makes the after-call work longer, as often as allowed. */
    extendWrapUp: { input: z.object({ callId: callIdSchema }), output: z.null(), callers: ['ui'] },
    noteRead: { input: z.object({ noteId: z.uuidv7() }), output: z.null(), callers: ['ui'] },
  },
  events: {
    changed: { payload: shiftStateSchema, emitters: ['main'] },
  },
});

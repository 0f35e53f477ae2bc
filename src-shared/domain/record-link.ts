import { z } from 'zod';
import { agentStateNameSchema, notReadyCodeSchema } from './agent-state.ts';
import { callIdSchema, callRecordSchema } from './call.ts';
import { shiftCodeSchema } from './shift.ts';

/** A SHA-256 digest in lower-case hexadecimal. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** What stands where the first link would name the one before it. */
export const NO_PREVIOUS_LINK = '0'.repeat(64);

/** Who was signed in when something was recorded; null: nobody, or before there was a sign-in. */
export const recordedBySchema = z
  .object({
    operatorId: z.string().max(64),
    operatorName: z.string().max(64),
    shift: shiftCodeSchema,
    sessionId: z.uuidv7(),
  })
  .nullable();
export type RecordedBy = z.infer<typeof recordedBySchema>;

/**
 * The part of a call's record that names a person. It lies beside the chain and can be purged: the link holds
 * only a salted digest of it, so that the chain stays whole (rule RC-5).
 */
export const personalPartSchema = callRecordSchema.pick({
  callerNumber: true,
  callerName: true,
  transferredTo: true,
});
export type PersonalPart = z.infer<typeof personalPartSchema>;

/** A call's record without the part that names a person. */
export const impersonalRecordSchema = callRecordSchema.omit({
  callerNumber: true,
  callerName: true,
  transferredTo: true,
});
export type ImpersonalRecord = z.infer<typeof impersonalRecordSchema>;

const agentStateSchema = z.object({
  state: agentStateNameSchema,
  reason: notReadyCodeSchema.nullable(),
});

/** How an after-call work ended. */
export const wrapUpEndSchema = z.enum(['key', 'time', 'choice', 'next-call', 'signed-out', 'seat-stopped']);
export type WrapUpEnd = z.infer<typeof wrapUpEndSchema>;

/** What a link can say. A later entry never changes an earlier one; it says what has become known since. */
export const recordEntrySchema = z.discriminatedUnion('kind', [
  /** The chain begins: which seat, and the key by which its summaries are signed (Ed25519, SPKI in base64). */
  z.object({ kind: z.literal('begin'), seat: z.number().int(), publicKey: z.string().max(128) }),
  /** A call is over. `adopted`: its row is older than the chain. */
  z.object({
    kind: z.literal('call'),
    record: impersonalRecordSchema,
    personal: digestSchema,
    by: recordedBySchema,
    adopted: z.boolean(),
  }),
  /** Something about a call became known after its end; takes the place of what its first link said. */
  z.object({
    kind: z.literal('correction'),
    record: impersonalRecordSchema,
    personal: digestSchema,
    by: recordedBySchema,
  }),
  /** The after-call work of a call is over. */
  z.object({
    kind: z.literal('wrap-up'),
    callId: callIdSchema,
    milliseconds: z.number().nonnegative(),
    endedBy: wrapUpEndSchema,
    by: recordedBySchema,
  }),
  /** The seat went from one state to another. `milliseconds`: how long it was in the first one, monotonic. */
  z.object({
    kind: z.literal('state'),
    from: agentStateSchema,
    milliseconds: z.number().nonnegative(),
    to: agentStateSchema,
    by: recordedBySchema,
  }),
  /** The program came back after it had been cut off while a state lasted; its length is not known. */
  z.object({ kind: z.literal('cut-off'), state: agentStateSchema, by: recordedBySchema }),
]);
export type RecordEntry = z.infer<typeof recordEntrySchema>;

/** One link: its place, the digest of the link before it, and what it says. */
export const recordLinkSchema = z.object({
  sequence: z.number().int().positive(),
  previous: digestSchema,
  /** When it was written, epoch ms; a label. */
  at: z.number(),
  entry: recordEntrySchema,
});
export type RecordLink = z.infer<typeof recordLinkSchema>;

/** Where a chain ends: what a summary or the hub keeps to prove later that nothing was cut off. */
export const chainHeadSchema = z.object({ sequence: z.number().int().nonnegative(), hash: digestSchema });
export type ChainHead = z.infer<typeof chainHeadSchema>;

/**
 * Canonical JSON: keys sorted by code unit, no white space, numbers and strings as JSON writes them
 * (RFC 8785, for values without lone surrogates). Members that are `undefined` are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

import { z } from 'zod';

/** Digits and signs of a feature code, as it would be dialled by hand; or a SIP user. */
const codeSchema = z.string().regex(/^[0-9A-Za-z*#._+-]{1,32}$/);

/**
 * A state, `ready`, or a reason within it, `not-ready:meal`. The names are those of domain/agent-state.ts and of the
 * centre's list of reasons.
 */
const stateKeySchema = z
  .string()
  .regex(
    /^(?:offline|ready|ringing|talking|after-call-work|official-shift|not-ready(?::[a-z][a-z-]{0,31})?)$/,
    'must be a state, or not-ready:reason',
  );

/**
 * By what the exchange is told of the agent state (docs/phone.md, «Telling the exchange the agent state»).
 * Nothing is told where nothing is configured.
 */
export const agentStateReportSchema = z.discriminatedUnion('by', [
  /** A call to a code of the exchange for each state that has one. */
  z.strictObject({
    by: z.literal('feature-code'),
    codes: z
      .partialRecord(stateKeySchema, codeSchema)
      .refine((codes) => Object.keys(codes).length > 0, 'must name at least one state'),
  }),
  /** SIP PUBLISH of a presence document (RFC 3903, RFC 3863). */
  z.strictObject({
    by: z.literal('publish'),
    /** Lifetime asked for, seconds. */
    expiresSeconds: z.number().int().min(60).max(86_400).default(600),
  }),
  /** A request to a web service of the exchange. */
  z.strictObject({
    by: z.literal('http'),
    /** `{seat}`, `{user}`, `{state}` and `{reason}` are filled in. */
    url: z.string().regex(/^https?:\/\/\S{1,500}$/, 'must be http://… or https://…'),
    /** POST and PUT carry a JSON body; GET carries none. */
    method: z.enum(['POST', 'PUT', 'GET']).default('POST'),
    /** The whole value of the Authorization header; moved into the sealed store. */
    authorization: z.string().max(1_024).optional(),
    /** What the service calls a state; our own names where it is not here. */
    words: z.partialRecord(stateKeySchema, z.string().min(1).max(64)).default({}),
  }),
]);
export type AgentStateReportSettings = z.output<typeof agentStateReportSchema>;

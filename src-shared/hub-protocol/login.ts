import { z } from 'zod';
import { staffIdSchema, staffRoleSchema, staffSchema } from '../domain/index.ts';

/** The centre's roles, and `unit`: somebody of a handling unit, who answers its orders on the unit page. */
export const hubRoleSchema = z.enum([...staffRoleSchema.options, 'unit']);
export type HubRole = z.infer<typeof hubRoleSchema>;

/** A person as the hub knows them. At a seat nobody of a unit gets in, so there it is always a `Staff`. */
export const hubStaffSchema = staffSchema.extend({
  role: hubRoleSchema,
  /** Name of the handling unit for the role `unit`, else null. */
  unit: z.string().max(100).nullable(),
  /** The password was given by somebody else and has to be changed first. */
  mustChangePassword: z.boolean(),
});
export type HubStaff = z.infer<typeof hubStaffSchema>;

/** `POST /v1/login`. At a seat with the seat's token as bearer; from a page without one. */
export const loginRequestSchema = z.object({
  /** What is typed at the login; a staff number as a rule. */
  id: staffIdSchema,
  password: z.string().min(1).max(200),
});
export type LoginRequest = z.infer<typeof loginRequestSchema>;

/** A short access token and the longer one that renews it, once. Times are epoch ms by the hub's clock. */
export const sessionSchema = z.object({
  accessToken: z.string().min(20).max(200),
  accessExpiresAt: z.number(),
  refreshToken: z.string().min(20).max(200),
  refreshExpiresAt: z.number(),
});
export type Session = z.infer<typeof sessionSchema>;

/**
 * What a seat needs to let this person in again while there is no hub. The seat makes the verifier itself at
 * this login, from the password it has in hand, this salt and its own cache key (docs/spec/hub.md, HU-9): the
 * hub's hash never leaves the hub, and what lies on one seat is of no use at another.
 */
export const offlineLoginSchema = z.object({
  /** 16 bytes, base64. */
  salt: z.string().min(20).max(40),
  /** No offline login after this time; epoch ms. */
  validUntil: z.number(),
});
export type OfflineLogin = z.infer<typeof offlineLoginSchema>;

/** Errors: `unauthorized` (login or password wrong, the same for both), `revoked`, `too-many`. */
export const loginAnswerSchema = z.object({
  staff: hubStaffSchema,
  session: sessionSchema,
  /** Null where the centre does not allow it. */
  offline: offlineLoginSchema.nullable(),
  /** The hub's clock, epoch ms: a seat whose clock is wrong can say so. */
  now: z.number(),
});
export type LoginAnswer = z.infer<typeof loginAnswerSchema>;

/**
 * `POST /v1/refresh`, answered by {@link sessionSchema}. Each refresh token serves once; one that comes again
 * was copied, and ends every session that came of the same login.
 */
export const refreshRequestSchema = z.object({ refreshToken: z.string().min(20).max(200) });
export type RefreshRequest = z.infer<typeof refreshRequestSchema>;

/** `POST /v1/logout` ends the session; no body, no content. */

/** `POST /v1/password`, with an access token: changes one's own. Ends every other session of this person. */
export const passwordChangeSchema = z.object({
  before: z.string().min(1).max(200),
  /** At least 10 characters. */
  after: z.string().min(10).max(200),
});

/** `GET /v1/me`, with an access token. */
export const meSchema = z.object({ staff: hubStaffSchema, now: z.number() });
export type Me = z.infer<typeof meSchema>;

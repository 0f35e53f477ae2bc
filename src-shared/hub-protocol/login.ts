import { z } from 'zod';
import { staffIdSchema, staffSchema } from '../domain/index.ts';

/** `POST /v1/login`, with the seat's token as bearer: a person signs in at a seat. */
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
  staff: staffSchema,
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

/** `GET /v1/me`, with an access token. */
export const meSchema = z.object({ staff: staffSchema, now: z.number() });
export type Me = z.infer<typeof meSchema>;

import { z } from 'zod';

/** Reason codes of the hub's error answers, with the HTTP status of each (docs/spec/hub-protocol.md, HP-10). */
export const HUB_ERROR_STATUS = {
  invalid: 400,
  unauthorized: 401,
  /** The access token was good and is over: refresh it. */
  'token-expired': 401,
  /** The seat was revoked, or the account closed: trying again will not help. */
  revoked: 403,
  'not-allowed': 403,
  'not-found': 404,
  'protocol-mismatch': 409,
  conflict: 409,
  /** More working days than the order can be extended by; the message says how many are left. */
  'extension-refused': 409,
  /** The hub was put back to an earlier state; the seat hands in again what it still has, in order. */
  'put-back': 409,
  'too-large': 413,
  'too-many': 429,
  internal: 500,
} as const;
export type HubErrorCode = keyof typeof HUB_ERROR_STATUS;

/** Body of every error answer of the hub. */
export const hubErrorSchema = z.object({
  code: z.enum(Object.keys(HUB_ERROR_STATUS) as [HubErrorCode, ...HubErrorCode[]]),
  message: z.string(),
});
export type HubError = z.infer<typeof hubErrorSchema>;

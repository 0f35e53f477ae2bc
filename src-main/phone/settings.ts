import { z } from 'zod';

/** A SIP header field name: a token of RFC 3261 section 25.1, kept to what exchanges use. */
const headerNameSchema = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be a header name');

/**
 * The header by which the exchange says when the citizen entered the human queue, and its unit
 * (docs/spec/answer-clock.md, rules AC-6 to AC-9). `seconds-waited` needs no common clock and is the one to
 * configure where the exchange offers a choice.
 */
export const queueTimeHeaderSchema = z.strictObject({
  name: headerNameSchema,
  unit: z.enum(['epoch-milliseconds', 'epoch-seconds', 'seconds-waited']),
});
export type QueueTimeHeader = z.output<typeof queueTimeHeaderSchema>;

/** Account, address and habits of one exchange. */
export const exchangeSettingsSchema = z.strictObject({
  /** Address of the exchange's SIP over WebSocket (RFC 7118): `ws://` or `wss://`. */
  server: z.url({ protocol: /^wss?$/ }),
  /** SIP domain of the account, with a port if it has one. */
  domain: z.string().regex(/^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$/, 'must be a host name or an IPv4 address'),
  /** User part of the address of record; also the user name of the digest. */
  username: z.string().regex(/^[A-Za-z0-9._~+*-]{1,64}$/, 'must be a SIP user name'),
  password: z.string().max(256),
  /** Shown to the other side; outbound only. */
  displayName: z.string().max(64).optional(),
  queueTimeHeader: queueTimeHeaderSchema.optional(),
  /** A header that carries the number the citizen dialled, where To, History-Info and Diversion do not. */
  dialledLineHeader: headerNameSchema.optional(),
  /** The three marks of the answer clock in milliseconds, ascending. */
  marks: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
  /** Lifetime asked for at REGISTER, in seconds. Default {@link DEFAULT_REGISTER_EXPIRES_SECONDS}. */
  registerExpiresSeconds: z.number().int().min(30).max(86_400).optional(),
});
export type ExchangeSettings = z.output<typeof exchangeSettingsSchema>;

export const DEFAULT_REGISTER_EXPIRES_SECONDS = 300;

import { z } from 'zod';
import { HUB_PROTOCOL_VERSION } from './version.ts';

/** `GET /healthz`, without a token. */
export const hubHealthSchema = z.object({
  status: z.literal('ok'),
  protocol: z.literal(HUB_PROTOCOL_VERSION),
  /**
   * Changes when the hub's data was put back to an earlier state: seats then hand in again what they still have.
   * Absent: a hub that can't tell.
   */
  epoch: z.string().max(80).optional(),
  /** Public key (X25519, SPKI in base64) that a seat seals an export for this hub with; absent: it takes none. */
  sealingKey: z.string().max(200).optional(),
});
export type HubHealth = z.infer<typeof hubHealthSchema>;

/**
 * What waits at a seat, in a file for the day the network does not come back (docs/spec/sync.md, SY-17). Only the hub
 * can open it: X25519 with a key of its own, HKDF-SHA-256, AES-256-GCM over a gzip of {@link exportContentSchema}.
 */
export const sealedExportSchema = z.object({
  format: z.literal('lianxinqiao-outbox'),
  version: z.literal(1),
  seat: z.number().int().min(1).max(999),
  /** Epoch ms. */
  createdAt: z.number(),
  count: z.number().int().nonnegative(),
  /** The seat's one-time public key, SPKI in base64. */
  ephemeralKey: z.string().max(200),
  /** 12 bytes, base64. */
  nonce: z.string().max(40),
  /** Ciphertext and its 16 bytes of tag, base64. */
  data: z.string(),
});
export type SealedExport = z.infer<typeof sealedExportSchema>;

/** What is sealed. `mac`: HMAC-SHA-256 over `operations` by the digest of the seat's token, so that nobody else's file passes. */
export const exportContentSchema = z.object({
  seat: z.number().int().min(1).max(999),
  /** JSON of the operations, in order. */
  operations: z.string(),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});

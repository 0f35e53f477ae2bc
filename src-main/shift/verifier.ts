import { createHmac, hkdfSync, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/**
 * What is kept of a secret to know it again. It is of no use without the seat's own key: the slow digest
 * (scrypt, RFC 7914) is sealed by a HMAC with a key derived from it (HKDF, RFC 5869), so that whoever copies the
 * verifier alone has nothing to try passwords against.
 */
export const verifierSchema = z.object({
  /** 16 bytes, base64. */
  salt: z.string().min(20).max(40),
  /** 32 bytes, base64. */
  tag: z.string().length(44),
});
export type Verifier = z.infer<typeof verifierSchema>;

/** 32 MiB and about 80 ms: slow for a guesser, bearable for a person who unlocks within the answer clock. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const DIGEST_BYTES = 32;

/** @param salt base64; a new one by default */
export async function makeVerifier(
  secret: string,
  seatKey: Buffer,
  salt = randomBytes(16).toString('base64'),
): Promise<Verifier> {
  return { salt, tag: (await tagOf(secret, salt, seatKey)).toString('base64') };
}

/** Whether it is the secret that the verifier was made of. */
export async function isSecret(secret: string, verifier: Verifier, seatKey: Buffer): Promise<boolean> {
  const kept = Buffer.from(verifier.tag, 'base64');
  const given = await tagOf(secret, verifier.salt, seatKey);
  return kept.length === given.length && timingSafeEqual(kept, given);
}

async function tagOf(secret: string, salt: string, seatKey: Buffer): Promise<Buffer> {
  const slow = await new Promise<Buffer>((resolve, reject) => {
    // Written the same whatever the keyboard composed it of.
    scrypt(secret.normalize('NFKC'), Buffer.from(salt, 'base64'), DIGEST_BYTES, COST, (error, digest) =>
      error ? reject(error) : resolve(digest),
    );
  });
  const key = Buffer.from(hkdfSync('sha256', seatKey, '', 'lianxinqiao sign-in verifier', DIGEST_BYTES));
  return createHmac('sha256', key).update(slow).digest();
}

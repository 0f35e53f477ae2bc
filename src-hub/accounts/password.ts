import crypto, { randomBytes, timingSafeEqual } from 'node:crypto';
import { argon2id } from 'hash-wasm';
import { z } from 'zod';

/** argon2id parameters (RFC 9106); memory in KiB. */
export interface PasswordCost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP's password storage recommendation for argon2id: 19 MiB, two passes. */
export const PASSWORD_COST: PasswordCost = { memory: 19_456, passes: 2, parallelism: 1 };

const HASH_BYTES = 32;

const phcSchema = z
  .string()
  .regex(/^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/);

/** Hash of a password with a salt of its own, in PHC form. */
export async function hashPassword(password: string, cost: PasswordCost = PASSWORD_COST): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
}

/** Whether the password is the one that was hashed; false for a text that is no hash of ours. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  if (!phcSchema.safeParse(phc).success) return false;
  const [, , , cost = '', salt = '', hash = ''] = phc.split('$');
  const [memory = 0, passes = 0, parallelism = 0] = cost.split(',').map((part) => Number(part.slice(2)));
  const expected = Buffer.from(hash, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), { memory, passes, parallelism });
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/**
 * Node's own implementation works in its thread pool. Electron's Node has none (its library is BoringSSL), so a hub
 * embedded there computes it in WebAssembly, with the same outcome.
 */
async function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  const { memory, passes, parallelism } = cost;
  const text = password.normalize('NFC');
  if (typeof crypto.argon2 !== 'function') {
    return Buffer.from(
      await argon2id({
        password: text,
        salt,
        memorySize: memory,
        iterations: passes,
        parallelism,
        hashLength: HASH_BYTES,
        outputType: 'binary',
      }),
    );
  }
  return new Promise((resolve, reject) => {
    const parameters = { message: text, nonce: salt, memory, passes, parallelism, tagLength: HASH_BYTES };
    crypto.argon2('argon2id', parameters, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** Base64 without padding, as PHC strings have it. */
const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';

/** Passwords and tokens of this seat, by name. */
export interface SecretStore {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}

const FILE = 'secrets.sealed';
const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const secretsSchema = z.record(z.string(), z.string());

/**
 * The seat's secrets in a file of their own, sealed with the cache's key (AES-256-GCM; NIST SP 800-38D). They
 * do not lie in the cache: a cache that is set aside must not take the phone's password with it.
 *
 * File: 12 bytes nonce, 16 bytes tag, the sealed JSON.
 *
 * @param key 32 bytes
 * @throws CodedError `secrets-unreadable` when the file can't be opened with this key; it is left as it is
 */
export function openSecrets(dataDirectory: string, key: Buffer): SecretStore {
  const file = join(dataDirectory, FILE);
  const secrets: Record<string, string> = existsSync(file) ? unseal(file, key) : {};
  return {
    get: (name) => secrets[name],
    set: (name, value) => {
      secrets[name] = value;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce);
      const sealed = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
      writeFileSync(`${file}.new`, Buffer.concat([nonce, cipher.getAuthTag(), sealed]), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

function unseal(file: string, key: Buffer): Record<string, string> {
  const bytes = readFileSync(file);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const sealed = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    const json = Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
    return secretsSchema.parse(JSON.parse(json));
  } catch (error) {
    throw new CodedError(
      'secrets-unreadable',
      `${file} can't be opened with this seat's key. Put the right cache.key back, or delete the file and write the password and token into settings.json again.`,
      { cause: error },
    );
  }
}

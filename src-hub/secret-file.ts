import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { CodedError } from '#shared/domain/index.ts';

/**
 * 32 random bytes as 64 hexadecimal digits in a file that only this user reads (mode 0600), made when missing.
 *
 * @throws CodedError `key-invalid` when the file holds anything else: it is never replaced, because a new
 *   secret would lock data or seats out
 */
export function readOrMakeKey(file: string): Buffer {
  makeIfMissing(file);
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new CodedError(
      'key-invalid',
      `${file} is not a key of 64 hexadecimal digits. Put the right file back.`,
    );
  }
  return Buffer.from(text, 'hex');
}

/**
 * The token that seats send, from a file as above; one that an administrator wrote may be any text of at
 * least 16 visible ASCII characters.
 *
 * @throws CodedError `token-invalid`
 */
export function readOrMakeToken(file: string): string {
  makeIfMissing(file);
  const token = readFileSync(file, 'utf8').trim();
  if (!/^[\x21-\x7e]{16,512}$/.test(token)) {
    throw new CodedError(
      'token-invalid',
      `${file} has to hold one token of 16 to 512 visible ASCII characters.`,
    );
  }
  return token;
}

function makeIfMissing(file: string): void {
  if (existsSync(file)) return;
  writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
}

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { CodedError } from '#shared/domain/index.ts';

/**
 * 32 random bytes in a file that only this user reads (mode 0600), made at first use. It protects against a
 * copied database, not against this user's own account; Electron keeps the key in the system's key store.
 *
 * @throws CodedError `key-invalid` when the file is not 64 hexadecimal digits: it is never replaced, because a
 *   new key would lock the old data away; `key-locked` when only Electron's sealed key is there, which this
 *   host can't open
 */
export function readOrMakeKey(file: string): Buffer {
  if (!existsSync(file) && existsSync(`${file}.sealed`)) {
    throw new CodedError(
      'key-locked',
      `The key lies in this system's key store (${file}.sealed): start with Electron, or use another --data DIR.`,
    );
  }
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new CodedError(
      'key-invalid',
      `${file} is not a key of 64 hexadecimal digits. Put the right file back.`,
    );
  }
  return Buffer.from(text, 'hex');
}

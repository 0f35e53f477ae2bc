import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Sixteen hexadecimal digits that tell keys apart and tell nothing about the key. With it beside the file, a
 * file that can't be decrypted is known to be whole but of another key, rather than damaged.
 */
export function keyIdentifier(key: Buffer): string {
  return createHmac('sha256', key).update('lianxinqiao cache key identifier').digest('hex').slice(0, 16);
}

/** The identifier written in the file; undefined when there is none that could be one. */
export function readKeyIdentifier(file: string): string | undefined {
  try {
    return /^[0-9a-f]{16}$/.exec(readFileSync(file, 'utf8').trim())?.[0];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function writeKeyIdentifier(file: string, identifier: string): void {
  if (readKeyIdentifier(file) !== identifier) writeFileSync(file, `${identifier}\n`, { mode: 0o600 });
}

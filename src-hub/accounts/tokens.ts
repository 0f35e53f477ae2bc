import { createHash } from 'node:crypto';

/** What a token is kept as: a copy of the database lets nobody in. */
export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A token of 256 random bits; its first letters say what it is for, so that a leaked one is known by its face. */
export function makeToken(
  kind: 'seat' | 'access' | 'refresh' | 'key',
  randomBytes: (count: number) => Buffer,
): string {
  return `lxq-${kind}-${randomBytes(32).toString('base64url')}`;
}

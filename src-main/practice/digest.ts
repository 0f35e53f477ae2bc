import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#shared/domain/index.ts';

const NONCE_LIFE_MILLISECONDS = 300_000;

/** What a request's credentials are worth. `stale`: right password, nonce too old (RFC 2617 section 3.2.1). */
export type Verdict = 'right' | 'stale' | 'wrong' | 'missing';

/** Server side of digest authentication (RFC 3261 section 22.4, RFC 2617), MD5 with qop «auth». */
export interface Digest {
  /** Value of a WWW-Authenticate header. */
  challenge(stale: boolean): string;
  verify(request: {
    readonly authorization: string | undefined;
    readonly method: string;
    readonly username: string;
    readonly password: string;
  }): Verdict;
}

/**
 * @param secret signs nonces, so that none needs to be remembered
 */
export function createDigest(realm: string, secret: Buffer, clock: Pick<Clock, 'monotonic'>): Digest {
  const sign = (issued: string) => createHmac('sha256', secret).update(issued).digest('hex').slice(0, 32);
  const ageOf = (nonce: string): number | undefined => {
    const [issued = '', signature = ''] = nonce.split('.');
    return same(sign(issued), signature) ? clock.monotonic() - Number(issued) : undefined;
  };
  return {
    challenge: (stale) => {
      const issued = String(Math.floor(clock.monotonic()));
      const parameters = `realm="${realm}", nonce="${issued}.${sign(issued)}", algorithm=MD5, qop="auth"`;
      return `Digest ${parameters}${stale ? ', stale=true' : ''}`;
    },
    verify: ({ authorization, method, username, password }) => {
      if (authorization === undefined) return 'missing';
      const given = parseDigest(authorization);
      const { nonce = '', uri = '', response = '', qop, nc = '', cnonce = '' } = given;
      const age = ageOf(nonce);
      // A nonce that is not ours (the exchange was restarted) says nothing about the password.
      if (age === undefined) return 'missing';
      if (given['username'] !== username || given['realm'] !== realm) return 'wrong';
      if (qop !== undefined && qop !== 'auth') return 'wrong';
      const secretHash = md5(`${username}:${realm}:${password}`);
      const requestHash = md5(`${method}:${uri}`);
      const middle = qop === undefined ? nonce : `${nonce}:${nc}:${cnonce}:${qop}`;
      if (!same(md5(`${secretHash}:${middle}:${requestHash}`), response.toLowerCase())) return 'wrong';
      return age > NONCE_LIFE_MILLISECONDS ? 'stale' : 'right';
    },
  };
}

/** Parameters of a Digest header by name; the first of a name counts. Not a digest: none. */
export function parseDigest(header: string): Partial<Record<string, string>> {
  if (!/^\s*digest\s/i.test(header)) return {};
  const parameters: Record<string, string> = {};
  for (const [, name = '', quoted, token] of header.matchAll(
    /([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi,
  )) {
    parameters[name.toLowerCase()] ??= quoted?.replace(/\\(.)/g, '$1') ?? token ?? '';
  }
  return parameters;
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

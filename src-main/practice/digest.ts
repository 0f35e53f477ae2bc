import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#shared/domain/index.ts';

const NONCE_LIFE_MILLISECONDS = 300_000;

/** Algorithms of RFC 8760 that are spoken here, and the names of their hashes. */
const HASHES = { 'SHA-256': 'sha256', MD5: 'md5' } as const;
export type DigestAlgorithm = keyof typeof HASHES;
/** What is offered unless an old client needs MD5 alone: the stronger first (RFC 8760 section 2.4). */
export const ALGORITHMS: readonly DigestAlgorithm[] = ['SHA-256', 'MD5'];

/**
 * What a request's credentials are worth. `stale`: right password, but the nonce is too old or its count was used
 * before, as in a replay (RFC 7616 section 3.3).
 */
export type Verdict = 'right' | 'stale' | 'wrong' | 'missing';

/** Server side of digest authentication (RFC 3261 section 22.4, RFC 7616, RFC 8760), with qop «auth». */
export interface Digest {
  /** Values of WWW-Authenticate headers, one an algorithm. */
  challenges(stale: boolean): string[];
  verify(request: {
    readonly authorization: string | undefined;
    readonly method: string;
    readonly username: string;
    readonly password: string;
  }): Verdict;
}

/**
 * @param secret signs nonces, so that none needs to be remembered before it is used
 */
export function createDigest(
  realm: string,
  secret: Buffer,
  clock: Pick<Clock, 'monotonic'>,
  algorithms: readonly DigestAlgorithm[] = ALGORITHMS,
): Digest {
  /** Highest count that each nonce was used with, oldest nonce first. */
  const counts = new Map<string, number>();
  const sign = (issued: string) => createHmac('sha256', secret).update(issued).digest('hex').slice(0, 32);
  const newNonce = () => {
    const issued = `${Math.floor(clock.monotonic())}-${randomBytes(6).toString('hex')}`;
    return `${issued}.${sign(issued)}`;
  };
  const ageOf = (nonce: string): number | undefined => {
    const [issued = '', signature = ''] = nonce.split('.');
    return same(sign(issued), signature) ? clock.monotonic() - Number.parseInt(issued, 10) : undefined;
  };
  /** Whether this use of the nonce is its first; a count must grow (RFC 7616 section 3.4). */
  const use = (nonce: string, count: number): boolean => {
    for (const known of counts.keys()) {
      if ((ageOf(known) ?? Number.POSITIVE_INFINITY) <= NONCE_LIFE_MILLISECONDS) break;
      counts.delete(known);
    }
    if (!(count > (counts.get(nonce) ?? 0))) return false;
    counts.set(nonce, count);
    return true;
  };
  return {
    challenges: (stale) =>
      algorithms.map((algorithm) => {
        const parameters = `realm="${realm}", nonce="${newNonce()}", algorithm=${algorithm}, qop="auth"`;
        return `Digest ${parameters}${stale ? ', stale=true' : ''}`;
      }),
    verify: ({ authorization, method, username, password }) => {
      if (authorization === undefined) return 'missing';
      const given = parseDigest(authorization);
      const { nonce = '', uri = '', response = '', qop, nc = '', cnonce = '' } = given;
      const age = ageOf(nonce);
      // A nonce that is not ours (the exchange was restarted) says nothing about the password.
      if (age === undefined) return 'missing';
      if (given['username'] !== username || given['realm'] !== realm) return 'wrong';
      if (qop !== undefined && qop !== 'auth') return 'wrong';
      const named = (given['algorithm'] ?? 'MD5').toUpperCase();
      const algorithm = algorithms.find((one) => one === named);
      if (algorithm === undefined) return 'wrong';
      const hash = (text: string) => createHash(HASHES[algorithm]).update(text).digest('hex');
      const secretHash = hash(`${username}:${realm}:${password}`);
      const requestHash = hash(`${method}:${uri}`);
      const middle = qop === undefined ? nonce : `${nonce}:${nc}:${cnonce}:${qop}`;
      if (!same(hash(`${secretHash}:${middle}:${requestHash}`), response.toLowerCase())) return 'wrong';
      if (age > NONCE_LIFE_MILLISECONDS) return 'stale';
      // Without qop there is no count, and a nonce serves once.
      return use(nonce, qop === undefined ? 1 : Number.parseInt(nc, 16)) ? 'right' : 'stale';
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

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

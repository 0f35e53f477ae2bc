import { createHash } from 'node:crypto';
import { type DigestChallenge, hashOf } from './challenge.ts';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** What one answer is made for. */
export interface DigestRequest {
  readonly method: string;
  /** Request-URI, exactly as in the request's first line. */
  readonly uri: string;
}

/** How often the nonce has been used, this time included, and our own nonce. */
export interface ClientNonce {
  readonly count: number;
  readonly value: string;
}

/**
 * The value of Authorization or Proxy-Authorization that answers a challenge (RFC 7616 section 3.4, RFC 8760;
 * RFC 3261 section 22.4).
 */
export function digestAnswer(
  challenge: DigestChallenge,
  account: Account,
  request: DigestRequest,
  own: ClientNonce,
): string {
  const { realm, nonce, opaque, algorithm, qop } = challenge;
  const hash = (...parts: string[]) => createHash(hashOf(algorithm)).update(parts.join(':')).digest('hex');
  const isSession = algorithm.endsWith('-SESS');
  const count = own.count.toString(16).padStart(8, '0');

  const secret = hash(account.username, realm, account.password);
  const first = isSession ? hash(secret, nonce, own.value) : secret;
  const second = hash(request.method, request.uri);
  const response =
    qop === undefined ? hash(first, nonce, second) : hash(first, nonce, count, own.value, qop, second);

  const parameters = [
    `username="${account.username.replace(/["\\]/g, '\\$&')}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${request.uri}"`,
    `response="${response}"`,
    `algorithm=${algorithm.replace('-SESS', '-sess')}`,
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(qop === undefined ? [] : [`qop=${qop}`, `nc=${count}`]),
    ...(qop !== undefined || isSession ? [`cnonce="${own.value}"`] : []),
  ];
  return `Digest ${parameters.join(', ')}`;
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A page that nobody touches for so long asks to sign in again; in use it lasts as long as a refresh token. */
export const IDLE_MILLISECONDS = 30 * 60_000;

/** Cookies of the unit page. Over TLS they carry the prefix that binds them to this host alone (RFC 6265bis, §4.1.3). */
const NAMES = { session: 'lxq-unit', before: 'lxq-before', language: 'lxq-language' } as const;
export type CookieName = keyof typeof NAMES;

const nameOf = (request: FastifyRequest, name: CookieName) =>
  request.protocol === 'https' ? `__Host-${NAMES[name]}` : NAMES[name];

export function readCookie(request: FastifyRequest, name: CookieName): string | undefined {
  const wanted = `${nameOf(request, name)}=`;
  const pair = (request.headers.cookie ?? '').split(/;\s*/).find((one) => one.startsWith(wanted));
  const value = pair?.slice(wanted.length);
  return value !== undefined && /^[\w-]{1,200}$/.test(value) ? value : undefined;
}

/** @param seconds how long it is kept; undefined: until the browser ends; 0: gone */
export function writeCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  name: CookieName,
  value: string,
  seconds?: number,
): void {
  const parts = [`${nameOf(request, name)}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax'];
  if (request.protocol === 'https') parts.push('Secure');
  if (seconds !== undefined) parts.push(`Max-Age=${seconds}`);
  const before = reply.getHeader('Set-Cookie');
  const list = before === undefined ? [] : Array.isArray(before) ? before : [String(before)];
  reply.header('Set-Cookie', [
    ...list.filter((one) => !one.startsWith(`${nameOf(request, name)}=`)),
    parts.join('; '),
  ]);
}

/** What a form of a page proves itself by: known to whoever holds the cookie, and to nobody who can only send it. */
export const formTokenOf = (secret: string) =>
  createHmac('sha256', secret).update('form of a unit page').digest('base64url');

/**
 * Whether a form came from a page of ours: its token fits the cookie, and the browser does not say that it comes from
 * elsewhere (`Origin`, Fetch Metadata).
 */
export function isOwnForm(request: FastifyRequest, secret: string | undefined, token: string): boolean {
  if (secret === undefined) return false;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `${request.protocol}://${request.host}`) return false;
  const [given, expected] = [Buffer.from(token), Buffer.from(formTokenOf(secret))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** An address of ours to go on to; anything else leads to the list. */
export function ownAddress(next: string | undefined): string {
  return next !== undefined && /^\/unit(\/[\w/-]*)?(\?[\w=&.%-]*)?$/.test(next) ? next : '/unit';
}

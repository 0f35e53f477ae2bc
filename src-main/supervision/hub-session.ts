import { CodedError } from '#shared/domain/index.ts';
import { hubErrorSchema, type Session, sessionSchema } from '#shared/hub-protocol/index.ts';

/** An access token this near to its end is renewed before it is used, ms. */
const RENEW_BEFORE = 60_000;
const TIMEOUT_MILLISECONDS = 8_000;

/** Asks the hub as the person who is signed in. */
export interface HubSession {
  /** The session of a sign-in at the hub; null when nobody is signed in. It stays in memory. */
  set(session: Session | null): void;
  has(): boolean;
  /** @throws CodedError the hub's word, or `unreachable` */
  ask(method: 'GET' | 'POST', path: string, signal?: AbortSignal): Promise<Response>;
}

export function createHubSession(options: {
  readonly url: () => string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly wall: () => number;
}): HubSession {
  let session: Session | null = null;
  let renewing: Promise<string> | undefined;
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const url = options.url();
    if (url === undefined) throw new CodedError('unreachable', 'There is no hub.');
    const response = await options.fetch(`${url.replace(/\/+$/, '')}${path}`, { ...init, redirect: 'error' });
    if (response.ok) return response;
    const error = hubErrorSchema.safeParse(await response.json().catch(() => undefined));
    if (!error.success) throw new CodedError('unreachable', `HTTP ${response.status}`);
    throw new CodedError(error.data.code, error.data.message);
  };
  const renew = async (refreshToken: string): Promise<string> => {
    const response = await send('/v1/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken }),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    const next = sessionSchema.parse(await response.json());
    // Whoever signed out meanwhile stays out.
    if (session?.refreshToken === refreshToken) session = next;
    return next.accessToken;
  };
  const token = async (): Promise<string> => {
    if (session === null) throw new CodedError('unauthorized', 'Nobody is signed in at the hub.');
    if (session.accessExpiresAt - RENEW_BEFORE > options.wall()) return session.accessToken;
    // A refresh token serves once: whoever asks meanwhile waits for the same one.
    renewing ??= renew(session.refreshToken).finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
  return {
    set: (next) => {
      session = next;
    },
    has: () => session !== null,
    ask: async (method, path, signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS)) =>
      send(path, { method, headers: { authorization: `Bearer ${await token()}` }, signal }),
  };
}

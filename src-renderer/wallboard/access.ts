import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import { loginAnswerSchema, sessionSchema } from '#shared/hub-protocol/index.ts';
import { type Access, errorOf } from './source.ts';

const STORAGE_KEY = 'lianxinqiao.board';
/** An access token this near to its end is renewed before it is used, ms. */
const RENEW_BEFORE = 60_000;

const keptSchema = z.union([
  z.object({ kind: z.literal('key'), key: z.string().min(1) }),
  z.object({ kind: z.literal('session'), session: sessionSchema }),
]);
type Kept = z.infer<typeof keptSchema>;

function read(): Kept | undefined {
  try {
    return keptSchema.safeParse(JSON.parse(window.localStorage.getItem(STORAGE_KEY) ?? 'null')).data;
  } catch {
    return undefined; // What is no JSON is no sign-in.
  }
}

function keep(kept: Kept): void {
  window.localStorage.setItem(STORAGE_KEY, JSON.stringify(kept));
}

/**
 * Takes a key from behind the `#` of the address, which is never sent anywhere, keeps it and takes it out of the
 * address: so a kiosk can be started with it.
 */
export function takeKeyFromAddress(): void {
  const key = new URLSearchParams(window.location.hash.slice(1)).get('key');
  if (key === null || key === '') return;
  keep({ kind: 'key', key });
  window.history.replaceState(null, '', window.location.pathname + window.location.search);
}

export function isSignedIn(): boolean {
  return read() !== undefined;
}

export function forgetAccess(): void {
  window.localStorage.removeItem(STORAGE_KEY);
}

export function keepKey(key: string): void {
  keep({ kind: 'key', key: key.trim() });
}

async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    cache: 'no-store',
    redirect: 'error',
  });
  if (!response.ok) throw await errorOf(response);
  return response.json();
}

/** Signs a person in. @throws CodedError `unauthorized`, `too-many`, `unreachable` */
export async function signIn(id: string, password: string): Promise<void> {
  const { session } = loginAnswerSchema.parse(await post('/v1/login', { id, password }));
  keep({ kind: 'session', session });
}

/** The kept key, or the kept session, renewed in time. One renewal at once: a refresh token serves once. */
export function createAccess(now: () => number): Access {
  let renewing: Promise<string> | undefined;
  const renew = async (refreshToken: string) => {
    const session = sessionSchema.parse(await post('/v1/refresh', { refreshToken }));
    keep({ kind: 'session', session });
    return session.accessToken;
  };
  return {
    token: async () => {
      const kept = read();
      if (kept === undefined) throw new CodedError('unauthorized', 'Nobody is signed in here.');
      if (kept.kind === 'key') return kept.key;
      if (kept.session.accessExpiresAt - RENEW_BEFORE > now()) return kept.session.accessToken;
      renewing ??= renew(kept.session.refreshToken).finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
  };
}

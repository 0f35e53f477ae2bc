import { describe, expect, it } from 'vitest';
import { createHubSignIn } from './hub-sign-in.ts';

const staff = { id: 'limin', name: '李敏', role: 'operator' };
const accepted = {
  staff: { ...staff, unit: null, mustChangePassword: false },
  session: {
    accessToken: 'a'.repeat(32),
    accessExpiresAt: Date.UTC(2026, 10, 23),
    refreshToken: 'r'.repeat(32),
    refreshExpiresAt: Date.UTC(2026, 10, 24),
  },
  now: Date.UTC(2026, 10, 22),
  offline: { salt: Buffer.alloc(16, 1).toString('base64'), validUntil: Date.UTC(2027, 0, 1) },
};
type Fetch = typeof globalThis.fetch;

/** A hub that answers as told, and what it was asked. */
function door(
  answer: Fetch | { status: number; body: unknown },
  hub: { url: string; token: string } | null = null,
) {
  const asked: Array<{ url: string; init: RequestInit | undefined }> = [];
  const timers: Array<{ milliseconds: number; run: () => void; on: boolean }> = [];
  const respond: Fetch =
    typeof answer === 'function'
      ? answer
      : () =>
          Promise.resolve(
            new Response(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body), {
              status: answer.status,
            }),
          );
  const signIn = createHubSignIn({
    hub: () => hub ?? { url: 'https://hub.example.invalid/', token: 'seat-token' },
    fetch: (url, init) => {
      asked.push({ url: String(url), init });
      return respond(url, init);
    },
    schedule: (milliseconds, run) => {
      const timer = { milliseconds, run, on: true };
      timers.push(timer);
      return () => {
        timer.on = false;
      };
    },
  });
  return { ask: () => signIn('limin', 'correct horse'), asked, timers };
}
const refusal = (code: string) => ({ code, message: 'No.' });

describe('sign-in at the hub', () => {
  it('SH-5 the hub is asked once, with the seat token in a header and the password in the body alone', async () => {
    const { ask, asked, timers } = door({ status: 200, body: accepted });
    expect(await ask()).toEqual({ kind: 'accepted', staff, offline: accepted.offline });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.url).toBe('https://hub.example.invalid/v1/login');
    expect(asked[0]?.init?.headers).toMatchObject({ authorization: 'Bearer seat-token' });
    expect(asked[0]?.init?.body).toBe(JSON.stringify({ id: 'limin', password: 'correct horse' }));
    expect(timers.map(({ on }) => on)).toEqual([false]);
  });

  it('SH-5 an account of a handling unit is right at the hub and has no seat here', async () => {
    const body = { ...accepted, staff: { ...accepted.staff, role: 'unit', unit: '市供热公司' } };
    expect(await door({ status: 200, body }).ask()).toEqual({ kind: 'refused' });
  });

  it.each([
    [401, 'unauthorized', 'refused'],
    [403, 'revoked', 'refused'],
    [429, 'too-many', 'paused'],
    [409, 'put-back', 'unreachable'],
    [500, 'internal', 'unreachable'],
  ])('SH-5 %i «%s» in the words of the hub means «%s»', async (status, code, kind) => {
    expect(await door({ status, body: refusal(code) }).ask()).toEqual({ kind });
  });

  it.each([
    ['a proxy that refuses in HTML', { status: 403, body: '<html>Forbidden</html>' }],
    ['a proxy that asks for a log-in in JSON', { status: 401, body: { error: 'proxy' } }],
    ['an answer that is none', { status: 200, body: { hello: 'world' } }],
    ['no connection', () => Promise.reject(new TypeError('fetch failed'))],
  ] as const)('SH-5 %s locks nobody out: the hub counts as away', async (_, answer) => {
    expect(await door(answer).ask()).toEqual({ kind: 'unreachable' });
  });

  it('SH-5 a hub that does not answer in five seconds counts as away', async () => {
    const hangs: Fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    const { ask, timers } = door(hangs);
    const answer = ask();
    expect(timers[0]?.milliseconds).toBe(5_000);
    timers[0]?.run();
    expect(await answer).toEqual({ kind: 'unreachable' });
  });
});

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may talk to the loopback server. Any program of any user on this machine can reach the port, and any
 * web page the person opens can send requests to it, so three things are asked:
 *
 * - `Host` is our own address (a page that points its own name at 127.0.0.1 is refused: DNS rebinding);
 * - `Origin`, where there is one, is our own; a WebSocket must have it;
 * - a cookie that is only given for a one-time token, which only the person who started the program has.
 */
export interface Access {
  /** A fresh address that lets one browser in, once. */
  entryAddress(): string;
  /** Takes a token; true once for each that was made. */
  redeem(token: string): boolean;
  /** `Set-Cookie` for a browser that redeemed a token. */
  readonly cookie: string;
  /** Whether a header is the {@link windowProof} of this session. */
  mayAskForWindow(proof: string | undefined): boolean;
  /** Why a request is refused, or undefined when it may pass. */
  refuse(
    request: IncomingMessage,
    kind: 'entry' | 'page' | 'socket',
  ): 'wrong-host' | 'wrong-origin' | 'no-session' | undefined;
}

const COOKIE = 'lianxinqiao_session';

/**
 * What a second start shows to ask for the window. It is not the session itself: the port it is sent to may
 * have passed to another program since the word was left, and this buys nothing but a window.
 */
export function windowProof(session: string): string {
  return createHmac('sha256', session).update('window').digest('hex');
}

/**
 * @param port the port that is really listened on
 * @param session 32 random bytes in hex, kept across restarts so that an open window finds its way back
 */
export function createAccess(port: number, session: string): Access {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const tokens = new Set<string>();
  return {
    entryAddress: () => {
      const token = randomBytes(32).toString('base64url');
      tokens.add(token);
      return `http://127.0.0.1:${port}/enter?token=${token}`;
    },
    redeem: (token) => tokens.delete(token),
    cookie: `${COOKIE}=${session}; HttpOnly; SameSite=Strict; Path=/`,
    mayAskForWindow: (proof) => same(proof ?? '', windowProof(session)),
    refuse: (request, kind) => {
      const host = request.headers.host ?? '';
      if (!hosts.has(host)) return 'wrong-host';
      const origin = request.headers.origin;
      if (origin === undefined ? kind === 'socket' : origin !== `http://${host}`) return 'wrong-origin';
      if (kind !== 'entry' && !same(cookieOf(request), session)) return 'no-session';
      return undefined;
    },
  };
}

function cookieOf(request: IncomingMessage): string {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === COOKIE) return value;
  }
  return '';
}

/** Compares without telling by its duration how much was right. */
function same(given: string, wanted: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(wanted);
  return left.length === right.length && timingSafeEqual(left, right);
}

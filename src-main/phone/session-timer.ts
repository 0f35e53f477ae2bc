import type { Schedule } from './transport/index.ts';

/** Who refreshes a session (RFC 4028 section 4): the side that sent the request in question, or the other. */
export type Refresher = 'uac' | 'uas';

export interface SessionExpires {
  readonly seconds: number;
  readonly refresher: Refresher | undefined;
}

/** The shortest session that RFC 4028 allows (section 5), seconds; ours too. */
export const SHORTEST_SESSION_SECONDS = 90;
/** Longer ones are as good as none, and their timers overflow. */
const LONGEST_SESSION_SECONDS = 86_400;

/** Reads `Session-Expires: 1800;refresher=uac` (its short form is `x`); undefined when it says nothing usable. */
export function parseSessionExpires(value: string | undefined): SessionExpires | undefined {
  const [head = '', ...parameters] = (value ?? '').slice(0, 256).split(';');
  const digits = /^\s*(\d{1,9})\s*$/.exec(head)?.[1];
  if (digits === undefined || Number(digits) === 0) return undefined;
  const refresher = parameters
    .map((parameter) => /^\s*refresher\s*=\s*(uac|uas)\s*$/i.exec(parameter)?.[1]?.toLowerCase())
    .find((found) => found === 'uac' || found === 'uas');
  return { seconds: Math.min(Number(digits), LONGEST_SESSION_SECONDS), refresher };
}

/** Reads `Min-SE`, seconds; undefined when it says nothing usable. */
export function parseMinimum(value: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,9})/.exec(value ?? '')?.[1];
  return digits === undefined ? undefined : Math.min(Number(digits), LONGEST_SESSION_SECONDS);
}

export interface SessionRequest {
  readonly expires: SessionExpires | undefined;
  /** Whether the other side lists `timer` in Supported. */
  readonly supported: boolean;
}

/**
 * What our 2xx to an INVITE agrees on (RFC 4028 section 9, table 2), or undefined for no session timer. The
 * refresher is named as the request's sides: `uas` is we. Where the choice is ours, who asked for it refreshes.
 *
 * @param ownSeconds what we ask for where the other side does not; 0 leaves it to them
 */
export function agreeAsServer(request: SessionRequest, ownSeconds: number): SessionExpires | undefined {
  if (request.expires) {
    const refresher = request.supported ? (request.expires.refresher ?? 'uac') : 'uas';
    return { seconds: request.expires.seconds, refresher };
  }
  return request.supported && ownSeconds > 0 ? { seconds: ownSeconds, refresher: 'uas' } : undefined;
}

interface Headers {
  getHeader(name: string): string | undefined;
  getHeaders(name: string): string[];
}

/** What an INVITE says of session timers. */
export function sessionRequestOf(message: Headers): SessionRequest {
  return {
    expires: parseSessionExpires(message.getHeader('Session-Expires') ?? message.getHeader('x')),
    supported: message.getHeaders('Supported').some((value) => /\btimer\b/i.test(value)),
  };
}

/** Headers of our 2xx that say what was agreed on (RFC 4028 section 9). */
export function serverHeaders(agreed: SessionExpires | undefined, request: SessionRequest): string[] {
  if (!agreed) return [];
  const expires = `Session-Expires: ${agreed.seconds};refresher=${agreed.refresher ?? 'uas'}`;
  return request.supported ? [expires, 'Require: timer'] : [expires];
}

/** What is agreed on and who keeps it. */
export interface Agreement {
  readonly seconds: number;
  /** Whether the refreshes are ours to send. */
  readonly ours: boolean;
}

export interface SessionTimerOptions {
  readonly schedule: Schedule;
  /** Half the time is over and the refresh is ours to send; again at half of what remains, while none succeeds. */
  readonly onRefreshDue: () => void;
  /** The other side has not refreshed: the session is over (section 10). */
  readonly onExpired: () => void;
}

export interface SessionTimer {
  /** A 2xx to an INVITE of either side has agreed on this; undefined: no timer any more. */
  agreed(agreement: Agreement | undefined): void;
  stop(): void;
}

/**
 * Keeps a session alive, or notices that it is not.
 *
 * ```
 *          agreed(ours)                       half over: onRefreshDue
 *   idle ──────────────▶ ours ───────────────────────────┐
 *    │                    ▲ └────────────────────────────┘  again after half of what remains,
 *    │                    │  2xx to a refresh: agreed(…)     never sooner than 10 s
 *    │  agreed(theirs)    ▼
 *    └──────────────▶ theirs ── expiry − min(32 s, a third) ──▶ onExpired, idle
 * ```
 *
 * A refresh of ours that fails does not end the call: signalling lost is not call lost, and silence is
 * noticed by its packets.
 */
export function createSessionTimer(options: SessionTimerOptions): SessionTimer {
  const { schedule } = options;
  let cancel: () => void = () => undefined;

  const refreshAfter = (milliseconds: number) => {
    cancel = schedule(milliseconds, () => {
      refreshAfter(Math.max(SHORTEST_RETRY_MILLISECONDS, milliseconds / 2));
      options.onRefreshDue();
    });
  };

  return {
    agreed: (agreement) => {
      cancel();
      cancel = () => undefined;
      if (!agreement) return;
      const milliseconds = agreement.seconds * 1000;
      if (agreement.ours) return refreshAfter(milliseconds / 2);
      cancel = schedule(milliseconds - Math.min(32_000, milliseconds / 3), options.onExpired);
    },
    stop: () => {
      cancel();
      cancel = () => undefined;
    },
  };
}

const SHORTEST_RETRY_MILLISECONDS = 10_000;

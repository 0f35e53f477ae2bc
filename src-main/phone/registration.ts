import type { Registration } from '#shared/contract/index.ts';
import type { Clock } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { Schedule } from './transport/index.ts';

/** How the registrar answered one REGISTER. */
export type RegisterOutcome =
  | { readonly kind: 'accepted'; readonly expiresSeconds: number }
  /** 423 Interval Too Brief with its Min-Expires. */
  | { readonly kind: 'too-brief'; readonly minimumSeconds: number }
  | { readonly kind: 'refused'; readonly statusCode: number; readonly retryAfterSeconds: number | undefined };

export interface RegistrationOptions {
  /** Opens the socket; resolves at once when it is open. */
  readonly connect: () => Promise<void>;
  readonly isConnected: () => boolean;
  /** Sends one REGISTER, with credentials if challenged; 0 removes the binding. */
  readonly register: (expiresSeconds: number) => Promise<RegisterOutcome>;
  readonly expiresSeconds: number;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly onChanged: (registration: Registration) => void;
}

export interface RegistrationMachine {
  state(): Registration;
  start(): void;
  /** The socket closed under us. */
  connectionLost(): void;
  /** Removes the binding if there is one, for at most a second. */
  stop(): Promise<void>;
}

const FIRST_RETRY_MILLISECONDS = 500;
const LONGEST_RETRY_MILLISECONDS = 10_000;
const FAILED_RETRY_MILLISECONDS = 60_000;
const LONGEST_RETRY_AFTER_SECONDS = 60;
const ANSWER_LIMIT_MILLISECONDS = 8_000;
const UNREGISTER_LIMIT_MILLISECONDS = 1_000;
const SHORTEST_REFRESH_MILLISECONDS = 5_000;
const LONGEST_EXPIRES_SECONDS = 86_400;

/**
 * Milliseconds to wait before retry `failures` (0 is the first): at most 0.5 s, then doubling up to 10 s, at
 * random in the upper half, so that the seats of a centre do not all come back in one instant.
 */
export function retryDelay(failures: number, random: () => number): number {
  if (failures === 0) return random() * FIRST_RETRY_MILLISECONDS;
  const longest = Math.min(LONGEST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** failures);
  return longest * (0.5 + random() / 2);
}

/**
 * Keeps the seat registered.
 *
 * ```
 *        start()
 *           │
 *           ▼           REGISTER 200
 *      connecting ───────────────────────▶ registered ◀─┐
 *       │      │                            │  │   └────┘ refresh at 80 % of the lifetime
 *       │      │ socket refused,            │  │ socket closed or dead,
 *       │      │ no answer, 408 480 5xx     │  │ refresh unanswered or 5xx
 *       │      ▼                            │  │
 *       │   unreachable ◀───────────────────┼──┘
 *       │      │  ▲ │ 200 ─▶ registered     │
 *       │      │  └─┘ again after ≤ 0.5 s … 10 s
 *       │      │                            │
 *       │      │ 401 403 404 …              │ refresh refused: 401 403 404 …
 *       ▼      ▼                            ▼
 *      failed ◀─────────────────────────────┘
 *       └─┘ again every 60 s, state and status code unchanged
 * ```
 *
 * In `failed` a closed socket changes nothing: some exchanges close it after each refusal, and hastening the
 * retry would lock the account.
 *
 * Each attempt is one REGISTER of its own; sip.js's Registerer is not used, because it waits for the answer
 * to a request that died with the socket, refreshes at once for ever when the 200 carries its lifetime in
 * Expires only, and does not tell the status code of a refused refresh.
 */
export function createRegistration(options: RegistrationOptions): RegistrationMachine {
  const { clock, schedule, random, log } = options;
  let current: Registration = {
    state: 'connecting',
    statusCode: null,
    since: clock.wall(),
    server: 1,
    servers: 1,
  };
  let expiresSeconds = options.expiresSeconds;
  let failures = 0;
  /** Counts attempts, so that what an abandoned one brings later is ignored. */
  let attempts = 0;
  let stopped = true;
  let cancelTimer: () => void = () => undefined;
  let abandonAnswer: () => void = () => undefined;

  const enter = (state: Registration['state'], statusCode: number | null) => {
    if (current.state === state && current.statusCode === statusCode) return;
    current = { state, statusCode, since: clock.wall(), server: 1, servers: 1 };
    log[state === 'registered' ? 'info' : 'warn']('registration-changed', { state, statusCode });
    options.onChanged(current);
  };

  const later = (milliseconds: number) => {
    cancelTimer();
    cancelTimer = schedule(milliseconds, () => void attempt());
  };

  const unreachable = (statusCode: number | null, atLeastMilliseconds = 0) => {
    enter('unreachable', statusCode);
    later(Math.max(retryDelay(failures++, random), atLeastMilliseconds));
  };

  /** The answer, or undefined when none came in time or the request could not be made. */
  const answerTo = (sent: Promise<RegisterOutcome>, limitMilliseconds: number) =>
    new Promise<RegisterOutcome | undefined>((resolve) => {
      const cancel = schedule(limitMilliseconds, () => resolve(undefined));
      const settle = (outcome: RegisterOutcome | undefined) => {
        cancel();
        resolve(outcome);
      };
      abandonAnswer = () => settle(undefined);
      sent.then(settle, () => {
        log.error('register-not-sent');
        settle(undefined);
      });
    });

  const attempt = async () => {
    const mine = ++attempts;
    const superseded = () => stopped || mine !== attempts;
    // A wrong password stays on screen until something else is true; a lost connection within is no news.
    const wasFailed = current.state === 'failed';
    try {
      await options.connect();
    } catch {
      // Why it failed is in the state: the socket could not be opened.
      if (superseded()) return;
      return wasFailed ? later(FAILED_RETRY_MILLISECONDS) : unreachable(null);
    }
    if (superseded()) return;
    const outcome = await answerTo(options.register(expiresSeconds), ANSWER_LIMIT_MILLISECONDS);
    if (superseded()) return;
    if (outcome?.kind === 'accepted') {
      failures = 0;
      enter('registered', null);
      const lifetime = Math.min(outcome.expiresSeconds, LONGEST_EXPIRES_SECONDS) * 1000;
      return later(Math.max(SHORTEST_REFRESH_MILLISECONDS, lifetime * 0.8));
    }
    if (outcome?.kind === 'too-brief') {
      const longer = Math.min(outcome.minimumSeconds, LONGEST_EXPIRES_SECONDS);
      if (longer > expiresSeconds) {
        expiresSeconds = longer;
        return void attempt();
      }
      enter('failed', 423);
      return later(FAILED_RETRY_MILLISECONDS);
    }
    const statusCode = outcome?.statusCode ?? 408;
    if (isTemporary(statusCode)) {
      const retryAfter = Math.min(outcome?.retryAfterSeconds ?? 0, LONGEST_RETRY_AFTER_SECONDS);
      return unreachable(statusCode, retryAfter * 1000);
    }
    enter('failed', statusCode);
    later(FAILED_RETRY_MILLISECONDS);
  };

  return {
    state: () => current,
    start: () => {
      stopped = false;
      void attempt();
    },
    connectionLost: () => {
      if (stopped) return;
      attempts++;
      abandonAnswer();
      if (current.state === 'failed') later(FAILED_RETRY_MILLISECONDS);
      else unreachable(null);
    },
    stop: async () => {
      const wasRegistered = current.state === 'registered';
      stopped = true;
      attempts++;
      abandonAnswer();
      cancelTimer();
      if (wasRegistered && options.isConnected()) {
        await answerTo(options.register(0), UNREGISTER_LIMIT_MILLISECONDS);
      }
    },
  };
}

/** Request Timeout, Temporarily Unavailable, Too Many Requests and all server failures pass by themselves. */
function isTemporary(statusCode: number): boolean {
  return statusCode === 408 || statusCode === 480 || statusCode === 429 || Math.floor(statusCode / 100) === 5;
}

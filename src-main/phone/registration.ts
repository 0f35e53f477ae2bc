import type { Registration } from '#shared/contract/index.ts';
import { type Clock, codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import { refreshDelay, refusedDelay, retryDelay } from './registration-delays.ts';
import { probeBetter } from './registration-probing.ts';
import type { RegisterOutcome, Signalling } from './registration-request.ts';
import type { Surroundings } from './registration-surroundings.ts';
import type { Schedule } from './transport/index.ts';

export { retryDelay };

export interface RegistrationOptions {
  readonly signalling: Signalling;
  /** How many servers there are, in the order in which they are to serve. */
  readonly servers: number;
  /** Whether a call lives, which a move to a better server would disturb. */
  readonly isBusy: () => boolean;
  readonly surroundings: Surroundings;
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
  /** The connection broke or its server fell silent. */
  connectionLost(): void;
  /** Removes the binding if there is one, for at most a second. */
  stop(): Promise<void>;
}

const LONGEST_RETRY_AFTER_SECONDS = 60;
const ANSWER_LIMIT_MILLISECONDS = 4_000;
const UNREGISTER_LIMIT_MILLISECONDS = 1_000;
/** A registration that held for less is no success: its server takes REGISTERs and drops connections. */
const SETTLED_MILLISECONDS = 10_000;
/** For a connection to be found dead after a change of network, before it is registered anew. */
const NETWORK_CHECK_MILLISECONDS = 2_000;
/** How long a server is left alone that could not be moved to, or refuses an account that another takes. */
const REST_MILLISECONDS = 60_000;
const LONGEST_EXPIRES_SECONDS = 86_400;
/** Requests in one attempt: the first, after 423 with a longer lifetime, and with the Contact that was learned. */
const MOST_REQUESTS = 3;

/**
 * Keeps the seat registered with one of its servers. Rules: docs/spec/registration.md.
 *
 * ```
 *        start()
 *           │
 *           ▼           REGISTER 200
 *      connecting ───────────────────────▶ registered ◀─┐
 *       │      │ ▲                          │  │  │ └────┘ refresh at 70 to 85 % of the lifetime
 *       │      │ │ two good probes of a     │  │  │
 *       │      │ └── better server, no call ┘  │  │ connection closed or silent,
 *       │      │ no connection,                │  │ refresh unanswered, 3xx 408 480 5xx
 *       │      │ no answer, 3xx 408 480 5xx    │  │
 *       │      ▼                               │  │
 *       │   unreachable ◀──────────────────────┼──┘
 *       │      │  ▲ │ 200 ─▶ registered        │
 *       │      │  └─┘ the next server, after ≤ 0.5 s; ever slower up to 10 s
 *       │      │                               │
 *       │      │ 401 403 404 …                 │ refresh refused: 401 403 404 …
 *       ▼      ▼                               ▼
 *      failed ◀────────────────────────────────┘
 *       └─┘ again after 1 min, 2 min … 10 min, state and status code unchanged
 * ```
 *
 * In `failed` a closed connection changes nothing: some exchanges close it after each refusal, and hastening the
 * retry would lock the account. A refusal is the account's fault unless another server has taken the account;
 * then it is that server's, and the next one is tried.
 *
 * Each attempt has REGISTERs of its own; sip.js's Registerer is not used, because it waits for the answer to a
 * request that died with the connection, refreshes at once for ever when the 200 carries its lifetime in Expires
 * only, and does not tell the status code of a refused refresh.
 */
export function createRegistration(options: RegistrationOptions): RegistrationMachine {
  const { signalling, servers, clock, schedule, random, log } = options;
  let current: Registration = {
    state: 'connecting',
    statusCode: null,
    since: clock.wall(),
    server: 1,
    servers,
  };
  /** In use or being tried. */
  let server = 0;
  let expiresSeconds = options.expiresSeconds;
  /** Attempts without success since the last registration that settled. */
  let failures = 0;
  /** Refusals of the account in a row. */
  let refusals = 0;
  let registeredAt = 0;
  /** Servers that have taken the account, and when the others may be tried again, on the monotonic clock. */
  const accepted = new Set<number>();
  const restsUntil = new Map<number, number>();
  /** Counts attempts, so that what an abandoned one brings later is ignored. */
  let attempts = 0;
  let isTrying = false;
  let stopped = true;
  let cancelTimer: () => void = () => undefined;
  let cancelProbe: () => void = () => undefined;
  let abandonAnswer: () => void = () => undefined;
  let stopWatching: () => void = () => undefined;

  const enter = (state: Registration['state'], statusCode: number | null, reason?: string) => {
    const isNews = current.state !== state || current.statusCode !== statusCode || current.reason !== reason;
    if (!isNews && current.server === server + 1) return;
    const since = isNews ? clock.wall() : current.since;
    const why = reason === undefined ? {} : { reason };
    current = { state, statusCode, ...why, since, server: server + 1, servers };
    const fields = { state, statusCode, server: current.server, ...why };
    if (isNews) log[state === 'registered' ? 'info' : 'warn']('registration-changed', fields);
    options.onChanged(current);
  };

  const later = (milliseconds: number) => {
    cancelTimer();
    cancelTimer = schedule(milliseconds, () => void attempt());
  };

  const restFor = (milliseconds: number) => {
    if (milliseconds > 0) restsUntil.set(server, clock.monotonic() + milliseconds);
  };
  const restLeft = (one: number) => Math.max(0, (restsUntil.get(one) ?? 0) - clock.monotonic());

  /** The server after this one that may be tried; if none may, the one that may first. */
  const nextServer = () => {
    const others = Array.from({ length: servers }, (_, index) => (server + 1 + index) % servers);
    return others.reduce((best, one) => (restLeft(one) < restLeft(best) ? one : best));
  };

  const unreachable = (statusCode: number | null, restMilliseconds = 0, reason?: string) => {
    cancelProbe();
    restFor(restMilliseconds);
    server = nextServer();
    enter('unreachable', statusCode, reason);
    const round = Math.floor(failures++ / servers);
    later(Math.max(retryDelay(round, random), restLeft(server)));
  };

  const failed = (statusCode: number, reason?: string) => {
    if ([...accepted].some((one) => one !== server)) return unreachable(statusCode, REST_MILLISECONDS);
    cancelProbe();
    enter('failed', statusCode, reason);
    later(refusedDelay(++refusals));
  };

  const registered = (lifetimeSeconds: number) => {
    if (current.state !== 'registered') registeredAt = clock.monotonic();
    accepted.add(server);
    restsUntil.delete(server);
    refusals = 0;
    enter('registered', null);
    later(refreshDelay(lifetimeSeconds, random));
    cancelProbe();
    if (server > 0) cancelProbe = probe();
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

  /** Registers over the open connection, again where the answer asks for it. */
  const requestBinding = async (isSuperseded: () => boolean) => {
    for (let request = 1; ; request++) {
      const outcome = await answerTo(signalling.register(expiresSeconds), ANSWER_LIMIT_MILLISECONDS);
      const isLast = isSuperseded() || request === MOST_REQUESTS;
      const wanted = outcome?.kind === 'too-brief' ? outcome.minimumSeconds : 0;
      const longer = Math.min(wanted, LONGEST_EXPIRES_SECONDS);
      const isWorthAnother = longer > expiresSeconds || (outcome?.kind === 'accepted' && outcome.isMisplaced);
      if (isLast || !isWorthAnother) return outcome;
      expiresSeconds = Math.max(expiresSeconds, longer);
    }
  };

  const attempt = async () => {
    cancelTimer();
    isTrying = true;
    const mine = ++attempts;
    const isSuperseded = () => stopped || mine !== attempts;
    // A wrong password stays on screen until something else is true; a lost connection within is no news.
    const wasFailed = current.state === 'failed';
    try {
      await signalling.connect(server);
    } catch (error) {
      if (isSuperseded()) return;
      isTrying = false;
      if (!wasFailed) return unreachable(null, 0, codeOf(error));
      server = nextServer();
      return later(refusedDelay(refusals));
    }
    if (isSuperseded()) return;
    const outcome = await requestBinding(isSuperseded);
    if (isSuperseded()) return;
    isTrying = false;
    if (outcome?.kind === 'accepted') return registered(outcome.expiresSeconds);
    if (outcome?.kind === 'too-brief') return failed(423);
    // A second REGISTER must not be under way beside one that may still be answered (RFC 3261 section 10.2).
    if (outcome === undefined) void signalling.disconnect();
    const statusCode = outcome?.statusCode ?? 408;
    if (!isPassing(statusCode)) return failed(statusCode, outcome?.challengeRefusal);
    const retryAfter = Math.min(outcome?.retryAfterSeconds ?? 0, LONGEST_RETRY_AFTER_SECONDS);
    leaveRegistered();
    unreachable(statusCode, retryAfter * 1000);
  };

  /** A registration that held makes the failures before it forgotten. */
  const leaveRegistered = () => {
    if (current.state !== 'registered') return;
    if (clock.monotonic() - registeredAt >= SETTLED_MILLISECONDS) failures = 0;
  };

  const probe = () =>
    probeBetter({
      servers: server,
      probe: async (better) => restLeft(better) === 0 && (await signalling.probe(better)),
      schedule,
      random,
      mayMove: () => !isTrying && !options.isBusy(),
      onBetter: (better) => void move(better),
    });

  const move = async (better: number) => {
    cancelProbe();
    cancelTimer();
    isTrying = true;
    const mine = ++attempts;
    // The exchange must not ring a seat that has gone.
    await answerTo(signalling.register(0), UNREGISTER_LIMIT_MILLISECONDS);
    if (stopped || mine !== attempts) return;
    leaveRegistered();
    server = better;
    // Should it not take us after all, the others come first.
    restFor(REST_MILLISECONDS);
    enter('connecting', null);
    void attempt();
  };

  /** The computer has slept or its addresses are others. */
  const surroundingsChanged = () => {
    signalling.networkChanged();
    if (isTrying || current.state === 'failed') return;
    if (current.state === 'registered') return later(NETWORK_CHECK_MILLISECONDS);
    server = 0;
    failures = 0;
    later(0);
  };

  return {
    state: () => current,
    start: () => {
      stopped = false;
      stopWatching = options.surroundings(surroundingsChanged);
      void attempt();
    },
    connectionLost: () => {
      if (stopped) return;
      attempts++;
      isTrying = false;
      abandonAnswer();
      leaveRegistered();
      if (current.state === 'failed') later(refusedDelay(refusals));
      else unreachable(null);
    },
    stop: async () => {
      const wasRegistered = current.state === 'registered';
      stopped = true;
      attempts++;
      abandonAnswer();
      cancelTimer();
      cancelProbe();
      stopWatching();
      if (wasRegistered && signalling.isConnected()) {
        await answerTo(signalling.register(0), UNREGISTER_LIMIT_MILLISECONDS);
      }
    },
  };
}

/** Whether a refusal says nothing about the account: redirections, timeouts, overload, faults of the server. */
function isPassing(statusCode: number): boolean {
  return [408, 429, 480].includes(statusCode) || [3, 5].includes(Math.floor(statusCode / 100));
}

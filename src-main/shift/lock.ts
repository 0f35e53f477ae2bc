import { type Clock, CodedError } from '#shared/domain/index.ts';
import { isSecret, type Verifier } from './verifier.ts';

/** What a person's lock is opened with; kept with the session, so that a restart does not open it. */
export interface LockSecrets {
  readonly password: Verifier | null;
  readonly pin: Verifier | null;
}

export interface LockOptions {
  readonly clock: Clock;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly seatKey: Buffer;
  /** As it is now; null: never. */
  readonly idleMinutes: () => number | null;
  /** While a call is on nobody is away. */
  readonly isBusy: () => boolean;
  readonly onChanged: () => void;
}

/** Wrong codes before only the password opens: four digits are soon tried through. */
const PIN_ATTEMPTS = 5;
const PAUSE_MILLISECONDS = 30_000;

/**
 * The seat's lock.
 *
 * ```
 *   open ── key, idle, restart ──▶ locked by code ── five wrong ──▶ locked by password
 *    ▲                              │ right code                     │ right password
 *    └──────────────────────────────┴────────────────────────────────┘
 * ```
 */
export interface Lock {
  isLocked(): boolean;
  unlockBy(): 'pin' | 'password' | 'none';
  /** Somebody has signed in; `null` signs out. */
  renew(secrets: LockSecrets | null, locked: boolean): void;
  lock(): void;
  /** @throws CodedError `unlock-refused`, `unlock-by-password`, `sign-in-paused` */
  unlock(secret: string): Promise<void>;
  touched(): void;
  /** The idle minutes are others now. */
  settingsChanged(): void;
  stop(): void;
}

export function createLock(options: LockOptions): Lock {
  const { clock, seatKey } = options;
  let secrets: LockSecrets | null = null;
  let locked = false;
  let failures = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let touchedAt = clock.monotonic();
  let cancelIdle: () => void = () => undefined;

  const unlockBy = (): 'pin' | 'password' | 'none' => {
    if (secrets?.pin && failures < PIN_ATTEMPTS) return 'pin';
    return secrets?.password ? 'password' : 'none';
  };
  const watch = () => {
    cancelIdle();
    const minutes = options.idleMinutes();
    if (minutes === null || !secrets || locked) return;
    const limit = minutes * 60_000;
    const left = touchedAt + limit - clock.monotonic();
    cancelIdle = options.schedule(Math.max(left, 1_000), () => {
      if (options.isBusy()) touchedAt = clock.monotonic();
      // Nobody could open it again in practice, and nothing there needs it.
      if (clock.monotonic() - touchedAt >= limit && unlockBy() !== 'none') enter(true);
      else watch();
    });
  };
  const enter = (now: boolean) => {
    if (locked === now) return;
    locked = now;
    touchedAt = clock.monotonic();
    watch();
    options.onChanged();
  };

  return {
    isLocked: () => locked,
    unlockBy,
    renew: (given, startsLocked) => {
      secrets = given;
      failures = 0;
      touchedAt = clock.monotonic();
      locked = given !== null && startsLocked;
      watch();
    },
    lock: () => {
      if (secrets) enter(true);
    },
    unlock: async (secret) => {
      if (!locked) return;
      const by = unlockBy();
      if (by === 'none') return enter(false);
      if (clock.monotonic() < pausedUntil) {
        throw new CodedError('sign-in-paused', 'Too many wrong attempts; wait half a minute.');
      }
      const isRight = async (verifier: Verifier | null | undefined) =>
        verifier !== null && verifier !== undefined && (await isSecret(secret, verifier, seatKey));
      // Who types the password where the code is asked for is let in as well.
      if ((by === 'pin' && (await isRight(secrets?.pin))) || (await isRight(secrets?.password))) {
        failures = 0;
        return enter(false);
      }
      failures += 1;
      if (by === 'password' && failures % PIN_ATTEMPTS === 0) {
        pausedUntil = clock.monotonic() + PAUSE_MILLISECONDS;
      }
      options.onChanged();
      if (by === 'pin' && unlockBy() !== 'pin') {
        throw new CodedError('unlock-by-password', 'Too many wrong codes; now only the password opens.');
      }
      throw new CodedError('unlock-refused', 'That is not it.');
    },
    touched: () => {
      touchedAt = clock.monotonic();
    },
    settingsChanged: watch,
    stop: () => cancelIdle(),
  };
}

import { z } from 'zod';
import { type Clock, CodedError, type Staff, staffSchema } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import { isSecret, makeVerifier, type Verifier, verifierSchema } from './verifier.ts';

/** What the hub says of a name and a password. */
export type HubSignIn =
  | {
      readonly kind: 'accepted';
      readonly staff: Staff;
      /** Salt and last day of sign-ins without the hub; null where the centre forbids them. */
      readonly offline: { readonly salt: string; readonly validUntil: number } | null;
    }
  /** Wrong, or not allowed any more. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'unreachable' };

/** Somebody who has signed in here before. */
const rememberedSchema = z.object({
  staff: staffSchema,
  verifier: verifierSchema,
  /** Epoch ms. */
  validUntil: z.number(),
});
const rememberedListSchema = z.array(rememberedSchema).max(50);
type Remembered = z.infer<typeof rememberedSchema>;

export interface SignInOptions {
  readonly seatKey: Buffer;
  readonly clock: Clock;
  readonly log: Log;
  /** Asks the hub; undefined where the seat works by its own list. */
  readonly hub: ((id: string, password: string) => Promise<HubSignIn>) | undefined;
  /** People of the seat's own list. */
  readonly operators: ReadonlyArray<{ readonly staff: Staff; readonly verifier: Verifier }>;
  readonly offlineDays: () => number;
  readonly load: () => string | undefined;
  readonly save: (text: string) => void;
}

export interface SignIn {
  /**
   * Who it is, and who vouches for them.
   *
   * @throws CodedError `sign-in-refused`, `sign-in-unknown-here`, `sign-in-paused`
   */
  verify(
    id: string,
    password: string,
  ): Promise<{ staff: Staff; verifiedBy: 'hub' | 'seat'; verifier: Verifier }>;
  /** Those who could sign in here without the hub, the last one first, then the seat's own list. */
  known(): Staff[];
}

const DAY_MILLISECONDS = 86_400_000;
const ATTEMPTS = 5;
const PAUSE_MILLISECONDS = 30_000;

export function createSignIn(options: SignInOptions): SignIn {
  const { clock, seatKey } = options;
  let remembered = read();
  let failures = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const keep = (list: readonly Remembered[]) => {
    remembered = list.slice(0, 50);
    options.save(JSON.stringify(remembered));
  };
  const refused = (): CodedError => {
    failures += 1;
    if (failures % ATTEMPTS === 0) pausedUntil = clock.monotonic() + PAUSE_MILLISECONDS;
    return new CodedError('sign-in-refused', 'Name or password is wrong.');
  };
  const remember = async (
    staff: Staff,
    password: string,
    offline: { salt: string; validUntil: number } | null,
  ) => {
    const verifier = await makeVerifier(password, seatKey, offline?.salt);
    const others = remembered.filter((one) => one.staff.id !== staff.id);
    const latest = clock.wall() + options.offlineDays() * DAY_MILLISECONDS;
    const validUntil = offline ? Math.min(offline.validUntil, latest) : 0;
    keep([{ staff, verifier, validUntil }, ...others]);
    return verifier;
  };

  const bySeat = async (id: string, password: string) => {
    const own = options.operators.find(({ staff }) => staff.id === id);
    const before = remembered.find(({ staff, validUntil }) => staff.id === id && validUntil > clock.wall());
    const known = own ?? before;
    if (!known) {
      // As slow as a wrong password, so that the time does not tell who works here.
      await makeVerifier(password, seatKey);
      if (options.hub)
        throw new CodedError(
          'sign-in-unknown-here',
          'The hub is away, and this person has not signed in here before.',
        );
      throw refused();
    }
    if (!(await isSecret(password, known.verifier, seatKey))) throw refused();
    return { staff: known.staff, verifiedBy: 'seat' as const, verifier: known.verifier };
  };

  return {
    verify: async (id, password) => {
      if (clock.monotonic() < pausedUntil) {
        throw new CodedError('sign-in-paused', 'Too many wrong attempts; wait half a minute.');
      }
      const answer = await options.hub?.(id, password);
      if (answer?.kind === 'paused') throw new CodedError('sign-in-paused', 'The hub asks to wait.');
      if (answer?.kind === 'refused') {
        // Somebody whom the hub does not know any more is not let in behind its back.
        if (remembered.some(({ staff }) => staff.id === id)) {
          const gone = remembered.find(({ staff }) => staff.id === id);
          const isRight = gone && (await isSecret(password, gone.verifier, seatKey));
          if (isRight) keep(remembered.filter(({ staff }) => staff.id !== id));
        }
        throw refused();
      }
      if (answer?.kind === 'accepted') {
        failures = 0;
        const verifier = await remember(answer.staff, password, answer.offline);
        return { staff: answer.staff, verifiedBy: 'hub', verifier };
      }
      const found = await bySeat(id, password);
      failures = 0;
      return found;
    },
    known: () => {
      const before = remembered.filter(({ validUntil }) => validUntil > clock.wall());
      const own = options.operators.filter(({ staff }) => !before.some((one) => one.staff.id === staff.id));
      return [...before, ...own].map(({ staff }) => staff);
    },
  };

  function read(): Remembered[] {
    const text = options.load();
    if (text === undefined) return [];
    try {
      return rememberedListSchema.parse(JSON.parse(text));
    } catch {
      // Of another version: they sign in at the hub once more.
      options.log.warn('sign-ins-not-read');
      return [];
    }
  }
}

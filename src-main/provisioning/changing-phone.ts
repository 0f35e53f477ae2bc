import { isDeepStrictEqual } from 'node:util';
import { CodedError, codeOf } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import type { Log } from '../log/index.ts';
import type { Phone, PhoneOptions } from '../phone/index.ts';
import { type ShuttablePorts, shuttablePorts } from './ports.ts';

/** A phone whose account may change while it stands; to everybody else it is one phone. */
export interface ChangingPhone extends Phone {
  /** The account that it has, or is about to get. */
  account(): ExchangeSettings;
  /** Takes another account as soon as the line is free; the last one given stands. */
  takeAccount(account: ExchangeSettings): void;
}

/**
 * One phone after the other, each with one account for its whole life (docs/spec/provisioning.md, PV-4).
 * ```
 *              takeAccount              no call is on              the old one is gone
 *   in service ─────────▶ waiting ─────────────────▶ changing ───────────────────────▶ in service
 *                           ╰─ the account it has already ─▶ in service
 * ```
 * @param make makes a phone for an account, with its own doors to the page
 */
export function createChangingPhone(options: {
  readonly account: ExchangeSettings;
  readonly make: (account: ExchangeSettings, ports: Pick<PhoneOptions, 'media' | 'sound'>) => Phone;
  readonly media: PhoneOptions['media'];
  readonly sound: PhoneOptions['sound'];
  readonly log: Log;
  /** The phone with the new account stands and has not started. */
  readonly onAccount: () => void;
}): ChangingPhone {
  const { log } = options;
  type Listeners = {
    readonly [K in 'onChanged' | 'onLevels' | 'onRinging' | 'onEnded']: Parameters<Phone[K]>[0][];
  };
  const listeners: Listeners = { onChanged: [], onLevels: [], onRinging: [], onEnded: [] };
  let account = options.account;
  let wanted: ExchangeSettings | undefined;
  let started = false;
  let stopped = false;
  let changing: Promise<void> | undefined;
  let current: { phone: Phone; ports: ShuttablePorts } | undefined;
  const now = () => {
    if (current === undefined) throw new CodedError('not-started', 'The phone is not made yet.');
    return current;
  };

  const make = (): { phone: Phone; ports: ShuttablePorts } => {
    const ports = shuttablePorts(options.media, options.sound);
    const { media, sound } = ports;
    const phone = options.make(account, { media, ...(sound && { sound }) });
    const stands = () => current?.phone === phone;
    const tell = <T>(to: ReadonlyArray<(value: T) => void>, value: T) => {
      if (stands()) for (const listener of to) listener(value);
    };
    phone.onChanged((state) => {
      tell(listeners.onChanged, state);
      changeWhenFree();
    });
    phone.onLevels((levels) => tell(listeners.onLevels, levels));
    phone.onRinging((call) => tell(listeners.onRinging, call));
    phone.onEnded((call) => tell(listeners.onEnded, call));
    return { phone, ports };
  };

  const isFree = () =>
    now()
      .phone.state()
      .calls.every(({ state }) => state === 'ended');

  const change = async () => {
    while (wanted !== undefined && !stopped && isFree()) {
      const next = wanted;
      wanted = undefined;
      if (isDeepStrictEqual(next, account)) continue;
      const { phone, ports } = now();
      await phone.stop();
      ports.shut();
      if (stopped) return;
      account = next;
      current = make();
      options.onAccount();
      log.info('phone-account-changed');
      for (const listener of listeners.onChanged) listener(current.phone.state());
      await current.phone.start();
    }
  };
  const changeWhenFree = () => {
    if (wanted === undefined || !started || stopped || changing !== undefined || !isFree()) return;
    // Not within the event that told of the free line: whoever else listens hears of it first.
    changing = Promise.resolve()
      .then(change)
      .catch((error: unknown) => log.error('phone-account-not-changed', { code: codeOf(error) }))
      .finally(() => {
        changing = undefined;
        changeWhenFree();
      });
  };

  current = make();
  type AnyHandlers = Record<string, (...given: unknown[]) => unknown>;
  const handlersNow = () => now().phone.handlers as unknown as AnyHandlers;
  const handlers = Object.fromEntries(
    Object.keys(handlersNow()).map((name) => [
      name,
      (...given: unknown[]) => handlersNow()[name]?.(...given),
    ]),
  ) as unknown as Phone['handlers'];

  return {
    handlers,
    services: {
      callCode: (...given) => now().phone.services.callCode(...given),
      publish: (...given) => now().phone.services.publish(...given),
    },
    state: () => now().phone.state(),
    isAwaited: (callId) => now().phone.isAwaited(callId),
    onChanged: (listener) => void listeners.onChanged.push(listener),
    onLevels: (listener) => void listeners.onLevels.push(listener),
    onRinging: (listener) => void listeners.onRinging.push(listener),
    onEnded: (listener) => void listeners.onEnded.push(listener),
    start: async () => {
      started = true;
      await now().phone.start();
      changeWhenFree();
    },
    stop: async () => {
      stopped = true;
      await changing;
      await now().phone.stop();
    },
    account: () => wanted ?? account,
    takeAccount: (next) => {
      wanted = next;
      changeWhenFree();
    },
  };
}

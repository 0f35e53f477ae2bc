import { describe, expect, it } from 'vitest';
import { type ExchangeSettings, exchangeSettingsSchema } from '#shared/settings/index.ts';
import type { Phone } from '../phone/index.ts';
import { createChangingPhone } from './index.ts';

const accountOf = (username: string): ExchangeSettings =>
  exchangeSettingsSchema.parse({
    servers: ['wss://pbx.example:7443'],
    domain: 'pbx.example',
    username,
    password: 'x',
    marks: [8000, 12_000, 15_000],
  });

/** Phones that only write down what becomes of them; the test says whether a call is on. */
function start() {
  const told: string[] = [];
  const pages: Array<(connected: boolean) => void> = [];
  const made = new Map<
    string,
    { call(state: 'ringing' | 'active' | 'ended'): void; pageCalls: () => unknown }
  >();
  const stopped: Array<() => void> = [];
  const phone = createChangingPhone({
    account: accountOf('8001'),
    media: {
      page: () => ({}) as never,
      onPage: (listener) => void pages.push(listener),
      onMicrophone: () => undefined,
      onSession: () => undefined,
      onStatistics: () => undefined,
    },
    sound: undefined,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onAccount: () => told.push('account'),
    make: ({ username }, { media }) => {
      const listeners: Array<(state: never) => void> = [];
      let calls: Array<{ state: string }> = [];
      const state = () => ({ calls, username }) as never;
      media.onPage((connected) => told.push(`${username} sees page ${connected}`));
      made.set(username, {
        call: (now) => {
          calls = [{ state: now }];
          for (const listener of listeners) listener(state());
        },
        pageCalls: media.page,
      });
      const one: Partial<Phone> = {
        handlers: { snapshot: () => state() } as never,
        state,
        onChanged: (listener) => void listeners.push(listener as never),
        onLevels: () => undefined,
        onRinging: () => undefined,
        onEnded: () => undefined,
        isAwaited: () => false,
        start: async () => void told.push(`${username} starts`),
        stop: () =>
          new Promise<void>((resolve) => {
            told.push(`${username} stops`);
            stopped.push(resolve);
          }),
      };
      return one as Phone;
    },
  });
  phone.onChanged((state) => told.push(`told of ${(state as unknown as { username: string }).username}`));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const letStop = () => {
    for (const stop of stopped.splice(0)) stop();
  };
  return { phone, told, made, pages, turn, letStop };
}

describe('a phone whose account changes', () => {
  it('PV-4 takes another account at once while the line is free: the old one goes first', async () => {
    const { phone, told, turn, letStop } = start();
    await phone.start();
    phone.takeAccount(accountOf('8017'));
    await turn();
    expect(told).toEqual(['8001 starts', '8001 stops']);
    letStop();
    await turn();
    expect(told.slice(2)).toEqual(['account', 'told of 8017', '8017 starts']);
    expect(await phone.handlers.snapshot(null)).toMatchObject({ username: '8017' });
  });

  it.each(['ringing', 'active'] as const)(
    'PV-4 never while a call is %s; the last one given stands',
    async (state) => {
      const { phone, told, made, turn, letStop } = start();
      await phone.start();
      made.get('8001')?.call(state);
      phone.takeAccount(accountOf('8016'));
      phone.takeAccount(accountOf('8017'));
      await turn();
      expect(told).not.toContain('8001 stops');
      expect(phone.account().username).toBe('8017');
      made.get('8001')?.call('ended');
      await turn();
      letStop();
      await turn();
      expect([...made.keys()]).toEqual(['8001', '8017']);
      expect(told.at(-1)).toBe('8017 starts');
    },
  );

  it('PV-4 the account that it has changes nothing; given while it waits, it ends the waiting', async () => {
    const { phone, told, made, turn } = start();
    await phone.start();
    phone.takeAccount(accountOf('8001'));
    await turn();
    made.get('8001')?.call('active');
    phone.takeAccount(accountOf('8017'));
    phone.takeAccount(accountOf('8001'));
    made.get('8001')?.call('ended');
    await turn();
    expect(told).not.toContain('8001 stops');
    expect([...made.keys()]).toEqual(['8001']);
  });

  it('PV-4 the phone that went reaches no page and tells nobody any more', async () => {
    const { phone, told, made, pages, turn, letStop } = start();
    await phone.start();
    phone.takeAccount(accountOf('8017'));
    await turn();
    letStop();
    await turn();
    told.length = 0;
    for (const page of pages) page(true);
    made.get('8001')?.call('ended');
    expect(told).toEqual(['8017 sees page true']);
    expect(made.get('8001')?.pageCalls()).toBeUndefined();
    expect(made.get('8017')?.pageCalls()).toBeDefined();
  });

  it('PV-4 an account that comes while another is changed to is taken next; a seat that ends takes none', async () => {
    const { phone, made, turn, letStop } = start();
    await phone.start();
    phone.takeAccount(accountOf('8016'));
    await turn();
    phone.takeAccount(accountOf('8017'));
    letStop();
    await turn();
    letStop();
    await turn();
    expect([...made.keys()]).toEqual(['8001', '8016', '8017']);
    const ended = phone.stop();
    phone.takeAccount(accountOf('8018'));
    letStop();
    await turn();
    letStop();
    await ended;
    expect(made.has('8018')).toBe(false);
  });
});

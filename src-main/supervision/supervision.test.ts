import { v7 as uuid } from 'uuid';
import { describe, expect, it } from 'vitest';
import type { ShiftSession } from '#shared/domain/index.ts';
import type { FeedItem, HelpRequest } from '#shared/hub-protocol/index.ts';
import { supervisionSettingsSchema } from '#shared/settings/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createEmbeddedSignIn, createHubSession, createSupervision } from './index.ts';

const NOW = 1_790_000_000_000;
const snapshot = { at: NOW, seats: [], overdue: [], overdueCount: 0, help: [], queue: null };
const session = (expiresAt: number, mark: string) => ({
  accessToken: `access-${mark}`.padEnd(24, '.'),
  accessExpiresAt: expiresAt,
  refreshToken: `refresh-${mark}`.padEnd(24, '.'),
  refreshExpiresAt: NOW + 9e6,
});
const shift = (role: 'supervisor' | 'operator') =>
  ({ operator: { id: '1', name: '陈静', role } }) as unknown as ShiftSession;
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

function seat(
  options: { readonly up?: boolean; readonly codes?: object; readonly everybody?: boolean } = {},
) {
  const asked: string[] = [];
  const dialled: string[] = [];
  const hub = { up: options.up ?? true, help: [] as FeedItem[] };
  const json = (body: unknown, status = 200) =>
    new Response(body === null ? null : JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json' },
    });
  const fetch = (async (input: string | URL | Request, init?: RequestInit) => {
    const path = String(input).replace('http://hub', '');
    const token =
      new Headers(init?.headers).get('authorization')?.replace('Bearer ', '').replaceAll('.', '') ?? '-';
    asked.push(`${init?.method ?? 'GET'} ${path} ${token}`);
    if (!hub.up) throw new TypeError('fetch failed');
    if (path === '/v1/refresh') return json(session(NOW + 9e5, 'second'));
    if (path === '/v1/supervision/events')
      return new Response(`event: snapshot\ndata: ${JSON.stringify(snapshot)}\n\n`);
    if (path === '/v1/supervision') return json(snapshot);
    if (path === '/v1/help') {
      const body = JSON.parse(String(init?.body)) as Pick<HelpRequest, 'seat' | 'operator' | 'callId'>;
      return json({ id: uuid(), ...body, at: NOW, acknowledged: null });
    }
    return init?.method === 'DELETE' ? json(null, 204) : json({});
  }) as typeof globalThis.fetch;
  const clock = { wall: () => NOW, monotonic: () => 0 };
  const hubSession = createHubSession({ url: () => 'http://hub', fetch, wall: clock.wall });
  const codes = supervisionSettingsSchema.parse(options.codes ?? {});
  const supervision = createSupervision({
    session: hubSession,
    hub: () => ({ url: 'http://hub', token: 'seat' }),
    fetch,
    schedule: () => () => undefined,
    clock,
    log: createMemoryLog(),
    seat: 7,
    operator: () => '李敏',
    callId: () => null,
    helpItems: () => hub.help,
    everybodyMayWatch: () => options.everybody ?? false,
    settings: () => codes,
    dial: async (target) => void dialled.push(target),
  });
  const { handlers } = supervision;
  return { asked, dialled, hub, hubSession, supervision, handlers, state: () => handlers.snapshot(null) };
}

describe('supervision at a seat', () => {
  it('SV-1 follows the floor only while a supervisor is signed in at the hub, by a token that is renewed', async () => {
    const { asked, hubSession, state, supervision } = seat();
    supervision.sessionChanged(shift('supervisor'));
    expect(state()).toMatchObject({ link: 'none' });
    hubSession.set(session(NOW + 1_000, 'first'));
    supervision.sessionChanged(shift('operator'));
    expect(asked).toEqual([]);
    supervision.sessionChanged(shift('supervisor'));
    await settle();
    expect(asked.slice(0, 2)).toEqual(['POST /v1/refresh -', 'GET /v1/supervision/events access-second']);
    expect(state()).toMatchObject({ snapshot: { at: NOW } });
    supervision.sessionChanged(null);
    expect(state()).toMatchObject({ link: 'none', snapshot: null });
    expect(hubSession.has()).toBe(false);
  });

  it('SV-3 asks once, shows who comes, and takes it back', async () => {
    const { asked, handlers, hub, state, supervision } = seat();
    await handlers.askForHelp(null);
    await handlers.askForHelp(null);
    const own = (await state()).own;
    expect(own).toMatchObject({ seat: 7, operator: '李敏', acknowledged: null });
    expect(asked).toEqual(['POST /v1/help seat']);
    const seen = { ...own, acknowledged: { by: '陈静', at: NOW } };
    hub.help = [{ key: own?.id ?? '', body: seen }];
    supervision.helpChanged();
    expect((await state()).own?.acknowledged?.by).toBe('陈静');
    await handlers.withdrawHelp(null);
    expect((await state()).own).toBeNull();
    expect(asked.at(-1)).toBe(`DELETE /v1/help/${own?.id} seat`);
  });

  it('SV-3 a request that did not reach the hub is said, and is gone', async () => {
    const { handlers, state } = seat({ up: false });
    await expect(handlers.askForHelp(null)).rejects.toMatchObject({ code: 'help-not-sent' });
    expect(await state()).toMatchObject({ own: null, asking: false });
  });

  it('SV-4 dials what the exchange has a code for, and nothing else', async () => {
    const { dialled, handlers, hubSession, state, supervision } = seat({
      codes: { listen: '*222{seat3}', barge: '*224{seat}#' },
    });
    expect((await state()).acts).toEqual(['listen', 'barge']);
    const monitor = (act: 'listen' | 'whisper' | 'barge') => handlers.monitor({ seat: 7, act });
    await expect(monitor('listen')).rejects.toMatchObject({ code: 'not-allowed' });
    hubSession.set(session(NOW + 9e5, 'first'));
    supervision.sessionChanged(shift('supervisor'));
    await monitor('listen');
    await monitor('barge');
    await expect(monitor('whisper')).rejects.toMatchObject({ code: 'not-allowed' });
    expect(dialled).toEqual(['*222007', '*2247#']);
    expect(supervisionSettingsSchema.safeParse({ listen: '*222' }).success).toBe(false);
  });

  it('SV-5 who practises alone watches whatever their role; nobody who is away does', async () => {
    const { hubSession, state, supervision } = seat({ everybody: true });
    hubSession.set(session(NOW + 9e5, 'first'));
    supervision.sessionChanged(null);
    expect(state()).toMatchObject({ link: 'none' });
    hubSession.set(session(NOW + 9e5, 'first'));
    supervision.sessionChanged(shift('operator'));
    await settle();
    expect(state()).toMatchObject({ snapshot: { at: NOW } });
  });

  it('SV-5 a seat signs in at its own hub whenever that comes up, and again before the session is over', async () => {
    const log: string[] = [];
    let answer = 'unreachable';
    let account: { id: string; password: string } | undefined;
    const waits: Array<{ milliseconds: number; run: () => void }> = [];
    const embedded = createEmbeddedSignIn({
      account: () => account,
      signIn: async (id, password) => {
        log.push(`${id} ${password}`);
        return { kind: answer };
      },
      schedule: (milliseconds, run) => {
        waits.push({ milliseconds, run });
        return () => undefined;
      },
      onSignedIn: () => log.push('signed in'),
    });
    embedded.hubChanged();
    account = { id: 'seat-supervisor', password: 'one' };
    embedded.hubChanged();
    await settle();
    expect([log, waits]).toEqual([['seat-supervisor one'], []]);
    answer = 'accepted';
    account = { id: 'seat-supervisor', password: 'two' };
    embedded.hubChanged();
    await settle();
    expect(log.slice(1)).toEqual(['seat-supervisor two', 'signed in']);
    expect(waits[0]?.milliseconds).toBeLessThan(12 * 3_600_000);
    waits[0]?.run();
    await settle();
    expect(log).toHaveLength(5);
    embedded.stop();
    embedded.hubChanged();
    await settle();
    expect(log).toHaveLength(5);
  });
});

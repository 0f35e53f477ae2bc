import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { givenSettingsSchema } from '#shared/settings/index.ts';
import { startTestHub, type TestHub } from './testing/index.ts';

let hub: TestHub;
let admin: string;
beforeEach(async () => {
  hub = await startTestHub();
  await hub.makeAccount('admin', 'administrator');
  admin = await hub.signIn('admin');
});
afterEach(() => hub.close());

const PASSWORD = 'only for the seat';
const account = (number: number) => ({ username: `80${number}`, password: PASSWORD });
const giveAll = (settings: unknown) => hub.ask(admin, 'PUT', '/v1/seat-settings', { settings });
const give = (number: number, settings: unknown) =>
  hub.ask(admin, 'PUT', `/v1/seats/${number}/settings`, { settings });
const given = async (token: string) =>
  (await hub.ask(token, 'GET', '/v1/provisioning')).body as { settings: unknown; changedAt: number | null };

describe('settings for all seats and for one', () => {
  it('PV-10 a seat is given what all have with its own in its place, joined by the entries of a group and no deeper', async () => {
    const [seat, other] = [await hub.makeSeat(7), await hub.makeSeat(8)];
    const recording = { by: 'dtmf', pause: '*41', resume: '*42' };
    const common = {
      exchange: {
        servers: ['wss://pbx:7443'],
        domain: 'pbx',
        recording,
        dialPlan: [{ match: '9(.*)', dial: '$1' }],
      },
      answerMarks: [5, 10, 15],
      shift: { idleLockMinutes: 15, afterCallWork: { seconds: 30 } },
      supervision: { listen: '*222{seat3}' },
      agentState: { by: 'publish' },
    };
    expect((await giveAll(common)).status).toBe(204);
    // No account of its own: no part of an exchange, and all the rest.
    expect((await given(other)).settings).toEqual({ ...common, exchange: undefined });
    const own = {
      exchange: { ...account(7), recording: { by: 'dtmf', pause: '1', resume: '2' } },
      shift: { afterCallWork: { seconds: 90 } },
      agentState: { by: 'http', url: 'https://pbx/agent', authorization: PASSWORD },
    };
    expect((await give(7, own)).status).toBe(204);
    const { settings } = await given(seat);
    expect(settings).toEqual({
      ...common,
      exchange: { ...common.exchange, ...own.exchange },
      shift: { idleLockMinutes: 15, afterCallWork: { seconds: 90 } },
      agentState: own.agentState,
    });
    // What the hub says is what the seat's own schema takes.
    expect(givenSettingsSchema.parse(settings).exchange).toMatchObject({ username: '807', domain: 'pbx' });
  });

  it('PV-10 every seat is told when that of all changes, a revoked one excepted', async () => {
    const [seat, gone] = [await hub.makeSeat(7), await hub.makeSeat(8)];
    await hub.ask(admin, 'DELETE', '/v1/seats/8');
    hub.time.now += 1_000;
    await giveAll({ answerMarks: [5, 10, 15] });
    expect((await given(seat)).changedAt).toBe(hub.time.now);
    expect(await hub.storage.read.feeds.list('settings', 'seat:8')).toEqual([]);
    expect((await hub.ask(gone, 'GET', '/v1/provisioning')).status).toBe(403);
  });

  it('PV-1 what is wrong is refused by its path and without a value, for one and for all; nothing changes then', async () => {
    const seat = await hub.makeSeat(7);
    await giveAll({ exchange: { servers: ['wss://pbx:7443'], domain: 'pbx' } });
    await give(7, { exchange: account(7) });
    const before = await given(seat);
    const refused = async (answer: Promise<{ status: number; body: unknown }>, path: string) => {
      const { status, body } = await answer;
      expect([status, body]).toMatchObject([
        400,
        { code: 'invalid', message: expect.stringContaining(path) },
      ]);
      expect(JSON.stringify(body)).not.toContain(PASSWORD);
    };
    await refused(giveAll({ shift: { idleLockMinutes: 0 } }), 'settings: shift.idleLockMinutes');
    await refused(giveAll({ operators: [] }), '(whole)');
    await refused(giveAll({ exchange: { password: PASSWORD } }), 'exchange');
    // Seat 7 would have half an account.
    await refused(giveAll({ exchange: { domain: 'pbx' } }), 'seat 7: exchange.servers');
    await refused(give(7, { exchange: { username: '8007', [PASSWORD]: 1 } }), 'exchange');
    await refused(give(7, { exchange: { username: '8007' } }), 'exchange.password');
    await refused(give(7, { answerMarks: [15, 10, 5] }), 'answerMarks');
    expect(await given(seat)).toEqual(before);
  });

  it('PV-5 who looks sees what is given to a seat, without anything that authorizes', async () => {
    await hub.makeSeat(7);
    await giveAll({ exchange: { servers: ['wss://pbx:7443'], domain: 'pbx' } });
    const agentState = { by: 'http', url: 'https://pbx/agent', authorization: PASSWORD };
    await give(7, { exchange: account(7), agentState });
    const { body, status } = await hub.ask(admin, 'GET', '/v1/seats/7/settings');
    expect([status, body]).toMatchObject([
      200,
      { joined: { exchange: { username: '807', password: '(given)', domain: 'pbx' } } },
    ]);
    expect(JSON.stringify([body, hub.log, await hub.storage.read.audit.list(1, 99)])).not.toContain(PASSWORD);
    expect((await hub.ask(admin, 'GET', '/v1/seats/9/settings')).status).toBe(404);
  });

  it('PV-7 nothing given, or all taken back, is null', async () => {
    const seat = await hub.makeSeat(7);
    expect(await given(seat)).toMatchObject({ settings: null, changedAt: null });
    await giveAll({ answerMarks: [5, 10, 15] });
    await giveAll(null);
    expect((await given(seat)).settings).toBeNull();
  });
});

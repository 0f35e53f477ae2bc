import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loginAnswerSchema, type Session, sessionSchema } from '#shared/hub-protocol/index.ts';
import { hashPassword, verifyPassword } from './accounts/index.ts';
import { PASSWORD, startTestHub, type TestHub } from './testing/index.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await startTestHub();
  await hub.makeAccount('007', 'operator');
});
afterEach(() => hub.close());

const login = (password = PASSWORD, token?: string, id = '007') =>
  hub.ask(token, 'POST', '/v1/login', { id, password });
const sessionOf = async (token?: string) =>
  loginAnswerSchema.parse((await login(PASSWORD, token)).body).session;
const refresh = (session: Session) =>
  hub.ask(undefined, 'POST', '/v1/refresh', { refreshToken: session.refreshToken });
const me = async (token: string) => (await hub.ask(token, 'GET', '/v1/me')).status;
const codeOf = (answer: { body: unknown }) => (answer.body as { code?: string }).code;

describe('passwords', () => {
  it('HU-4 are kept as argon2id with a salt of their own', async () => {
    const cost = { memory: 8, passes: 1, parallelism: 1 };
    const [one, other] = [await hashPassword('口令甲', cost), await hashPassword('口令甲', cost)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/);
    expect(one).not.toBe(other);
    expect(await verifyPassword('口令甲', one)).toBe(true);
    expect(await verifyPassword('口令乙', one)).toBe(false);
    expect(await verifyPassword('口令甲', 'no hash')).toBe(false);
  });

  it('HU-4 the published test vector of another implementation is understood', async () => {
    // Made with the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32 -e
    const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await verifyPassword('password', phc)).toBe(true);
    expect(await verifyPassword('Password', phc)).toBe(false);
  });
});

describe('signing in', () => {
  it('HU-5 answers who it is and a session; from a seat also what an offline sign-in needs', async () => {
    const page = loginAnswerSchema.parse((await login()).body);
    expect(page).toMatchObject({ staff: { id: '007', role: 'operator' }, offline: null, now: hub.time.now });
    await hub.ask(page.session.accessToken, 'POST', '/v1/password', {
      before: PASSWORD,
      after: 'another password',
    });
    const seat = await hub.makeSeat(7);
    const atSeat = loginAnswerSchema.parse((await login('another password', seat)).body);
    expect(atSeat.offline?.validUntil).toBe(hub.time.now + 7 * 86_400_000);
    expect(Buffer.from(atSeat.offline?.salt ?? '', 'base64')).toHaveLength(16);
  });

  it('HU-5 does not tell a wrong password from an unknown login, nor a closed account', async () => {
    await hub.makeAccount('admin', 'administrator');
    const admin = await hub.signIn('admin');
    const wrong = await login('wrong password');
    expect([wrong.status, codeOf(wrong)]).toEqual([401, 'unauthorized']);
    expect(await login(PASSWORD, undefined, 'nobody')).toEqual(wrong);
    const token = await hub.signIn('007');
    expect((await hub.ask(admin, 'DELETE', '/v1/accounts/007')).status).toBe(204);
    expect(await login()).toEqual(wrong);
    expect(await me(token)).toBe(401);
  });

  it('HU-6 is held back after five wrong passwords for one login, and let go with time', async () => {
    for (let n = 0; n < 5; n += 1) expect(codeOf(await login('wrong password'))).toBe('unauthorized');
    expect(codeOf(await login())).toBe('too-many');
    hub.time.now += 15 * 60_000;
    expect((await login()).status).toBe(200);
  });

  it('HU-7 an access token is short, and a refresh token serves once', async () => {
    const first = await sessionOf();
    hub.time.now += 10 * 60_000;
    const expired = await hub.ask(first.accessToken, 'GET', '/v1/me');
    expect([expired.status, codeOf(expired)]).toEqual([401, 'token-expired']);
    const second = sessionSchema.parse((await refresh(first)).body);
    expect(await me(second.accessToken)).toBe(200);
    // A second use: somebody has a copy. Everything that came of that login ends.
    expect((await refresh(first)).status).toBe(401);
    expect(await me(second.accessToken)).toBe(401);
    expect((await refresh(second)).status).toBe(401);
    const audit = await hub.storage.read.audit.list(1, 99);
    expect(audit.map(({ action }) => action)).toContain('refresh-replayed');
  });

  it('HU-7 signing out ends it at once; a changed password ends all others', async () => {
    const [one, other] = [await sessionOf(), await sessionOf()];
    expect((await hub.ask(one.accessToken, 'POST', '/v1/logout')).status).toBe(204);
    expect(await me(one.accessToken)).toBe(401);
    expect(await me(other.accessToken)).toBe(200);
    await hub.ask(other.accessToken, 'POST', '/v1/password', { before: PASSWORD, after: 'another password' });
    expect(await me(other.accessToken)).toBe(401);
    expect((await login('another password')).status).toBe(200);
  });

  it('HU-8 a revoked seat hands in nothing, lets nobody in, and the sessions at it end', async () => {
    await hub.makeAccount('admin', 'administrator');
    const admin = await hub.signIn('admin');
    const exchange = {
      servers: ['wss://pbx:7443'],
      domain: 'pbx',
      username: '8009',
      password: 'said to it only',
    };
    const given = await hub.ask(admin, 'PUT', '/v1/seats/9', { name: '九号', settings: { exchange } });
    const seat = (given.body as { token: string }).token;
    const at = await sessionOf(seat);
    expect((await hub.ask(seat, 'GET', '/v1/provisioning')).body).toEqual({
      seat: 9,
      name: '九号',
      settings: { exchange },
      changedAt: hub.time.now,
    });
    expect((await hub.ask(admin, 'DELETE', '/v1/seats/9')).status).toBe(204);
    for (const url of ['/v1/provisioning', '/v1/feeds/units', '/healthz']) {
      const answer = await hub.ask(seat, 'GET', url);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'revoked']);
    }
    expect(codeOf(await login(PASSWORD, seat))).toBe('revoked');
    expect(await me(at.accessToken)).toBe(401);
  });

  it('PV-1 a seat is given its account without a new token, is told, and what is wrong is named without values', async () => {
    await hub.makeAccount('admin', 'administrator');
    const admin = await hub.signIn('admin');
    const [seat, other] = [await hub.makeSeat(7), await hub.makeSeat(8)];
    const give = (number: number, settings: unknown) =>
      hub.ask(admin, 'PUT', `/v1/seats/${number}/settings`, { settings });
    const exchange = {
      servers: ['wss://pbx:7443'],
      domain: 'pbx',
      username: '8007',
      password: 'only for the seat',
    };
    expect((await give(7, { exchange })).status).toBe(204);
    const feedOf = async (token: string) =>
      JSON.stringify((await hub.ask(token, 'GET', '/v1/feeds/settings')).body);
    expect(await feedOf(seat)).toContain(`"changedAt":${hub.time.now}`);
    expect(await feedOf(seat)).not.toContain('only for the seat');
    expect(await feedOf(other)).toContain('"items":[]');
    expect((await hub.ask(seat, 'GET', '/v1/provisioning')).body).toMatchObject({ settings: { exchange } });
    const wrong = await give(7, { exchange: { ...exchange, domain: 7 }, exchagne: exchange });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'invalid' } });
    expect((wrong.body as { message: string }).message).toContain('exchange.domain');
    expect(JSON.stringify(wrong.body)).not.toContain('only for the seat');
    expect((await give(99, { exchange })).status).toBe(404);
    expect(JSON.stringify(hub.log)).not.toContain('only for the seat');
    expect(JSON.stringify(await hub.storage.read.audit.list(1, 99))).not.toContain('only for the seat');
  });

  it('HU-8 a seat hands in under its own number only', async () => {
    const seat = await hub.makeSeat(7);
    const batch = { protocol: 1, seat: 8, operations: [{ id: '01939d2e-0000-7000-8000-000000000001' }] };
    const answer = await hub.ask(seat, 'POST', '/v1/operations', batch);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'not-allowed']);
  });

  it('HU-10 no token, password or name reaches the log', async () => {
    const session = await sessionOf();
    await login('wrong password');
    const text = JSON.stringify(hub.log);
    for (const secret of [session.accessToken, session.refreshToken, PASSWORD, '007名']) {
      expect(text).not.toContain(secret);
    }
  });
});

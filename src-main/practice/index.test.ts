import { AllowedMethods } from 'sip.js/lib/core/user-agent-core/allowed-methods.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryLog } from '../log/index.ts';
import { type Practice, type PracticeOptions, startPractice } from './index.ts';
import { createAssets } from './testing/practice.test-support.ts';
import { authorize, connectSeat, createManualTime } from './testing/seat.test-support.ts';

const ANSWER = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8\r\n';

let assets: ReturnType<typeof createAssets>;
let practice: Practice | undefined;
let time = createManualTime();
let log = createMemoryLog();

const start = async (options: Partial<PracticeOptions> = {}) => {
  practice = await startPractice({
    assetsDirectory: assets.path,
    clock: time.clock,
    schedule: time.schedule,
    random: () => 0.5,
    log,
    soundless: true,
    accounts: [{ username: '8001', password: 'right' }],
    ...options,
  });
  return practice;
};
const startWithSeat = async (options: Partial<PracticeOptions> = {}) => {
  const started = await start(options);
  const seat = await connectSeat(started.settings.servers[0]);
  expect((await seat.register('8001', 'right')).first).toBe('SIP/2.0 200 OK');
  return { practice: started, seat };
};

beforeEach(() => {
  assets = createAssets();
  time = createManualTime();
  log = createMemoryLog();
});
afterEach(async () => {
  await practice?.stop();
  practice = undefined;
  assets.remove();
});

describe('a seat that takes no calls', () => {
  it('PR-20 is called by nobody until it does again, and whoever asks for a call is told why', async () => {
    const { practice: started, seat } = await startWithSeat();
    started.seatTakesCalls(false);
    await expect(Promise.resolve(started.handlers.callNow(null))).rejects.toThrow(
      expect.objectContaining({ code: 'seat-not-ready' }),
    );
    time.pass(120_000);
    expect(started.calls()).toEqual([]);
    started.seatTakesCalls(true);
    time.pass(60_000);
    expect((await seat.next('INVITE')).first).toContain('INVITE');
  });
});

describe('registration', () => {
  it('challenges, takes the right password, tells the binding and its life', async () => {
    const { settings } = await start();
    const seat = await connectSeat(settings.servers[0]);
    seat.request('REGISTER', 'sip:practice.invalid', { Contact: '<sip:seat@seat.invalid>' });
    const challenge = await seat.next('SIP/2.0 401');
    expect(challenge.header('WWW-Authenticate')).toMatch(
      /^Digest realm="practice.invalid", nonce="[^"]+", algorithm=SHA-256, qop="auth"$/,
    );
    const ok = await seat.register('8001', 'right');
    expect(ok.first).toBe('SIP/2.0 200 OK');
    expect(ok.header('Contact')).toBe('<sip:seat@seat.invalid;transport=ws>;expires=300');
    expect(ok.header('Via')).toMatch(/;rport=\d+$/);
  });

  it('PR-17 serves a seat in the same process, which leaves sip.js fewer methods', async () => {
    const before = [...AllowedMethods];
    AllowedMethods.splice(0, AllowedMethods.length, 'INVITE', 'ACK', 'BYE', 'CANCEL');
    try {
      const { settings } = await start();
      const seat = await connectSeat(settings.servers[0]);
      const ok = await seat.register('8001', 'right');
      expect(ok.first).toBe('SIP/2.0 200 OK');
      expect(ok.header('To')).toMatch(/;tag=\w+$/);
    } finally {
      AllowedMethods.splice(0, AllowedMethods.length, ...before);
    }
  });

  it('refuses a wrong password and an unknown account alike', async () => {
    const { settings } = await start();
    const seat = await connectSeat(settings.servers[0]);
    expect((await seat.register('8001', 'wrong')).first).toMatch(/^SIP\/2.0 403/);
    expect((await seat.register('9999', '')).first).toMatch(/^SIP\/2.0 403/);
  });

  it('says stale when the nonce is old but the password is right', async () => {
    const { settings } = await start();
    const seat = await connectSeat(settings.servers[0]);
    seat.request('REGISTER', 'sip:practice.invalid');
    const challenge = (await seat.next('SIP/2.0 401')).header('WWW-Authenticate');
    time.pass(301_000);
    const again = { Authorization: authorize(challenge, '8001', 'right') };
    seat.request('REGISTER', 'sip:practice.invalid', again);
    expect((await seat.next('SIP/2.0 401')).header('WWW-Authenticate')).toContain('stale=true');
    seat.request('REGISTER', 'sip:practice.invalid', {
      Authorization: authorize(challenge, '8001', 'wrong'),
    });
    expect((await seat.next('SIP/2.0 ')).first).toMatch(/^SIP\/2.0 403/);
  });

  it('makes up a password where none is given', async () => {
    const { settings } = await start({ accounts: [{ username: '8001' }] });
    expect(settings.password).toMatch(/^[\w-]{24}$/);
  });

  it('forgets a seat that unregisters, that expires, or whose connection closes', async () => {
    const { practice, seat } = await startWithSeat({ running: false });
    await seat.register('8001', 'right', { Contact: '<sip:seat@seat.invalid;transport=ws>;expires=0' });
    await expect(practice.placeCall()).rejects.toMatchObject({ code: 'not-registered' });
    await seat.register('8001', 'right');
    expect((await seat.register('8001', 'right', { Contact: '*', Expires: '0' })).first).toBe(
      'SIP/2.0 200 OK',
    );
    await expect(practice.placeCall()).rejects.toMatchObject({ code: 'not-registered' });
    await seat.register('8001', 'right');
    time.pass(299_000);
    await practice.placeCall();
    time.pass(2_000);
    await expect(practice.placeCall()).rejects.toMatchObject({ code: 'not-registered' });
    await seat.register('8001', 'right');
    await expect(practice.placeCall()).rejects.toMatchObject({ code: 'call-in-progress' });
    seat.close();
    await expect
      .poll(() => practice.placeCall().catch((error: { code: string }) => error.code))
      .toBe('not-registered');
  });

  it('refuses a WebSocket that does not speak SIP', async () => {
    const { settings } = await start();
    await expect(connectSeat(settings.servers[0], [])).rejects.toThrow('400');
    await expect(connectSeat(settings.servers[0], ['mqtt'])).rejects.toThrow('400');
  });
});

describe('other requests', () => {
  it('answers OPTIONS, refuses what it does not know, and lives through rubbish', async () => {
    const { seat } = await startWithSeat();
    seat.socket.send('rubbish');
    seat.socket.send('INVITE sip:exchange@practice.invalid SIP/2.0\r\n\r\n');
    seat.socket.send('BYE sip:a SIP/2.0\r\nVia: x\r\nCSeq: y\r\n\r\n');
    seat.socket.send(Buffer.from([0, 255, 1, 2, 3]));
    seat.socket.send('SIP/2.0 200 OK\r\nVia: SIP/2.0/WS a;branch=z9hG4bKq\r\nCSeq: 1 INVITE\r\n\r\n');
    seat.request('OPTIONS', 'sip:practice.invalid', { 'Call-ID': 'o', CSeq: '1 OPTIONS' });
    expect((await seat.next('SIP/2.0 ')).first).toBe('SIP/2.0 200 OK');
    seat.request('PUBLISH', 'sip:practice.invalid', { 'Call-ID': 'p', CSeq: '1 PUBLISH' });
    expect((await seat.next('SIP/2.0 ')).first).toMatch(/405/);
    seat.request('BYE', 'sip:exchange@practice.invalid', { 'Call-ID': 'b', To: '<sip:x@y>;tag=z' });
    expect((await seat.next('SIP/2.0 ')).first).toMatch(/481/);
    seat.request('CANCEL', 'sip:exchange@practice.invalid', { 'Call-ID': 'c' });
    expect((await seat.next('SIP/2.0 ')).first).toMatch(/481/);
    seat.request('INVITE', 'sip:110@practice.invalid', { 'Call-ID': 'i', Contact: '<sip:a@b>' });
    expect((await seat.next('SIP/2.0 ')).first).toMatch(/401/);
    expect(log.lines.filter(({ event }) => event === 'practice-malformed-message').length).toBeGreaterThan(2);
    seat.socket.send('\r\n\r\n');
    expect((await seat.next('')).text).toBe('\r\n');
  });

  it('refuses a body that is shorter than declared', async () => {
    const { seat } = await startWithSeat();
    const lines = [
      'Via: SIP/2.0/WS s;branch=z9hG4bKshort',
      'From: <sip:a@b>;tag=t',
      'To: <sip:a@b>',
      'Call-ID: s',
    ];
    seat.socket.send(
      [
        'OPTIONS sip:practice.invalid SIP/2.0',
        ...lines,
        'CSeq: 1 OPTIONS',
        'Content-Length: 10',
        '',
        'x',
      ].join('\r\n'),
    );
    expect((await seat.next('SIP/2.0 ')).first).toMatch(/400/);
  });
});

describe('a call', () => {
  it('rings with the number, the dialled line and the queue time; is answered; the seat hangs up', async () => {
    const { practice, seat } = await startWithSeat();
    const call = await practice.placeCall('b');
    const invite = await seat.next('INVITE sip:seat@seat.invalid');
    expect(invite.header('From')).toMatch(/^"测试" <sip:15400000001@practice.invalid>;tag=/);
    expect(invite.header('To')).toBe('<sip:12345@practice.invalid>');
    expect(invite.header('P-Asserted-Identity')).toBe('"测试" <sip:15400000001@practice.invalid>');
    expect(Number(invite.header('X-Queue-Entered'))).toBe(time.clock.wall() - 1_500);
    expect(invite.header('X-Exchange-Call-Id')).not.toBe('');
    expect(invite.body).toContain('a=rtpmap:8 PCMA/8000');
    seat.respond(invite, '100 Trying');
    seat.respond(invite, '180 Ringing');
    expect(await call.rung).toMatchObject({ state: 'ringing', callerId: 'b' });
    time.pass(4_000);
    seat.respond(invite, '200 OK', ['Content-Type: application/sdp'], ANSWER);
    expect(await call.answered).toMatchObject({ state: 'talking', answeredAfter: 4_000 });
    const ack = await seat.next('ACK sip:seat@seat.invalid');
    expect(ack.header('To')).toContain('tag=seat-tag');
    seat.request('BYE', 'sip:exchange@practice.invalid;transport=ws', {
      From: ack.header('To'),
      To: ack.header('From'),
      'Call-ID': ack.header('Call-ID'),
      CSeq: '1 BYE',
    });
    expect((await seat.next('SIP/2.0 ')).first).toBe('SIP/2.0 200 OK');
    expect(await call.ended).toMatchObject({ state: 'ended', endedBy: 'seat' });
    expect(practice.calls()).toMatchObject([{ endedBy: 'seat', answeredAfter: 4_000 }]);
  });

  it('is given up after the caller’s patience: CANCEL only after a provisional answer', async () => {
    const { practice, seat } = await startWithSeat();
    const call = await practice.placeCall();
    const invite = await seat.next('INVITE');
    time.pass(30_000);
    const early = seat.next('CANCEL').then(() => 'cancel');
    seat.request('OPTIONS', 'sip:practice.invalid', { 'Call-ID': 'probe' });
    expect(await Promise.race([early, seat.next('SIP/2.0 200').then(() => 'probe')])).toBe('probe');
    seat.respond(invite, '180 Ringing');
    expect(await early).toBe('cancel');
    seat.respond(invite, '487 Request Terminated');
    expect(await call.ended).toMatchObject({
      endedBy: 'caller-gave-up',
      statusCode: 487,
      answeredAfter: null,
    });
    expect((await seat.next('ACK')).header('CSeq')).toMatch(/ACK$/);
  });

  it('hangs up at once when the answer crossed the CANCEL', async () => {
    const { practice, seat } = await startWithSeat();
    const call = await practice.placeCall();
    const invite = await seat.next('INVITE');
    seat.respond(invite, '180 Ringing');
    await call.rung;
    call.hangUp();
    const cancel = await seat.next('CANCEL');
    expect(/branch=([^;]+)/.exec(cancel.header('Via'))?.[1]).toBe(
      /branch=([^;]+)/.exec(invite.header('Via'))?.[1],
    );
    seat.respond(invite, '200 OK', ['Content-Type: application/sdp'], ANSWER);
    await seat.next('ACK');
    seat.respond(await seat.next('BYE'), '200 OK');
    expect(await call.ended).toMatchObject({ endedBy: 'caller-gave-up' });
  });

  it('is over when the seat is busy', async () => {
    const { practice, seat } = await startWithSeat();
    const call = await practice.placeCall();
    seat.respond(await seat.next('INVITE'), '486 Busy Here');
    expect(await call.ended).toMatchObject({ endedBy: 'rejected', statusCode: 486 });
    await seat.next('ACK');
  });

  it('the caller hangs up over the newest connection, also when that one came later', async () => {
    const { practice, seat } = await startWithSeat();
    const call = await practice.placeCall();
    seat.respond(await seat.next('INVITE'), '200 OK', ['Content-Type: application/sdp'], ANSWER);
    await call.answered;
    await seat.next('ACK');
    const other = await connectSeat(practice.settings.servers[0]);
    await other.register('8001', 'right');
    other.close();
    seat.close();
    await expect
      .poll(() => practice.placeCall().catch((error: { code: string }) => error.code))
      .toBe('not-registered');
    call.hangUp();
    const later = await connectSeat(practice.settings.servers[0]);
    await later.register('8001', 'right');
    const bye = await later.next('BYE sip:seat@seat.invalid');
    expect(bye.header('Call-ID')).toBe(call.report().sipCallId);
    later.respond(bye, '200 OK');
    expect(await call.ended).toMatchObject({ endedBy: 'caller' });
  });

  it('two registrations: the newest rings', async () => {
    const { practice, seat } = await startWithSeat();
    const other = await connectSeat(practice.settings.servers[0]);
    await other.register('8001', 'right', { Contact: '<sip:other@seat.invalid>;expires=60' });
    const call = await practice.placeCall();
    other.respond(await other.next('INVITE sip:other@seat.invalid'), '486 Busy Here');
    await call.ended;
    await other.register('8001', 'right', { Contact: '<sip:other@seat.invalid>;expires=0' });
    await practice.placeCall();
    await seat.next('INVITE sip:seat@seat.invalid');
  });

  it('answers a re-INVITE, refuses one without SDP, and answers OPTIONS in the dialog', async () => {
    const { practice, seat } = await startWithSeat();
    const call = await practice.placeCall();
    seat.respond(await seat.next('INVITE'), '200 OK', ['Content-Type: application/sdp'], ANSWER);
    const ack = await seat.next('ACK');
    const dialog = { From: ack.header('To'), To: ack.header('From'), 'Call-ID': ack.header('Call-ID') };
    const uri = 'sip:exchange@practice.invalid;transport=ws';
    const contact = { Contact: '<sip:seat@seat.invalid>', 'Content-Type': 'application/sdp' };
    seat.request('INVITE', uri, { ...dialog, ...contact, CSeq: '1 INVITE' }, ANSWER);
    const ok = await seat.next('SIP/2.0 200');
    expect(ok.body).toContain('a=setup:passive');
    expect(ok.header('Contact')).toContain('sip:exchange@');
    seat.request('ACK', uri, { ...dialog, CSeq: '1 ACK' });
    seat.request('OPTIONS', uri, { ...dialog, CSeq: '2 OPTIONS' });
    expect((await seat.next('SIP/2.0 ')).first).toMatch(/200/);
    call.hangUp();
    seat.respond(await seat.next('BYE'), '200 OK');
    await call.ended;
    seat.request('INFO', uri, { ...dialog, CSeq: '3 INFO' });
    expect((await seat.next('SIP/2.0 ')).first).toMatch(/481/);
  });
});

describe('the caller’s rhythm', () => {
  it('calls 3 s after the first registration and again after a pause; never two at a time', async () => {
    const { practice, seat } = await startWithSeat();
    time.pass(2_900);
    expect(practice.calls()).toHaveLength(0);
    time.pass(200);
    const first = await seat.next('INVITE');
    expect(practice.state()).toMatchObject({ running: true, topic: { en: 'Test' }, captions: [] });
    await expect(practice.handlers.callNow(null)).rejects.toMatchObject({ code: 'call-in-progress' });
    seat.respond(first, '486 Busy Here');
    await expect.poll(() => practice.calls()[0]?.state).toBe('ended');
    await Promise.resolve();
    time.pass(18_400);
    expect(practice.calls()).toHaveLength(1);
    time.pass(200);
    await seat.next('INVITE');
    expect(practice.calls()).toHaveLength(2);
  });

  it('rests when told to, and calls at once when asked', async () => {
    const { practice, seat } = await startWithSeat();
    const states: boolean[] = [];
    practice.onChanged(({ running }) => states.push(running));
    await practice.handlers.setRunning({ running: false });
    time.pass(60_000);
    expect(practice.calls()).toHaveLength(0);
    await practice.handlers.callNow(null);
    seat.respond(await seat.next('INVITE'), '603 Decline');
    await expect.poll(() => practice.calls()[0]?.state).toBe('ended');
    await practice.handlers.setRunning({ running: true });
    time.pass(3_100);
    await seat.next('INVITE');
    expect(states).toContain(false);
    expect(states.at(-1)).toBe(true);
  });
});

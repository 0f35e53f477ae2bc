import { afterEach, describe, expect, it } from 'vitest';
import type { Registration } from '#shared/contract/index.ts';
import { exchangeSettingsSchema } from '#shared/settings/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createExchangeClock } from './exchange-clock.ts';
import { createRegistration } from './registration.ts';
import { createPhoneBench } from './testing/bench.test-support.ts';
import { TestCallee } from './testing/callee.test-support.ts';
import { headerOf, responseTo, type SipMessage, startTestExchange } from './testing/exchange.test-support.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';
import {
  acceptRegister,
  isRightAnswer,
  startTestRegistrar,
  type TestRegistrar,
} from './testing/registrar.test-support.ts';
import { createTestSeat, systemClock, systemSchedule, type TestSeat } from './testing/seat.test-support.ts';
import type { Schedule } from './transport/index.ts';
import { createUserAgent, METHODS } from './user-agent.ts';

const sha256 = (nonce: string, rest = '') =>
  `WWW-Authenticate: Digest realm="test", nonce="${nonce}", algorithm=SHA-256, qop="auth"${rest}`;
const md5 = (nonce: string) =>
  `WWW-Authenticate: Digest realm="test", nonce="${nonce}", algorithm=MD5, qop="auth"`;
const account = { username: 'seat1', password: 'secret', hash: 'sha256' } as const;

describe('registration over UDP', () => {
  let registrar: TestRegistrar;
  let seat: TestSeat;
  const open = async (
    answer: (request: SipMessage, index: number) => string | undefined,
    settings: Parameters<typeof createTestSeat>[1] = {},
  ) => {
    registrar = await startTestRegistrar(answer);
    seat = createTestSeat(registrar.server, settings);
    await seat.phone.start();
  };
  const state = (wanted: string) => seat.until(({ registration }) => registration.state === wanted);
  afterEach(async () => {
    await seat.phone.stop();
    await registrar.stop();
  });

  it('RG-11 answers the SHA-256 of two challenges, with the authentication name', async () => {
    await open(
      (request, index) =>
        index === 0 ? responseTo(request, 401, [md5('m'), sha256('s')]) : acceptRegister(request),
      { authenticationName: 'seat1@ims.example' },
    );
    await state('registered');
    const answered = registrar.received[1];
    expect(registrar.received).toHaveLength(2);
    expect(
      answered && isRightAnswer(answered, 'Authorization', { ...account, username: 'seat1@ims.example' }),
    ).toBe(true);
  });

  it('RG-13 answers a stale nonce once more, and counts a nonce that is used again', async () => {
    await open((request, index) => {
      if (index === 0) return responseTo(request, 401, [sha256('old')]);
      if (index === 1) return responseTo(request, 401, [sha256('new', ', stale=true')]);
      return acceptRegister(request);
    });
    await state('registered');
    expect(registrar.received).toHaveLength(3);
    const last = registrar.received[2];
    expect(last && isRightAnswer(last, 'Authorization', account)).toBe(true);
    expect(last && headerOf(last, 'Authorization')).toContain('nonce="new"');
  });

  it('RG-13 sends no third time although every nonce is called stale', async () => {
    const stale = (index: number) => (index === 0 ? '' : ', stale=true');
    await open((request, index) => responseTo(request, 401, [sha256(`n${index}`, stale(index))]));
    await state('failed');
    expect(registrar.received).toHaveLength(3);
  });

  it('RG-12 refuses auth-int by name, and sends nothing again', async () => {
    const challenge = 'WWW-Authenticate: Digest realm="test", nonce="n", qop="auth-int"';
    await open((request) => responseTo(request, 401, [challenge]));
    const { registration } = await state('failed');
    expect(registration.statusCode).toBe(401);
    expect(registrar.received).toHaveLength(1);
    expect(JSON.stringify(seat.log.lines)).toContain('auth-int-only');
  });

  it('RG-14 names its own end of the connection in Via and Contact, and what it serves', async () => {
    await open((request) => acceptRegister(request));
    await state('registered');
    const [request] = registrar.received;
    const port = registrar.clientPort();
    expect(request && headerOf(request, 'Via')).toMatch(
      new RegExp(`^SIP/2\\.0/UDP 127\\.0\\.0\\.1:${port};branch=z9hG4bK\\w+;rport$`),
    );
    expect(request && headerOf(request, 'Contact')).toMatch(
      new RegExp(`^<sip:\\w+@127\\.0\\.0\\.1:${port};transport=udp>;expires=300$`),
    );
    expect(request && headerOf(request, 'Allow')).toBe(METHODS.join(', '));
  });

  it('RG-14 learns where the exchange sees it, and takes the binding at the other place away', async () => {
    await open((request) => acceptRegister(request).replace(';rport', ';received=192.0.2.77;rport=40000'));
    await seat.until(({ registration }) => registration.state === 'registered');
    expect(registrar.received).toHaveLength(2);
    const contacts = registrar.received[1]?.headers
      .filter(([name]) => name === 'Contact')
      .map(([, value]) => value);
    expect(contacts).toEqual([
      expect.stringMatching(/^<sip:\w+@192\.0\.2\.77:40000;transport=udp>;expires=300$/),
      expect.stringMatching(
        new RegExp(`^<sip:\\w+@127\\.0\\.0\\.1:${registrar.clientPort()};transport=udp>;expires=0$`),
      ),
    ]);
  });
});

describe('challenges of calls', () => {
  const bench = createPhoneBench();
  afterEach(() => bench.close());
  const challenge = (status: 401 | 407, nonce: string) =>
    status === 401 ? sha256(nonce) : sha256(nonce).replace('WWW-', 'Proxy-');

  it('RG-13 are answered for INVITE and, in the dialog, for REFER and BYE', async () => {
    await bench.register();
    const placed = bench.seat.phone.handlers.dial({ target: '110', consultsFor: null });
    const first = await TestCallee.called(bench.exchange);
    first.respond(407, [challenge(407, 'invite')]);
    const callee = await TestCallee.called(bench.exchange);
    expect(isRightAnswer(callee.invite, 'Proxy-Authorization', account)).toBe(true);
    callee.respond(200, [], cannedSdp('callee'));
    const { callId } = await placed;
    await callee.request('ACK');
    await bench.seat.until(({ calls }) => calls.some(({ state }) => state === 'active'));

    const transferred = bench.seat.phone.handlers.transferBlind({ callId, target: '119' });
    // A transfer may hold the call first.
    const hold = callee
      .request('INVITE')
      .then((request) => callee.answer(request, 200, [], cannedSdp('callee', 2)));
    const refer = await callee.request('REFER');
    callee.answer(refer, 401, [challenge(401, 'refer')]);
    const again = await callee.request('REFER');
    expect(isRightAnswer(again, 'Authorization', account)).toBe(true);
    expect(sequenceOf(again)).toBeGreaterThan(sequenceOf(refer));
    callee.answer(again, 603);
    await Promise.allSettled([transferred, Promise.race([hold, Promise.resolve()])]);

    await bench.seat.phone.handlers.hangUp({ callId });
    const bye = await callee.request('BYE');
    callee.answer(bye, 407, [challenge(407, 'bye')]);
    const byeAgain = await callee.request('BYE');
    expect(isRightAnswer(byeAgain, 'Proxy-Authorization', account)).toBe(true);
    expect(sequenceOf(byeAgain)).toBeGreaterThan(sequenceOf(bye));
    callee.answer(byeAgain, 200);
  });
});

/** A user agent and its registration alone, whose waits are a twentieth. */
function createLine(servers: readonly string[]) {
  const changes: Registration[] = [];
  const schedule: Schedule = (milliseconds, run) => systemSchedule(milliseconds / 20, run);
  const random = () => 0.1;
  const userAgent = createUserAgent({
    exchangeClock: createExchangeClock(),
    exchange: exchangeSettingsSchema.parse({
      servers: [...servers],
      domain: 'exchange.invalid',
      username: 'seat1',
      password: 'secret',
      marks: [8_000, 12_000, 15_000],
      keepAlive: { seconds: 20 },
    }),
    clock: systemClock,
    schedule,
    random,
    onInvite: () => undefined,
    onInviteAccepted: () => undefined,
    onMessageRefused: () => undefined,
    onDisconnected: () => registration.connectionLost(),
  });
  const registration = createRegistration({
    signalling: userAgent,
    servers: servers.length,
    isBusy: () => false,
    surroundings: () => () => undefined,
    expiresSeconds: 300,
    clock: systemClock,
    schedule,
    random,
    log: createMemoryLog(),
    onChanged: (now) => void changes.push(now),
  });
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return {
    userAgent,
    registration,
    changes,
    registeredWith: (server: number) =>
      until(() => registration.state().state === 'registered' && registration.state().server === server),
    close: async () => {
      await registration.stop();
      await userAgent.dispose();
    },
  };
}

describe('two servers', () => {
  it('RG-2 RG-7 the second serves when the first is gone, and the first again when it is back', async () => {
    const first = await startTestExchange();
    const second = await startTestExchange();
    const line = createLine([first.url, second.url]);
    line.registration.start();
    await line.registeredWith(1);

    await first.goDown();
    await line.registeredWith(2);
    expect(line.changes.map(({ state, server }) => [state, server])).toContainEqual(['unreachable', 2]);
    expect(second.contact()).toMatch(/^sip:/);

    await first.comeUp();
    await line.registeredWith(1);
    const goodbye = second.received.filter((message) => message.method === 'REGISTER').at(-1);
    expect(goodbye && headerOf(goodbye, 'Contact')).toContain('expires=0');

    await line.close();
    await first.stop();
    await second.stop();
  });

  it('RG-14 RG-15 Via, Contact and route are those of the server in use', async () => {
    const registrar = await startTestRegistrar((request) =>
      acceptRegister(request, ['Service-Route: <sip:services.invalid;lr>, <sip:more.invalid;lr>']),
    );
    const second = await startTestExchange();
    const line = createLine([registrar.server, second.url]);
    line.registration.start();
    await line.registeredWith(1);
    const { core } = line.userAgent;
    const { aor } = core.configuration;
    const routes = () => core.makeOutgoingRequestMessage('OPTIONS', aor, aor, aor, {}).getHeaders('Route');
    expect(routes()).toEqual(['<sip:services.invalid;lr>', '<sip:more.invalid;lr>']);
    expect(core.configuration.contact.toString()).toContain(';transport=udp');
    expect(registrar.received.some((message) => headerOf(message, 'Route') !== '')).toBe(false);

    await registrar.stop();
    await line.registeredWith(2);
    expect(routes()).toEqual([]);
    expect(second.contact()).toMatch(/^sip:\w+@\w+\.invalid;transport=ws$/);
    await line.close();
    await second.stop();
  });
});

function sequenceOf(message: SipMessage): number {
  return Number(headerOf(message, 'CSeq').split(' ')[0]);
}

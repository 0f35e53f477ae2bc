import { Core } from 'sip.js';
import { afterEach, describe, expect, it } from 'vitest';
import { createPhoneBench } from '../testing/bench.test-support.ts';
import { headerOf, type SipMessage, TestCaller } from '../testing/exchange.test-support.ts';
import { cannedSdp } from '../testing/media-page.test-support.ts';
import { METHODS } from '../user-agent.ts';

const bench = createPhoneBench();
afterEach(() => bench.close());

let number = 0;

/** Sends a request outside any dialog; answers the seat's final response. */
async function ask(
  method: string,
  extra: string[] = [],
  to = '<sip:seat1@exchange.invalid>',
): Promise<SipMessage> {
  const callId = `ask-${++number}`;
  bench.exchange.send(
    [
      `${method} ${bench.exchange.contact()} SIP/2.0`,
      `Via: SIP/2.0/WS asker.invalid;branch=z9hG4bKask${number}`,
      'Max-Forwards: 70',
      'From: <sip:13800138000@exchange.invalid>;tag=asker',
      `To: ${to}`,
      `Call-ID: ${callId}`,
      `CSeq: 1 ${method}`,
      'Contact: <sip:asker.invalid>',
      ...extra,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n'),
  );
  return bench.exchange.next(
    (message) => (message.status ?? 0) >= 200 && headerOf(message, 'Call-ID') === callId,
  );
}

describe('requests that begin no call', () => {
  it('BI-7 OPTIONS is answered with what the seat serves', async () => {
    await bench.register();
    const response = await ask('OPTIONS');
    expect(response.status).toBe(200);
    expect(headerOf(response, 'Allow').split(/,\s*/)).toEqual(METHODS);
    expect(headerOf(response, 'Accept')).toContain('application/sdp');
    expect(headerOf(response, 'Supported')).toContain('timer');
  });

  it.each([
    ['MESSAGE', 405],
    ['SUBSCRIBE', 405],
    ['PUBLISH', 405],
    ['REGISTER', 405],
    ['UPDATE', 405],
    ['REFER', 405],
    ['DANCE', 501],
    ['NOTIFY', 481],
    ['BYE', 481],
    ['INFO', 481],
    ['PRACK', 481],
    ['CANCEL', 481],
  ])('BI-7 %s is refused with %i', async (method, status) => {
    await bench.register();
    expect((await ask(method)).status).toBe(status);
  });

  it.each(['INVITE', 'BYE', 'INFO', 'NOTIFY', 'REFER', 'PRACK', 'OPTIONS'])(
    'BI-7 %s in a dialog that nobody knows is refused with 481',
    async (method) => {
      await bench.register();
      const response = await ask(
        method,
        ['Event: refer', 'RAck: 1 1 INVITE'],
        '<sip:seat1@e.invalid>;tag=unknown',
      );
      expect(response.status).toBe(481);
    },
  );
});

describe('calls that must not be', () => {
  it('BI-11 refuses an INVITE that has come another way already', async () => {
    await bench.register();
    const { caller } = await bench.ringing();
    const first = bench.exchange.received.length;
    expect(first).toBeGreaterThan(0);
    bench.exchange.send(
      [
        `INVITE ${bench.exchange.contact()} SIP/2.0`,
        'Via: SIP/2.0/WS another.invalid;branch=z9hG4bKother',
        `From: <sip:13800138000@caller.invalid>;tag=${caller.callId.replace(/^call-(\d+)@.*$/, 'caller-$1')}`,
        'To: <sip:12345@caller.invalid>',
        `Call-ID: ${caller.callId}`,
        'CSeq: 1 INVITE',
        'Contact: <sip:caller@caller.invalid;transport=ws>',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    await caller.response(482);
    expect(bench.seat.phone.state().calls.filter((call) => call.state === 'ringing')).toHaveLength(1);
  });

  it('BI-13 lets no more ring than a seat can, and takes the next when one has gone', async () => {
    await bench.register();
    const callers = Array.from({ length: 16 }, () => new TestCaller(bench.exchange));
    for (const caller of callers) {
      caller.invite(cannedSdp('caller'));
      await caller.response(180);
    }
    const tooMany = new TestCaller(bench.exchange);
    tooMany.invite(cannedSdp('caller'));
    expect(headerOf(await tooMany.response(503), 'Retry-After')).toBe('10');
    callers[0]?.cancel();
    await callers[0]?.response(487);
    const next = new TestCaller(bench.exchange);
    next.invite(cannedSdp('caller'));
    await next.response(180);
  });

  it('BI-12 answers 500 when sip.js throws, and goes on', async () => {
    await bench.register();
    const { callId } = await bench.ringing();
    const original = Core.UserAgentCore.prototype.receiveIncomingRequestFromTransport;
    Core.UserAgentCore.prototype.receiveIncomingRequestFromTransport = () => {
      throw new TypeError('No.');
    };
    try {
      expect((await ask('OPTIONS')).status).toBe(500);
    } finally {
      Core.UserAgentCore.prototype.receiveIncomingRequestFromTransport = original;
    }
    expect((await ask('OPTIONS')).status).toBe(200);
    expect(bench.callOf(callId)?.state).toBe('ringing');
  });
});
